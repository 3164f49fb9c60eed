"""How a caller speaks to a process of the lab: one message format, the names of sockets, and the callers' side.

Messages are JSON with file descriptors beside them (SCM_RIGHTS). What a request does lives where it is done
(`tutor.lab.root` for host inits, `tutor.lab.cluster` for the whole lab), never here.
"""
