"""What is done on the learner's own machine before and around a lab: programs, certificates, the start, a shell.

Runs in the caller's process and sees the lab by its control socket only; nothing of this is imported inside the lab.
"""
