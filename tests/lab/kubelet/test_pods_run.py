"""Pods in real namespaces: start, status, restarts, volumes, end."""

import subprocess

import pytest

from tests.lab.kubelet.conftest import Lab, pod

pytestmark = pytest.mark.lab


def test_a_pod_becomes_ready_and_answers(lab: Lab) -> None:
    """With an address of its own, reachable from another pod, and the events of its start."""
    probe = {"readinessProbe": {"httpGet": {"path": "/health", "port": "web"}}}
    ports = {"ports": [{"name": "web", "containerPort": 80}]}
    lab.create(pod("who", image="traefik/whoami", container=probe | ports), pod("asker", "sleep", "600"))
    lab.wait_ready("who")
    lab.wait_ready("asker")
    state = lab.state("who")
    assert state["phase"] == "Running"
    assert state["hostIP"] == "192.168.77.11"
    script = f"exec 3<>/dev/tcp/{state['podIP']}/80; printf 'GET / HTTP/1.0\\r\\n\\r\\n' >&3; cat <&3"
    answer = lab.out("exec", "asker", "--", "bash", "-c", script)
    assert "Hostname: who\n" in answer
    assert f"IP: {state['podIP']}\n" in answer
    assert f"RemoteAddr: {lab.state('asker')['podIP']}:" in answer
    lab.wait_event("who", "Container created")
    lab.wait_event("who", "Container started")
    lab.delete("who", "asker")


def test_a_crashing_container_backs_off(lab: Lab) -> None:
    """Restarted at once, then CrashLoopBackOff, with its last state and message kept."""
    lab.create(pod("crash", "sh", "-c", "echo dying; echo why >/dev/termination-log; exit 3"))
    lab.wait("crash", "jsonpath={.status.containerStatuses[0].state.waiting.reason}=CrashLoopBackOff")
    one = lab.state("crash")["containerStatuses"][0]
    assert one["restartCount"] == 1
    assert one["lastState"]["terminated"]["exitCode"] == 3
    assert one["lastState"]["terminated"]["reason"] == "Error"
    assert one["lastState"]["terminated"]["message"] == "why\n"
    assert one["state"]["waiting"]["message"].startswith(
        "back-off 10s restarting failed container=c pod=crash_default("
    )
    assert lab.out("logs", "crash", "--previous") == "dying\n"
    lab.delete("crash")


def test_a_pod_that_is_done_keeps_its_logs(lab: Lab) -> None:
    """Init containers first; Succeeded afterwards."""
    init = {"initContainers": [{"name": "first", "image": "busybox:1", "command": ["sh", "-c", "echo one"]}]}
    lab.create(pod("done", "sh", "-c", "echo two", spec={"restartPolicy": "Never", **init}))
    lab.wait("done", "jsonpath={.status.phase}=Succeeded")
    assert lab.out("logs", "done", "-c", "first") == "one\n"
    assert lab.out("logs", "done", "-c", "c") == "two\n"
    state = lab.state("done")
    assert state["containerStatuses"][0]["state"]["terminated"]["reason"] == "Completed"
    assert state["initContainerStatuses"][0]["ready"] is True
    lab.delete("done")


def test_a_failing_liveness_probe_restarts(lab: Lab) -> None:
    """With its event."""
    probe = {"exec": {"command": ["cat", "/tmp/ok"]}, "periodSeconds": 1, "failureThreshold": 1}
    lab.create(pod("sick", "sleep", "600", container={"livenessProbe": probe}))
    lab.wait("sick", "jsonpath={.status.containerStatuses[0].restartCount}=1")
    lab.wait_event("sick", "Container c failed liveness probe, will be restarted")
    lab.wait_event("sick", "Liveness probe failed: cat: /tmp/ok: No such file or directory")
    lab.delete("sick")


def test_config_maps_reach_files_and_variables(lab: Lab) -> None:
    """A pod waits for a missing one; a change arrives without a restart."""
    env = {"env": [{"name": "LEVEL", "valueFrom": {"configMapKeyRef": {"name": "conf", "key": "level"}}}]}
    mounts = {"volumeMounts": [{"name": "v", "mountPath": "/conf"}, {"name": "e", "mountPath": "/var/run/e"}]}
    volumes = {"volumes": [{"name": "v", "configMap": {"name": "conf"}}, {"name": "e", "emptyDir": {}}]}
    await_change = "while ! grep -q new /conf/text; do sleep 0.05; done"
    script = f"echo level $LEVEL; {await_change}; echo seen; touch /run/e/x; sleep 600"
    lab.create(pod("reader", "sh", "-c", script, container=env | mounts, spec=volumes))
    lab.wait("reader", "jsonpath={.status.phase}=Pending")
    lab.out("create", "configmap", "conf", "--from-literal=level=7", "--from-literal=text=old")
    lab.wait_ready("reader")
    lab.out("patch", "configmap", "conf", "-p", '{"data":{"text":"new"}}')
    followed = lab.kubectl(
        "exec", "reader", "--", "sh", "-c", "while [ ! -e /var/run/e/x ]; do sleep 0.05; done"
    )
    assert followed.returncode == 0
    assert lab.out("logs", "reader") == "level 7\nseen\n"
    lab.delete("reader")


def test_what_cannot_start_says_why(lab: Lab) -> None:
    """An image that is not there, a program that is not there, a variable's source that is not there."""
    source = {"env": [{"name": "A", "valueFrom": {"secretKeyRef": {"name": "nope", "key": "k"}}}]}
    lab.create(
        pod("noimage", image="nosuch/thing:1"),
        pod("noprogram", "nosuchprogram", spec={"restartPolicy": "Never"}),
        pod("nosecret", "sleep", "1", container=source),
    )
    lab.wait("noimage", "jsonpath={.status.containerStatuses[0].state.waiting.reason}=ImagePullBackOff")
    assert "whoami" in lab.state("noimage")["containerStatuses"][0]["state"]["waiting"]["message"]
    refused = lab.kubectl("logs", "noimage")
    assert "is waiting to start: trying and failing to pull image" in refused.stderr
    lab.wait("noprogram", "jsonpath={.status.phase}=Failed")
    ended = lab.state("noprogram")["containerStatuses"][0]["state"]["terminated"]
    assert (ended["exitCode"], ended["reason"]) == (128, "StartError")
    assert 'exec: "nosuchprogram": executable file not found in $PATH' in ended["message"]
    reason = "jsonpath={.status.containerStatuses[0].state.waiting.reason}=CreateContainerConfigError"
    lab.wait("nosecret", reason)
    lab.delete("noimage", "noprogram", "nosecret")


def test_a_pod_may_use_the_nodes_network(lab: Lab) -> None:
    """Its address is the node's, and its host name too."""
    lab.create(pod("onnode", "sleep", "600", spec={"hostNetwork": True}))
    lab.wait_ready("onnode")
    assert lab.state("onnode")["podIP"] == "192.168.77.11"
    assert lab.out("exec", "onnode", "--", "hostname") == "node-1\n"
    lab.delete("onnode")


def test_a_pod_ends_gracefully(lab: Lab) -> None:
    """preStop first, then SIGTERM, within the grace period; its log is followed to the last word."""
    loop = "while :; do if [ -e /stop ]; then echo hook; rm /stop; fi; sleep 0.05; done"
    hook = {"lifecycle": {"preStop": {"exec": {"command": ["sh", "-c", "touch /stop; sleep 0.4"]}}}}
    lab.create(pod("polite", "sh", "-c", f"trap 'echo term; exit 0' TERM; echo up; {loop}", container=hook))
    lab.wait_ready("polite")
    with subprocess.Popen(lab.argv("logs", "-f", "polite"), stdout=subprocess.PIPE, text=True) as reading:
        assert reading.stdout is not None
        assert reading.stdout.readline() == "up\n"
        lab.delete("polite")
        assert reading.stdout.read() == "hook\nterm\n"


def test_a_stubborn_pod_is_killed_after_its_grace_period(lab: Lab) -> None:
    """And one that is deleted by force at once."""
    stubborn = ("sh", "-c", "trap '' TERM; while :; do sleep 0.05; done")
    lab.create(pod("stubborn", *stubborn, spec={"terminationGracePeriodSeconds": 1}))
    lab.create(pod("forced", *stubborn, spec={"terminationGracePeriodSeconds": 600}))
    lab.wait_ready("stubborn")
    lab.wait_ready("forced")
    lab.delete("stubborn")
    lab.out("delete", "pod", "forced", "--force", "--grace-period=0")


def test_probes_hold_a_pod_back_and_say_why(lab: Lab) -> None:
    """A startup probe by TCP lets the others begin; a readiness probe that fails keeps the pod out."""
    closed = {"httpGet": {"path": "/", "port": 81}, "initialDelaySeconds": 1, "periodSeconds": 1}
    probes = {"startupProbe": {"tcpSocket": {"port": 80}}, "readinessProbe": closed}
    lab.create(pod("held", image="traefik/whoami", container=probes))
    lab.create(
        pod(
            "hooked", "sleep", "600", container={"lifecycle": {"postStart": {"exec": {"command": ["false"]}}}}
        )
    )
    lab.wait("held", "jsonpath={.status.containerStatuses[0].started}=true")
    address = lab.state("held")["podIP"]
    refused = f"dial tcp {address}:81: connect: connection refused"
    lab.wait_event("held", f'Readiness probe failed: Get "http://{address}:81/": {refused}')
    assert lab.state("held")["containerStatuses"][0]["ready"] is False
    lab.wait_event("hooked", "PostStartHook failed: command 'false' exited with 1: ")
    lab.delete("held", "hooked")


def test_containers_of_a_pod_share_its_network_but_not_their_files(lab: Lab) -> None:
    """One answers on the loopback of the other; an emptyDir joins them."""
    shared = {"volumeMounts": [{"name": "e", "mountPath": "/e"}]}
    second = {"name": "d", "image": "traefik/whoami", **shared}
    container = pod("pair", "sh", "-c", "touch /mine /e/ours; sleep 600", container=shared)
    container["spec"]["containers"].append(second)
    container["spec"]["volumes"] = [{"name": "e", "emptyDir": {}}]
    lab.create(container)
    lab.wait_ready("pair")
    answer = lab.out(
        "exec", "pair", "-c", "c", "--", "bash", "-c", "echo GET / >/dev/tcp/127.0.0.1/80 && ls /mine /e"
    )
    assert answer == "/mine\n\n/e:\nours\n"
    refused = lab.kubectl("exec", "pair", "-c", "d", "--", "sh")
    assert 'exec: "sh": executable file not found in $PATH' in refused.stderr
    lab.delete("pair")


def test_a_container_runs_as_the_user_it_asks_for(lab: Lab) -> None:
    """So do its probes and what is executed in it; non-root without a user is refused."""
    probe = {"readinessProbe": {"exec": {"command": ["sh", "-c", "test $(id -u) = 1000"]}}}
    asked = {"securityContext": {"runAsUser": 1000, "runAsGroup": 1000, "fsGroup": 2000}}
    lab.create(
        pod("user", "sleep", "600", container=probe, spec=asked),
        pod("root", "sleep", "600", container={"securityContext": {"runAsNonRoot": True}}),
    )
    lab.wait_ready("user")
    assert lab.out("exec", "user", "--", "id", "-G") == "1000 2000\n"
    lab.wait(
        "root", "jsonpath={.status.containerStatuses[0].state.waiting.reason}=CreateContainerConfigError"
    )
    lab.delete("user", "root")


def test_a_sidecar_runs_beside_and_ends_after(lab: Lab) -> None:
    """And does not keep the pod from succeeding."""
    sidecar = {"name": "s", "image": "busybox:1", "command": ["sleep", "600"], "restartPolicy": "Always"}
    lab.create(pod("main", "echo", "hi", spec={"restartPolicy": "Never", "initContainers": [sidecar]}))
    lab.wait("main", "jsonpath={.status.phase}=Succeeded")
    state = lab.state("main")
    assert {one["type"]: one["status"] for one in state["conditions"]}["Initialized"] == "True"
    lab.delete("main")


def test_a_new_image_restarts_the_container(lab: Lab) -> None:
    """In the same pod, at the same address."""
    lab.create(pod("changing", image="traefik/whoami"))
    lab.wait_ready("changing")
    before = lab.state("changing")["podIP"]
    lab.out("set", "image", "pod/changing", "c=nginx")
    lab.wait("changing", "jsonpath={.status.containerStatuses[0].restartCount}=1")
    lab.wait_ready("changing")
    assert lab.state("changing")["podIP"] == before
    assert "nginx" in lab.state("changing")["containerStatuses"][0]["imageID"]
    lab.delete("changing")


def test_a_flood_of_output_leaves_time_for_others(lab: Lab) -> None:
    """Another pod becomes ready beside it."""
    lab.create(pod("flood", "yes"))
    lab.wait_ready("flood")
    lab.create(pod("calm", image="traefik/whoami"))
    lab.wait_ready("calm")
    assert lab.out("logs", "flood", "--tail=2") == "y\ny\n"
    lab.delete("flood", "calm")


def test_last_words_become_the_message(lab: Lab) -> None:
    """Where the container asks for it and left none itself."""
    asked = {"terminationMessagePolicy": "FallbackToLogsOnError"}
    lab.create(pod("words", "sh", "-c", "echo why; exit 1", container=asked, spec={"restartPolicy": "Never"}))
    lab.wait("words", "jsonpath={.status.phase}=Failed")
    assert lab.state("words")["containerStatuses"][0]["state"]["terminated"]["message"] == "why\n"
    lab.delete("words")


def test_nothing_of_a_deleted_pod_is_left_on_its_node(lab: Lab) -> None:
    """Neither directory nor logs; another pod sees so by hostPath."""
    places = [
        {"name": "k", "hostPath": {"path": "/var/lib/kubelet/pods"}},
        {"name": "l", "hostPath": {"path": "/var/log/pods"}},
    ]
    mounts = [{"name": "k", "mountPath": "/k", "readOnly": True}, {"name": "l", "mountPath": "/l"}]
    lab.create(pod("watcher", "sleep", "600", container={"volumeMounts": mounts}, spec={"volumes": places}))
    lab.create(pod("brief", "sh", "-c", "echo x; sleep 600"))
    lab.wait_ready("watcher")
    lab.wait_ready("brief")
    uid = lab.out("get", "pod", "brief", "-o", "jsonpath={.metadata.uid}")
    listing = ("exec", "watcher", "--", "ls", "/k", "/l")
    assert uid in lab.out(*listing)
    refused = lab.kubectl("exec", "watcher", "--", "touch", "/k/x")
    assert "Read-only file system" in refused.stderr
    lab.delete("brief")
    gone = f"while ls /k /l | grep -q {uid}; do sleep 0.05; done"
    assert lab.kubectl("exec", "watcher", "--", "sh", "-c", gone).returncode == 0
    lab.delete("watcher")


def test_a_mended_image_is_tried_at_once_and_other_changes_are_not(lab: Lab) -> None:
    """A new image ends the back-off; a config map of the namespace does not end a crash loop's."""
    lab.create(pod("mended", image="nosuch/thing:1"), pod("loop", "false"))
    lab.wait("mended", "jsonpath={.status.containerStatuses[0].state.waiting.reason}=ImagePullBackOff")
    lab.out("set", "image", "pod/mended", "c=traefik/whoami")
    lab.wait_ready("mended")
    lab.wait("loop", "jsonpath={.status.containerStatuses[0].state.waiting.reason}=CrashLoopBackOff")
    before = lab.state("loop")["containerStatuses"][0]["restartCount"]
    lab.out("create", "configmap", "unrelated")
    lab.create(pod("later", image="traefik/whoami"))
    lab.wait_ready("later")
    assert lab.state("loop")["containerStatuses"][0]["restartCount"] == before
    lab.delete("mended", "loop", "later")
