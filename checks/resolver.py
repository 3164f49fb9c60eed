"""The resolv.conf of pods: what dnsPolicy makes of it, and that the learner read it there."""

from tutor.checkapi import declare, evidence, learner, objects, shown, verdict
from tutor.checkapi.commandline import kubectl
from tutor.checkapi.dns import nameservers, podlookups, questions, resolvconf

LINK_LOCAL = "169.254."
"""NodeLocal DNSCache listens on such an address in place of the Service's."""


@declare.check("resolver.visited", deadline=40)
def visited(seen: evidence.Evidence, *, namespace: str = "default") -> verdict.Verdict:
    """The learner read /etc/resolv.conf in a pod of their own made by `kubectl run`, and that pod is gone again."""
    expected = seen.say(
        en="the resolv.conf of a pod started by kubectl run, and the pod gone afterwards",
        ko="kubectl run으로 띄운 파드에서 resolv.conf를 확인했고, 나온 뒤 그 파드는 사라짐",
    )
    asks = [ask for record in seen.commands for ask in kubectl.asks(record.text)]
    runs = [one for one in asks if one.verb == "run" and _space(one) == namespace and one.words]
    if not runs:
        what = seen.say(en="no pod was started by kubectl run", ko="kubectl run으로 파드를 띄우지 않음")
        todo = seen.say(en="Start one with a terminal: -it", ko="터미널을 붙여(-it) 파드를 띄워 보세요.")
        return verdict.Verdict(False, expected, what, todo, final=True)
    cluster = podlookups.service_addresses(seen, nameservers.CLUSTER)
    inside = [record for record in seen.commands if questions.in_pod(record)]
    read = [record for record in inside if _is_clusters(record, namespace, cluster)]
    if not read:
        what = learner.excerpt(inside[-1].output) if inside else ""
        what = what or seen.say(en="no file was read in the pod", ko="파드 안에서 읽은 파일이 없음")
        todo = seen.say(
            en="cat /etc/resolv.conf in the pod.", ko="파드 안에서 cat /etc/resolv.conf를 실행해 보세요."
        )
        return verdict.Verdict(False, expected, what, todo, final=True)
    names = [one.words[0] for one in runs]
    left = [name for name in names if objects.alive(seen.cluster.select("pods", namespace, "", name))]
    if left:
        what = seen.say(en=f"pod {left[0]} is still there", ko=f"{left[0]} 파드가 남아 있음")
        todo = seen.say(
            en="Leave its shell; without --rm you have to delete the pod yourself.",
            ko="셸에서 나오세요. --rm 없이 띄웠다면 파드를 직접 삭제해야 합니다.",
        )
        return verdict.Verdict(False, expected, what, todo, credit=0.5)
    return verdict.Verdict(True, expected, learner.excerpt(read[-1].text))


def _space(ask: kubectl.Ask) -> str:
    return ask.flag("-n", "--namespace") or "default"


def _is_clusters(record: evidence.CommandRecord, namespace: str, cluster: set[str]) -> bool:
    """Whether the output holds the resolv.conf that dnsPolicy ClusterFirst makes."""
    conf = resolvconf.parse(shown.unnumbered(record.output))
    return (
        any(one in cluster or one.startswith(LINK_LOCAL) for one in conf.nameservers)
        and f"{namespace}.svc." in f"{' '.join(conf.search)}."
        and conf.ndots == 5
        and not any(questions.by_hand(record, value) for value in (*conf.nameservers, *conf.search))
    )


@declare.check("resolver.policy", deadline=60)
def policy(
    seen: evidence.Evidence,
    *,
    policy: str,
    namespace: str = "default",
    name: str = "",
    host_network: bool | None = None,
    ndots: int | None = None,
) -> verdict.Verdict:
    """A pod with this dnsPolicy runs, has the resolv.conf that belongs to it, and the learner read that file there.

    With `host_network` only pods that are (or are not) on their node's network count.
    """
    which = policy + (" + hostNetwork" if host_network else "")
    expected = seen.say(
        en=f"a running pod with dnsPolicy {which}, and its resolv.conf read",
        ko=f"dnsPolicy가 {which}인 파드가 실행 중이고, 그 resolv.conf를 확인함",
    )
    waiting = not learner.changes(seen.commands)
    found = [
        pod
        for pod in objects.alive(seen.cluster.select("pods", namespace, "", name))
        if shown.field(pod, "spec.dnsPolicy") == policy
        and host_network in (None, bool(shown.field(pod, "spec.hostNetwork")))
        and shown.field(pod, "status.phase") == "Running"
    ]
    if not found:
        what = seen.say(
            en=f"no pod in {namespace} that runs is so",
            ko=f"{namespace}에서 실행 중인 파드 가운데 그런 것이 없음",
        )
        todo = seen.say(
            en="Is the pod Running? Then compare dnsPolicy and hostNetwork in its spec with what the step asks for.",
            ko="파드가 Running인가요? 그렇다면 spec의 dnsPolicy와 hostNetwork를 단계의 요청과 비교해 보세요.",
        )
        return verdict.Verdict(False, expected, what, todo, final=waiting)
    return max((_read(seen, pod, expected, ndots) for pod in found), key=lambda one: (one.passed, one.credit))


def _read(seen: evidence.Evidence, pod: objects.Object, expected: str, ndots: int | None) -> verdict.Verdict:
    who = pod["metadata"]["name"]
    try:
        conf = podlookups.resolv_conf(seen, pod)
    except OSError as error:
        todo = seen.say(
            en=f"Can a command run in {who}? Its events say more: kubectl describe pod {who}",
            ko=f"{who} 파드에서 명령을 실행할 수 있나요? 이벤트를 확인해 보세요: kubectl describe pod {who}",
        )
        return verdict.Verdict(False, expected, seen.reason(error), todo)
    if ndots is not None and conf.ndots != ndots:
        what = seen.say(en=f"{who}: ndots is {conf.ndots}", ko=f"{who}: ndots 값이 {conf.ndots}")
        todo = seen.say(
            en="Look at dnsConfig.options in the pod's manifest.",
            ko="파드 매니페스트의 dnsConfig.options를 확인해 보세요.",
        )
        return verdict.Verdict(False, expected, what, todo, final=True)
    values = [*conf.nameservers, *conf.search, *conf.options]
    told = [record for record in seen.commands if _is_about(record, pod) and learner.ended_well(record)]
    missing = [value for value in values if not _sees(told, value)]
    if not missing:
        return verdict.Verdict(True, expected, learner.excerpt(f"{who}: {', '.join(values)}"))
    what = seen.say(
        en=f"{who} runs; of its resolv.conf {len(missing)} of {len(values)} settings were not read",
        ko=f"{who} 실행 중. resolv.conf 설정 {len(values)}개 가운데 {len(missing)}개를 아직 확인하지 않음",
    )
    todo = seen.say(
        en="Print the whole file inside this very pod.", ko="바로 그 파드 안에서 파일 전체를 출력해 보세요."
    )
    return verdict.Verdict(False, expected, what, todo, final=True, credit=0.5)


def _is_about(record: evidence.CommandRecord, pod: objects.Object) -> bool:
    """Whether the command ran in the pod, or names it."""
    meta = pod["metadata"]
    if record.host.startswith("pod/"):
        *_, space, name = ("default", *record.host.split("/")[1:])
        return (space, name) == (meta["namespace"], meta["name"])
    in_loop = "$" in record.text
    return questions.in_pod(record) and (
        in_loop
        or shown.shows(record.text, meta["name"])
        or any(questions.is_pod(ask, meta["name"]) for ask in kubectl.asks(record.text))
    )


def _sees(records: list[evidence.CommandRecord], value: str) -> bool:
    return any(
        shown.shows(record.output, value) and not questions.by_hand(record, value) for record in records
    )
