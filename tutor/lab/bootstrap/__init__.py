"""What kubeadm leaves in a new cluster: CoreDNS, the settings of kube-proxy, who may do what. Data, one module a part.

Field names and values are kubeadm's (cmd/kubeadm/app/phases); namespaces and the `kubernetes` Service are the API
server's own doing.
"""
