"""MetalLB's work-alikes, run as pods: the controller, which gives addresses, and the speakers, which announce them.

Here live its configuration in both forms, allocation, election, ARP and BGP. They know the cluster through its API
only, and the network through packets only. Nothing of the routers that the speakers talk to lives here.
"""
