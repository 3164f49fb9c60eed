"""What the supervisor does above the cluster's parts: builds them, starts them, keeps them, answers callers.

Knows every part and the API server; no part knows of this. Decisions of Kubernetes itself live in the parts.
"""
