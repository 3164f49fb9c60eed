"""The scheduler: which node a pod goes to, or why none will do.

`taints`, `affinity`, `topology`, `fit`, `scores` and `plan` decide (pure); `nodes` keeps the picture of what
runs where; `controller` watches and binds. (kubernetes: pkg/scheduler)
"""
