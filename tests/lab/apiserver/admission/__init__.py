"""Tests of the API server's admission."""
