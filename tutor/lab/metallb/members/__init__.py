"""Which speakers live: the lab's own small protocol on UDP port 7946, where MetalLB has hashicorp/memberlist.

What it shares with memberlist: its port, its idea (SWIM: probe one member after another, ask others to probe it too,
suspect, declare dead; a member that hears of its own death refutes it), its timings on a LAN, joining by the pods'
addresses, an immediate goodbye, and that nothing is taken from who does not know the secret key.

What it is not: its wire format is its own, so it does not meet a real speaker. News go to all members at once instead
of spreading by gossip, which suits tens of nodes, not thousands. Nothing runs over TCP. Messages are authenticated
(HMAC-SHA256) and not encrypted: what they tell, names and addresses of nodes, is no secret on the wire they use.

Messages, their seal and the table of members are pure; sockets and clocks are `gossip`'s, the API is `discovery`'s.
"""
