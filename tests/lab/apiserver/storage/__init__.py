"""Tests of the API server's storage."""
