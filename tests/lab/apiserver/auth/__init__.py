"""Tests of the API server's auth."""
