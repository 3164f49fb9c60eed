"""Whole screens: which widgets stand where, and what the session's events do to them. No drawing here."""
