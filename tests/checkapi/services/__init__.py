"""Tests of tutor.checkapi.services."""
