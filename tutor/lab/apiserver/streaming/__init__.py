"""What is passed on to kubelets: logs, exec, attach.

The server finds the node, checks the container, and pipes; what the bytes mean is the kubelet's and kubectl's.
"""
