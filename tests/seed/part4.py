"""The guestbook: redis that replicates, and a front end that finds it by name."""

import re

from tests.seed import rows

PART = rows.Part()

FOLDER = "assets/guestbook"
LOG_SECONDS = 4.0
FRONTEND = """cat <<EOF | kubectl create -f -
apiVersion: v1
kind: Service
metadata:
  name: frontend
  labels:
    app: guestbook
    tier: frontend
spec:
  ports:
  - port: 80
  selector:
    app: guestbook
    tier: frontend
  type: NodePort
EOF"""
NODES = ("192.168.10.10", "192.168.10.101", "192.168.10.102")


@PART.row(
    "4.1",
    "k8s-m",
    f"kubectl apply -f {FOLDER}/redis-leader-deployment.yaml",
    f"kubectl apply -f {FOLDER}/redis-leader-service.yaml",
)
async def leader(seen: rows.Seen) -> None:
    """The pod runs and the Service has its port."""
    text = await seen.run()
    assert "deployment.apps/redis-leader created" in text
    assert "service/redis-leader created" in text
    await seen.stage.probe("k8s-m", "kubectl rollout status deployment/redis-leader --timeout=60s", 70)
    service = await seen.stage.api("get service redis-leader")
    assert [port["port"] for port in service["spec"]["ports"]] == [6379]


@PART.row("4.2", "k8s-m", "kubectl get pod -owide", "kubectl logs -f deployment/redis-leader")
async def leader_log(seen: rows.Seen) -> None:
    """The real server's own words; `-f` follows until Ctrl-C."""
    get, follow = seen.row.commands
    assert re.search(r"^redis-leader-\S+ +1/1 +Running ", await seen.stage.shown("k8s-m", get), re.MULTILINE)
    record = await seen.stage.run("k8s-m", follow, LOG_SECONDS)
    assert record.timed_out, "the log was not followed until Ctrl-C"
    assert "Ready to accept connections" in record.output


@PART.row(
    "4.3",
    "k8s-m",
    f"kubectl apply -f {FOLDER}/redis-follower-deployment.yaml",
    f"kubectl apply -f {FOLDER}/redis-follower-service.yaml",
)
async def followers(seen: rows.Seen) -> None:
    """Two followers run."""
    text = await seen.run()
    assert "deployment.apps/redis-follower created" in text
    assert "service/redis-follower created" in text
    await seen.stage.probe("k8s-m", "kubectl rollout status deployment/redis-follower --timeout=60s", 70)
    pods = await seen.stage.api("get pod -l app=redis,role=follower --field-selector status.phase=Running")
    assert len(pods["items"]) == 2


@PART.row("4.4", "k8s-m", "kubectl logs -f deployment/redis-follower")
async def follower_log(seen: rows.Seen) -> None:
    """A real synchronisation, which the leader tells of as well."""
    record = await seen.stage.run("k8s-m", seen.row.commands[0], LOG_SECONDS)
    assert record.timed_out
    assert re.search(r"Connecting to MASTER redis-leader:6379", record.output), record.output
    assert "MASTER <-> REPLICA sync: Finished with success" in record.output
    leader_says = await seen.stage.probe("k8s-m", "kubectl logs deployment/redis-leader")
    assert leader_says.count("asks for synchronization") >= 2


@PART.row(
    "4.5",
    "k8s-m",
    f"kubectl apply -f {FOLDER}/frontend-deployment.yaml",
    "kubectl get pods -l app=guestbook -l tier=frontend",
)
async def frontend(seen: rows.Seen) -> None:
    """Three pods run."""
    apply, get = seen.row.commands
    assert "deployment.apps/frontend created" in await seen.stage.shown("k8s-m", apply)
    await seen.stage.probe("k8s-m", "kubectl rollout status deployment/frontend --timeout=60s", 70)
    shown = await seen.stage.shown("k8s-m", get)
    assert len(re.findall(r"^frontend-\S+ +1/1 +Running ", shown, re.MULTILINE)) == 3, shown


@PART.row("4.6", "k8s-m", FRONTEND, "kubectl get svc")
async def node_port(seen: rows.Seen) -> None:
    """The page answers on every node, and what is written through it is read back."""
    created, listed = await seen.each()
    assert "service/frontend created" in created
    port = re.search(r"^frontend +NodePort +10\.\S+ +<none> +80:(3\d{4})/TCP ", listed, re.MULTILINE)
    assert port, listed
    for node in NODES:
        page = await seen.stage.probe("k8s-pc", f"curl -sS --max-time 10 http://{node}:{port[1]}/")
        assert "Guestbook" in page
    base = f"http://{NODES[1]}:{port[1]}/guestbook.php"
    written = await seen.stage.probe(
        "k8s-pc", f"curl -sS --max-time 10 '{base}?cmd=set&key=messages&value=,hello'"
    )
    assert "Updated" in written
    read = f"curl -sS --max-time 10 '{base}?cmd=get&key=messages'"
    loop = f"for i in $(seq 50); do {read} | grep hello && exit; done; exit 1"
    assert '"data": ",hello"' in await seen.stage.probe("k8s-pc", loop)
    await seen.stage.probe(
        "k8s-m",
        "kubectl delete deployment,service -l 'app in (redis, guestbook)'; kubectl delete deployment frontend",
    )
