"""Label and field selectors: text in, a predicate out, with the API server's words for what cannot be parsed.

Pure: no kind, store or request is known here; which fields a kind can select by is told by the caller.
"""
