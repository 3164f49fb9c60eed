"""Tests of the deployed class."""
