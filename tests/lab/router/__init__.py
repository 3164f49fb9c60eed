"""Tests of tutor.lab.router."""
