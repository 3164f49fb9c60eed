"""Tests of the API server's custom."""
