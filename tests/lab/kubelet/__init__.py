"""The kubelet: pure decisions by example and property, pods in real namespaces on a lab of one node."""
