"""A whole class in processes of its own, which die and come back."""
