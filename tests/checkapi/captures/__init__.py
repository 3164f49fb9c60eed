"""Tests of tutor.checkapi.captures."""
