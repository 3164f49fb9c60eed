"""MetalLB's native BGP: what a speaker says to routers, and when.

Pure: messages (RFC 4271 and its extensions), the session's states, which service makes which advertisement. Only
`session.py` touches sockets and time; `controller.py` ties them to the speaker. What a router tells is ignored, as
MetalLB does.
"""
