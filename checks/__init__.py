"""The bundled checks: one file for each thing that can be graded, loaded by path as any course's own are.

A check grades what is true of the cluster and of what the learner saw, never the letters of a command; it
imports `tutor.checkapi` and nothing else of the tutor.
"""
