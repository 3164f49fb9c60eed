"""The lab's networks: what they are (pure data), and the only users of netlink (pyroute2) and iptables-restore.

Nothing here touches the machine's own network: every function works in a net namespace that the lab made.
"""
