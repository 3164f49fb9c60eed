"""ReplicaSets: as many pods of a template as are wanted. `plan` decides (pure), `controller` acts.

(kubernetes: pkg/controller/replicaset)
"""
