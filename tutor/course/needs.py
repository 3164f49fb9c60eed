"""What a step may need of the place where it runs, by name. Who looks whether it is there is another's business."""

NEEDS = (
    "calico",
    "kube-proxy-iptables",
    "metallb-crd",
    "metallb-configmap",
    "frr",
)
"""Calico as the CNI; kube-proxy in iptables mode; MetalLB configured by custom resources (0.13 and later) or by its
ConfigMap (up to 0.12); routers with vtysh. A lesson's forms have ids of this list as well."""
