"""What kubeadm leaves in a new cluster: CoreDNS, the agents of nodes, the control plane's manifests, settings, rights.

Data, one module a part. Field names and values are kubeadm's (cmd/kubeadm/app/phases); namespaces and the
`kubernetes` Service are the API server's own doing.
"""
