"""The ways in which a part of an object is changed: pure functions from documents to documents.

Here live JSON patch, JSON merge patch, strategic merge patch, and server-side apply with the managed fields that it
rests on. No function changes its arguments. Never here: HTTP, storage, defaults, validation; what a kind's lists are
merged by comes from `schema`.
"""
