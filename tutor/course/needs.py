"""What a step may need of the place where it runs, by name. Who looks whether it is there is another's business."""

FORMS = ("metallb-crd", "metallb-configmap")
"""What lessons have forms for: MetalLB configured by custom resources (0.13 and later), or by its ConfigMap."""

NEEDS = ("calico", "kube-proxy-iptables", "frr", *FORMS)
"""Calico as the CNI; kube-proxy in iptables mode; routers with vtysh; and either of the forms."""
