"""Live shells: a PTY, the journal of what ran in it, and the screen it paints.

What may live here: PTYs, the shell integration scripts, the parser of their marks, the VT screen.
What never: lessons, checks, Kubernetes, any widget. Nothing here imports textual; `screen` alone loads the VT
engine, so that a front without a screen never pays for it.
"""
