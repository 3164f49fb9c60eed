"""Announces addresses by ARP, from the one node that is elected for each (metallb: internal/layer2).

The election, the frames and the schedule of gratuitous ARP are pure. Packet sockets and netlink live here; what a
service is, and which speakers live, is told from outside.
"""
