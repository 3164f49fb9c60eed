"""Deployments: replica sets of one template after the other, replaced at the pace that the strategy allows.

`sizes`, `revisions`, `plan` and `status` decide (pure); `controller` reads, writes and tells.
(kubernetes: pkg/controller/deployment)
"""
