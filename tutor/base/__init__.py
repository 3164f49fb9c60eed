"""What every other package may lean on: errors, paths, tasks, time, processes, logs.

Nothing here knows of teaching or of Kubernetes; each module could be a small library of its own.
"""
