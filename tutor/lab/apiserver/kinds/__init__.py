"""The served kinds: one folder a group, one small file a kind, each with its `KIND`.

A file states names, scope, subresources and how the kind differs from others (defaults,
validation, allocation). Never here: HTTP, storage, or what a controller does with the objects.
"""
