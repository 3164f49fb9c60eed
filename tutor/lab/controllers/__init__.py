"""The control loops of the lab: each brings one kind of object from its spec to its status, over the API alone.

One package or file a controller, its decisions (pure) apart from its I/O. Nothing of the API server's insides.
"""
