"""CoreDNS's work-alike: a DNS server that runs as a pod, made of plugins that a Corefile puts together.

`corefile`, `index` and `records` are pure. Each plugin is one file in `plugins/`, named as in a Corefile; their order
of execution is fixed in `plugins/__init__.py`, as CoreDNS fixes it at build time. `server` is the program, `upstream`
the small resolver behind the lab's hosts. Nothing here knows how pods are made.
"""
