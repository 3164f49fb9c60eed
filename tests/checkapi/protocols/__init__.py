"""Tests of tutor.checkapi.protocols."""
