"""The hash of a pod template, equal to the one that a real cluster puts into the names of its ReplicaSets.

Pure. Only the shape of the Go types and their printed form live here; who uses the hash does not matter.
"""
