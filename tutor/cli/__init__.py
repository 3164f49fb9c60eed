"""The command line: words in, an exit code out.

A file a family of verbs; each imports what it drives only when it is called, so that every call starts quickly.
Nothing is decided here that a front other than the command line would need as well.
"""
