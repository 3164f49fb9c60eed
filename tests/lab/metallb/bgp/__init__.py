"""The speaker's BGP."""
