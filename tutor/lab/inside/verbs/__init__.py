"""What a caller may ask of the running lab: one file a verb, named as the verb, each with `async def answer(request)`.

A verb reads the request's words, does its work through `request.lab`, and replies. A file is imported when its verb is
first asked for, so that none costs the start anything; it is found by being listed in AVAILABLE. What a verb does on a
host or in the cluster lives with the part that it concerns; nothing here decides for Kubernetes.
"""

AVAILABLE = (
    "agent",
    "dns",
    "exec",
    "kubeconfig",
    "link",
    "log",
    "mark",
    "node",
    "pty",
    "reset",
    "restore",
    "snapshot",
    "socket",
    "status",
    "stop",
    "tasks",
    "wait",
)
