"""Calico: pools, blocks, tunnels and workload endpoints as the cluster has them, and whether the learner saw them."""

import hashlib

from tutor.checkapi import declare, evidence, learner, objects, phrases, shown, verdict

POOLS = "ippools.crd.projectcalico.org"
BLOCKS = "ipamblocks.crd.projectcalico.org"
TUNNEL = "projectcalico.org/IPv4VXLANTunnelAddr"
"""The annotation of a node with the address of its end of the tunnel."""


@declare.check("calico.pool")
def pool(seen: evidence.Evidence) -> verdict.Verdict:
    """The learner saw the range of each pool that is in use, and how its packets travel between nodes."""
    expected = seen.say(en="each pool’s range and its VXLAN mode", ko="각 풀의 대역과 VXLAN 모드")
    pools = [one for one in seen.cluster.select(POOLS) if not shown.field(one, "spec.disabled")]
    if not pools:
        return phrases.nothing_there(seen, expected, "ippools", "")
    records = _reads(seen)
    parts = []
    for one in pools:
        spec = one["spec"]
        parts.append(_saw(seen, _sees(records, spec["cidr"]), seen.say(en="the range", ko="대역")))
        modes = [spec.get("vxlanMode") or "Never", spec.get("ipipMode") or "Never"]
        told = all(_sees(records, mode) for mode in modes)
        parts.append(_saw(seen, told, seen.say(en="the modes of VXLAN and IPIP", ko="VXLAN과 IPIP 모드")))
    return verdict.together(parts)


@declare.check("calico.blocks")
def blocks(seen: evidence.Evidence) -> verdict.Verdict:
    """The learner saw every block into which the pool is cut."""
    live = [str(one["spec"]["cidr"]) for one in seen.cluster.select(BLOCKS)]
    expected = seen.say(en=f"all {len(live)} blocks of the pool", ko=f"풀에서 나뉜 블록 {len(live)}개 전부")
    if not live:
        return phrases.nothing_there(seen, expected, "ipamblocks", "")
    records = _reads(seen)
    found = [cidr for cidr in live if _sees(records, cidr) or _sees_named(records, cidr)]
    if len(found) == len(live):
        return verdict.Verdict(True, expected, ", ".join(sorted(found)))
    what = seen.say(
        en=f"{len(found)} of {len(live)} in the output",
        ko=f"출력에 나온 블록: {len(live)}개 중 {len(found)}개",
    )
    todo = seen.say(
        en="Have calicoctl's ipam show the blocks too.",
        ko="calicoctl의 ipam 명령으로 블록까지 출력해 보세요.",
    )
    return verdict.Verdict(False, expected, what, todo, final=True, credit=len(found) / len(live))


@declare.check("calico.tunnel")
def tunnel(seen: evidence.Evidence, *, node: str) -> verdict.Verdict:
    """The learner saw the address that the node has on its VXLAN tunnel."""
    expected = seen.say(
        en=f"the address of vxlan.calico on {node}", ko=f"{node}의 vxlan.calico 인터페이스 IP"
    )
    found = seen.cluster.select("nodes", None, "", node)
    address = found and found[0]["metadata"].get("annotations", {}).get(TUNNEL)
    if not address:
        return phrases.nothing_there(seen, expected, "nodes", TUNNEL)
    if _sees([one for one in _reads(seen) if _on_own_line(one, address)], address):
        return verdict.Verdict(True, expected, address)
    what = seen.say(en="not in the output", ko="출력에서 확인되지 않음")
    todo = seen.say(
        en="It is an interface like others: ip addr show, on that node.",
        ko="다른 인터페이스와 똑같이 해당 노드에서 ip addr show로 확인할 수 있습니다.",
    )
    return verdict.Verdict(False, expected, what, todo, final=True)


@declare.check("calico.endpoints", deadline=10)
def endpoints(seen: evidence.Evidence, *, selector: str, namespace: str = "default") -> verdict.Verdict:
    """Of each pod the learner saw its address and the host's end of its veth pair."""
    expected = seen.say(
        en=f"address and cali… interface of each pod ({selector})",
        ko=f"각 파드({selector})의 IP와 cali… 인터페이스",
    )
    pods = objects.alive(seen.cluster.select("pods", namespace, selector))
    if not pods:
        return phrases.nothing_there(seen, expected, "pods", selector)
    records = _reads(seen)
    parts = []
    for pod in pods:
        name, address = pod["metadata"]["name"], shown.field(pod, "status.podIP")
        device = interface(pod["metadata"]["namespace"], name)
        parts.append(
            _saw(
                seen,
                bool(address) and _sees(records, address),
                seen.say(en=f"{name}: address", ko=f"{name}의 IP"),
            )
        )
        parts.append(
            _saw(
                seen,
                _sees(records, device),
                seen.say(en=f"{name}: interface on its node", ko=f"{name}의 노드 쪽 인터페이스"),
            )
        )
    return verdict.together(parts)


def interface(namespace: str, pod: str) -> str:
    """The host's end of a pod's veth pair (calico libcalico-go, WorkloadEndpointIdentifiers; the usual prefix)."""
    return "cali" + hashlib.sha1(f"{namespace}.{pod}".encode(), usedforsecurity=False).hexdigest()[:11]


def _reads(seen: evidence.Evidence) -> list[evidence.CommandRecord]:
    """The commands that ended well and ran more than what prints text or files."""
    idle = learner.PRINTERS | {"cat", "tee"}
    return [
        record
        for record in seen.commands
        if learner.ended_well(record) and any(call.program not in idle for call in learner.programs(record))
    ]


def _sees(records: list[evidence.CommandRecord], value: object) -> bool:
    return learner.sees(records, value)


def _sees_named(records: list[evidence.CommandRecord], cidr: str) -> bool:
    """Whether the block's object was seen, whose name is the range with dashes."""
    return any(cidr.replace(".", "-").replace("/", "-") in record.output for record in records)


def _on_own_line(record: evidence.CommandRecord, address: str) -> bool:
    """Whether the address stands somewhere in the output other than as the beginning of the block."""
    return shown.shows(record.output.replace(f"{address}/2", ""), address)


def _saw(seen: evidence.Evidence, passed: bool, expected: str) -> verdict.Verdict:
    if passed:
        return verdict.Verdict(True, expected, seen.say(en="seen", ko="확인함"))
    what = seen.say(en="not in the output", ko="출력에서 확인되지 않음")
    todo = seen.say(
        en="Which output format tells more? Compare with what the step asks for.",
        ko="더 자세히 보여 주는 출력 형식이 있나요? 단계의 설명과 비교해 보세요.",
    )
    return verdict.Verdict(False, expected, what, todo, final=True)
