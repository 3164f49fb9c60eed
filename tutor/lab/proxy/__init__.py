"""kube-proxy's work-alike: Services and EndpointSlices in, iptables rules of a node out.

`names`, `services`, `endpoints`, `ruleset`, `rules` and `rules22` are pure: objects in, rules out, no I/O.
`sync`, `health` and `conntrack` touch the node and the API. Nothing here knows how a network namespace is
made, and the API is seen only through `tutor.lab.client`.
"""
