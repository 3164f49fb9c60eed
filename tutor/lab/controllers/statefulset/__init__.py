"""StatefulSets: pods with numbers, made in order and deleted in reverse. `plan` decides (pure), `controller` acts.

(kubernetes: pkg/controller/statefulset)
"""
