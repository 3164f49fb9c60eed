"""What is taken home from a class."""
