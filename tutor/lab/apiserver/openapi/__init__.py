"""OpenAPI v3 documents of what is served, for `kubectl explain`, `kubectl apply` and clients that generate code.

Made from the types in `schema` and from the kinds that a caller names. Never here: HTTP, or anything that decides how
requests are answered.
"""
