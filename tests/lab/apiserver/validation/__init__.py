"""Tests of the API server's validation."""
