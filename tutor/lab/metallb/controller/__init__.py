"""MetalLB's controller: gives addresses to services of type LoadBalancer (metallb: controller/).

The program, its reconciling of one service at a time, and its metrics. What may be given is decided by the pure
`tutor.lab.metallb.allocator`; nothing here announces an address.
"""
