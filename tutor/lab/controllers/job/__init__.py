"""Jobs: pods that run to their end, again after failures. `plan` decides (pure), `controller` acts.

(kubernetes: pkg/controller/job)
"""
