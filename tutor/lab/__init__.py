"""A whole cluster in Linux namespaces: rootless, offline, gone without a trace.

Knows nothing of lessons. Its parts (controllers, kubelet, proxy, …) meet only through the Kubernetes API, so any
of them, the API server included, can be swapped for the real thing.
"""
