"""Tests of tutor.checkapi.routing."""
