"""Interfaces of nodes that the learner has to find."""

from tutor.checkapi import declare, evidence, learner, phrases, verdict
from tutor.checkapi.routing import caliconames as calico


@declare.check("interface.found")
def found(seen: evidence.Evidence, *, pods: str) -> verdict.Verdict:
    """The learner found out which interface of the node leads to one of these pods ("namespace/selector", Calico)."""
    expected = seen.say(
        en=f"the name of the interface on the node that leads to a pod of {pods}",
        ko=f"{pods} 파드로 이어지는 노드 인터페이스의 이름",
    )
    namespace, _, selector = pods.partition("/")
    live = seen.cluster.select("pods", namespace, selector)
    if not live:
        return phrases.nothing_there(seen, expected, "pods", pods)
    named: set[str] = set()
    for pod in live:
        name = calico.interface(namespace, pod["metadata"]["name"])
        for record in seen.commands:
            named |= set(calico.INTERFACE.findall(record.output))
            if not learner.printed_by_hand(record, name) and calico.singled_out(record.output, name, pod):
                return verdict.Verdict(True, expected, name)
    what = ", ".join(sorted(named)) or seen.say(en="no cali… interface", ko="cali… 인터페이스가 없음")
    todo = seen.say(
        en="Which of them is the pod's? calicoctl knows. Print the variable with echo.",
        ko="그중 어느 것이 그 파드의 것일까요? calicoctl로 찾고, 변수는 echo로 확인해 보세요.",
    )
    return verdict.Verdict(False, expected, learner.excerpt(what), todo, final=True)
