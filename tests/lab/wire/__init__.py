"""Tests of Services and DNS by real packets, on the shared lab."""
