"""MetalLB: its parts, and its pools of addresses."""

import re
from collections.abc import Iterable

from tutor.checkapi import declare, evidence, learner, objects, phrases, shown, verdict
from tutor.checkapi.services import backends, pools

CONFIGURING = re.compile(
    r"configLoaded|configStale|config reloaded|PoolReconciler|failed to parse the config"
)


@declare.check("metallb.installed", deadline=120)
def installed(seen: evidence.Evidence, *, namespace: str = "metallb-system") -> verdict.Verdict:
    """A controller of MetalLB is ready, and on every node a speaker, of whatever release."""
    live = seen.cluster.select("pods", namespace)
    return verdict.together([_controller(seen, namespace, live), _speakers(seen, namespace, live)])


@declare.check("metallb.pool", deadline=30)
def pool(
    seen: evidence.Evidence, *, protocol: str, addresses: list[str], namespace: str = "metallb-system"
) -> verdict.Verdict:
    """The MetalLB that runs has a pool of exactly these addresses, announced by that protocol, and accepts it.

    By custom resources or by ConfigMap, as its release reads them; the pool's name does not matter.
    """
    expected = seen.say(
        en=f"a pool of {', '.join(addresses)}, announced by {protocol}",
        ko=f"{protocol} 프로토콜로 알리는 {', '.join(addresses)} 주소 풀",
    )
    live = objects.alive(seen.cluster.select("pods", namespace))
    controller = next((pod for pod in live if _is(pod, "controller")), None)
    if controller is None:
        return phrases.nothing_there(seen, expected, "pods", "controller")
    todo = seen.say(
        en="Read what the controller says: kubectl logs -n metallb-system deployment/controller",
        ko="컨트롤러의 로그를 확인해 보세요: kubectl logs -n metallb-system deployment/controller",
    )
    try:
        found = _pools(seen, controller, namespace)
    except ValueError as error:
        return verdict.Verdict(False, expected, learner.excerpt(str(error)), todo)
    right = [one for one in found if one.covers(addresses)]
    announced = [one for one in right if protocol in one.protocols]
    if not announced:
        said = "; ".join(_told(seen, one) for one in found)
        what = said or seen.say(en="no pool that this release reads", ko="이 버전이 읽는 풀이 없음")
        look = seen.say(
            en="Compare the range, and what announces it.",
            ko="주소 범위와 알리는 방법을 비교해 보세요.",
        )
        return verdict.Verdict(False, expected, what, look, credit=0.5 if right else 0.0)
    if refused := _refusal(seen, controller):
        return verdict.Verdict(False, expected, refused, todo, credit=0.5)
    return verdict.Verdict(True, expected, _told(seen, announced[0]))


def _is(pod: objects.Object, part: str) -> bool:
    """Whether a pod is that part of MetalLB, by the labels of its manifests or of its Helm chart, and by its image."""
    labels = pod["metadata"].get("labels") or {}
    named = part in (labels.get("component"), labels.get("app.kubernetes.io/component"))
    images = [str(one.get("image", "")).rsplit("/", 1)[-1] for one in pod["spec"]["containers"]]
    return named and any(part in image for image in images)


def _controller(seen: evidence.Evidence, namespace: str, live: Iterable[objects.Object]) -> verdict.Verdict:
    expected = seen.say(en=f"a ready controller in {namespace}", ko=f"{namespace}에 준비된 컨트롤러")
    found = [pod for pod in objects.alive(live) if _is(pod, "controller")]
    ready = [pod["metadata"]["name"] for pod in found if backends.ready(pod)]
    if ready:
        return verdict.Verdict(True, expected, ready[0])
    what = seen.say(
        en=f"{len(found)} controllers, none of them ready", ko=f"컨트롤러 {len(found)}개, 준비된 것 없음"
    )
    return verdict.Verdict(False, expected, what, _look(seen, namespace))


def _speakers(seen: evidence.Evidence, namespace: str, live: Iterable[objects.Object]) -> verdict.Verdict:
    nodes = {node["metadata"]["name"] for node in seen.cluster.objects("nodes")}
    expected = seen.say(
        en=f"a ready speaker on each of {len(nodes)} nodes", ko=f"노드 {len(nodes)}개 모두에 준비된 스피커"
    )
    found = {
        pod["spec"].get("nodeName")
        for pod in objects.alive(live)
        if _is(pod, "speaker") and backends.ready(pod)
    }
    missing = sorted(nodes - found)
    if not missing:
        return verdict.Verdict(True, expected, ", ".join(sorted(nodes)))
    what = seen.say(
        en=f"no ready speaker on {', '.join(missing)}", ko=f"준비된 스피커가 없는 노드: {', '.join(missing)}"
    )
    credit = 1 - len(missing) / len(nodes)
    return verdict.Verdict(False, expected, what, _look(seen, namespace), credit=credit)


def _look(seen: evidence.Evidence, namespace: str) -> str:
    return seen.say(
        en=f"Are the manifests applied, and what do the pods wait for? kubectl get pod -n {namespace} -o wide",
        ko=f"매니페스트를 적용했나요? 파드가 무엇을 기다리나요? kubectl get pod -n {namespace} -o wide",
    )


def _pools(seen: evidence.Evidence, controller: objects.Object, namespace: str) -> list[pools.Pool]:
    """The pools in the form that this controller reads; arguments name a ConfigMap up to 0.12. Raises ValueError."""
    args = [str(arg) for one in controller["spec"]["containers"] for arg in one.get("args") or ()]
    name = next((arg.partition("=")[2] for arg in args if arg.startswith("--config=")), "")
    if name:
        found = seen.cluster.select("configmaps", namespace, "", name)
        return pools.configmap(str(shown.field(found[0], "data.config") or "")) if found else []
    advertisements = {
        protocol: seen.cluster.select(kind, namespace) for protocol, kind in pools.ADVERTISEMENTS.items()
    }
    return pools.custom(seen.cluster.select("ipaddresspools", namespace), advertisements)


def _told(seen: evidence.Evidence, one: pools.Pool) -> str:
    by = "/".join(sorted(one.protocols)) or seen.say(en="not announced", ko="알리지 않음")
    return f"{one.name}: {', '.join(one.addresses)} ({by})"


def _refusal(seen: evidence.Evidence, controller: objects.Object) -> str:
    """Why the controller did not take the newest configuration, "" where it took it or says nothing of it."""
    try:
        lines = seen.cluster.log(controller).splitlines()
    except (objects.Missing, OSError):
        return ""
    about = [line for line in lines if CONFIGURING.search(line) and "end reconcile" not in line]
    newest = about[-1] if about else ""
    error = re.search(r'"error":"((?:[^"\\]|\\.)*)"', newest)
    return shown.unescaped(error[1]) if error else ""
