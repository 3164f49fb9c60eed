"""What the learner expected before they looked, and whether it came true."""

import ipaddress
import re
from typing import Any

from tutor.checkapi import declare, evidence, objects, phrases, shown, verdict


@declare.check("prediction.made")
def made(seen: evidence.Evidence, *, before: bool = True) -> verdict.Verdict:
    """The learner chose an option, whichever; with `before`, before they ran the step's first command."""
    expected = (
        seen.say(en="a prediction before the first command", ko="첫 명령을 실행하기 전의 예측")
        if before
        else seen.say(en="a prediction", ko="예측")
    )
    if seen.answer is None:
        return _none(seen, expected)
    if before and seen.answered_after:
        what = seen.say(en="made when the output was there already", ko="출력을 본 뒤에 고름")
        todo = seen.say(
            en="Reset the step, and choose before you run anything.",
            ko="단계를 초기화한 뒤, 실행하기 전에 먼저 골라 보세요.",
        )
        return verdict.Verdict(False, expected, what, todo, final=True)
    return verdict.Verdict(True, expected, seen.say(en="you have predicted", ko="예측함"))


@declare.check("prediction.agrees", deadline=20)
def agrees(
    seen: evidence.Evidence,
    *,
    options: dict[str, Any],
    resource: str = "",
    field: str = "",
    namespace: str | None = None,
    selector: str = "",
    name: str = "",
    program: list[str] | None = None,
    required: bool = False,
) -> verdict.Verdict:
    """Whether the option that the learner chose is what is true now; tells it, and fails for it only if `required`.

    `options` says of each what would have to be true: a value, a list of values, a range of addresses (CIDR), or a
    pattern between slashes. The truth is `field` of every object that is chosen, or how many there are where no field
    is named; or what `program` prints on the host. Raises ValueError where no option, or more than one, is true.
    """
    expected = seen.say(en="a prediction that comes true", ko="실제와 맞는 예측")
    if seen.answer is None:
        return _none(seen, expected)
    facts: list[Any] | None = [seen.exec(seen.host, program).stdout.strip()] if program else None
    if facts is None:
        live = objects.alive(seen.cluster.select(resource, namespace, selector, name))
        facts = [shown.field(item, field) for item in live] if field else [len(live)]
        if not facts or None in facts:
            return phrases.nothing_there(seen, expected, resource, selector or name)
    true = [option for option, claim in options.items() if all(holds(claim, fact) for fact in facts)]
    if len(true) != 1:
        raise ValueError(f"{len(true)} options are true of {facts}: {options}")
    return _told(seen, expected, ", ".join(str(fact) for fact in facts), true[0], required=required)


def _told(seen: evidence.Evidence, expected: str, fact: str, true: str, *, required: bool) -> verdict.Verdict:
    if seen.answer == true:
        return verdict.Verdict(
            True, expected, seen.say(en=f"it came true: {fact}", ko=f"예측이 맞음: {fact}")
        )
    if not required:
        what = seen.say(en=f"it came out otherwise: {fact}", ko=f"실제로는 예측과 다름: {fact}")
        return verdict.Verdict(True, expected, what)
    todo = seen.say(
        en="Compare the options with what the commands of this step show.",
        ko="보기를 이 단계의 명령이 보여 주는 결과와 비교해 보세요.",
    )
    what = seen.say(en="it came out otherwise", ko="실제로는 예측과 다름")
    return verdict.Verdict(False, expected, what, todo, final=True)


def holds(claim: Any, fact: Any) -> bool:
    """Whether a fact is as an option claims it: equal, one of a list, an address of a range, or matched by /…/."""
    if isinstance(claim, list):
        return any(holds(one, fact) for one in claim)
    if isinstance(claim, str) and len(claim) > 1 and claim.startswith("/") and claim.endswith("/"):
        return re.search(claim[1:-1], str(fact), re.MULTILINE) is not None
    if isinstance(claim, str) and "/" in claim:
        try:
            return ipaddress.ip_address(str(fact)) in ipaddress.ip_network(claim)
        except ValueError:
            return claim == str(fact)
    return str(claim) == str(fact)


def _none(seen: evidence.Evidence, expected: str) -> verdict.Verdict:
    what = seen.say(en="no prediction yet", ko="아직 예측하지 않음")
    todo = seen.say(en="Choose one of the options.", ko="보기 중 하나를 고르세요.")
    return verdict.Verdict(False, expected, what, todo, final=True)
