"""Calico's work-alike: addresses, veth pairs and VXLAN routes of pods.

`naming`, `ipam` and `rules` are pure. `cni` plugs one pod in and out, `agent` keeps a node's tunnel device, routes and
iptables chains true to the cluster's nodes (Felix's job). IPAM state is plain data (`ipam.Block`), so that it can be
served as Calico's own objects. Nothing here knows how namespaces or pods are made.
"""
