"""Whole screens of the console, and the views that its tabs switch between."""
