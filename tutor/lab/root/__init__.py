"""Namespaces, root filesystems, the tools inside them, and the processes that run there.

Linux and nothing else: no Kubernetes, no addresses or interfaces (those are `tutor.lab.net`'s).
"""
