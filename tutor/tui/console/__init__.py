"""The instructor's console: the class at a glance, who is stuck on what, and what an instructor does about it.

An application of its own beside the tutor's. All it knows of the class comes through `ports`: it has no idea of NATS,
of streams or of who keeps them. What learners wrote goes through `clean` before it is drawn; their terminals through
`sgr`, which knows colours and nothing else.
"""
