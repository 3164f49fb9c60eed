"""Packet captures: tcpdump, ngrep, tshark, and what a learner saw by them.

What may live here: a reader for each program, a file each, and what packets mean together; `capturing` alone looks at
the learner's commands. What never: the capturing itself, the cluster's objects, verdicts.
"""
