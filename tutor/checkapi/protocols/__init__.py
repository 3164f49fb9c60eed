"""What evidence is got with: one question to a server in the server's own protocol, and its answer.

What may live here: messages, and clients that ask one question over a socket that someone else makes. What never:
hosts, commands, verdicts. `evidence` and `objects` stand on this package; a check asks through them.
"""
