"""The console, on a class that exists in the test alone."""
