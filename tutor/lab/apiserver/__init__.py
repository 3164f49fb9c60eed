"""The lab's Kubernetes API server: one store, one set of verbs, and kinds that are data.

Here lives what a kube-apiserver does: HTTP, discovery, storage and watches, defaults, validation, admission, who
may do what, and streams passed on to kubelets. Never here: what controllers, schedulers or kubelets do; those speak
to this server over HTTP like everyone else. A kind is a small file in `kinds/`; no verb knows a kind by its name.
"""
