"""The class on the learner's screen: a line that tells of it, its keys, its windows, and what it may do here.

Loaded only where the tutor takes part in a class. `board` and `consent` decide, without any widget; the rest shows it.
Whatever an instructor says is foreign text: `foreign` makes it harmless before anything else sees it.
"""
