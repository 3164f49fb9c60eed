"""Tests of the API server's verbs."""
