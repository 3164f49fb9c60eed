"""Back to a state: `lab snapshot`, `lab restore` and `lab reset` after much has been changed."""

from tests.benchmarks import own, table

ROUNDS = 5
MAKE = """
kubectl create namespace lesson
kubectl create deployment web --image=traefik/whoami --replicas=2
kubectl expose deployment web --port=80
kubectl rollout status deployment web --timeout=60s
echo mine > /root/note
"""
BREAK = """
kubectl delete namespace lesson --wait=false
kubectl delete deployment,service web --wait=false
kubectl run extra --image=traefik/whoami
rm /root/note /etc/hosts
"""


def rows() -> list[table.Row]:
    """Seconds of the whole command, its own start included."""
    kept, restored, reset = [], [], []
    with own.lab() as lab:
        for number in range(ROUNDS):
            lab.out("k8s-m", MAKE)
            kept.append(_seconds(lab, "snapshot", f"kept{number}"))
            lab.out("k8s-m", BREAK)
            restored.append(_seconds(lab, "restore", f"kept{number}", "--yes"))
            lab.out("k8s-m", "[ $(kubectl get deployment web -o jsonpath={.status.availableReplicas}) = 2 ]")
            reset.append(_seconds(lab, "reset", "--yes"))
            lab.out("k8s-m", "! kubectl get deployment web 2>/dev/null")
    return [
        table.Row("lab snapshot", kept, "s"),
        table.Row("lab restore, two pods to begin anew", restored, "s", budget=1.0),
        table.Row("lab reset, to what it was when it became ready", reset, "s", budget=1.0),
    ]


def _seconds(lab: own.Lab, *words: str) -> float:
    began = own.stamp()
    lab.verb(*words)
    return own.stamp() - began
