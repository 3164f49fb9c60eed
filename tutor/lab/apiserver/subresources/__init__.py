"""Paths below objects that do something of their own: scale, binding, eviction, token, and streams to kubelets.

`table` says which name leads where. What is not in it (status, …) goes by the generic verbs.
"""
