"""The routers beyond the cluster: FRR's own daemons, and the configuration that they start with (pure).

Nothing of the cluster's own routing lives here (that is `tutor.lab.calico`).
"""
