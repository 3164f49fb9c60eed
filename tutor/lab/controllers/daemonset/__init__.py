"""DaemonSets: one pod on each node that lets it. `plan` decides (pure), `controller` acts.

(kubernetes: pkg/controller/daemon)
"""
