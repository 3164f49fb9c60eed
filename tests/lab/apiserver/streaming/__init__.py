"""Tests of the API server's streaming."""
