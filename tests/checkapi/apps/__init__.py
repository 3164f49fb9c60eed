"""Tests of tutor.checkapi.apps."""
