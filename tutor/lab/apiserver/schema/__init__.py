"""What the served kinds are made of: types, fields, and how each is merged.

`tables/` holds facts only, one file per group and version: a field's JSON name, its protobuf number, its Go type,
when it is left out, and its patch strategy. Prose about fields is never kept here: `build` reads it once from the
installed `kubernetes` package into the user's cache. Nothing here knows HTTP, stores or verbs.
"""
