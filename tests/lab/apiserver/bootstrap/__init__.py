"""Tests of tutor.lab.apiserver.bootstrap."""
