"""Tests of tutor.checkapi.commandline."""
