"""MetalLB's speaker: on every node, it announces the addresses of services (metallb: speaker/).

The program, what it follows in the API, and its decision for each service. How an address is announced is the
protocols' business (`tutor.lab.metallb.layer2`, `tutor.lab.metallb.bgp`); nothing here gives an address to a service.
"""
