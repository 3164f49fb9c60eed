"""The node's agent: pods as namespaces and processes, with volumes, probes, logs, restarts and streams.

It meets the rest of the cluster through the API alone (tutor.lab.client) and makes processes through the
host's init alone (tutor.lab.root.spawn). Pure decisions (what a status says, when to restart, what a
resolv.conf holds) stand in modules without I/O; the modules that act are few and say so. No networking of
pods lives here: an address is asked of the `Cni` that was handed in, and containers that are no processes are agents
that were handed in as well (`hosted`). What a container image does lives in
`images`, one file per family.
"""
