"""The ways that packets take below Services: routes, BGP between routers, who answers ARP, the names of cables.

What may live here: what the kernel, FRR and the tools say of them, on any host. What never: Services; which of them
is to be announced, and from where, is worked out in `services`.
"""
