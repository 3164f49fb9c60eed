"""Objects of the cluster, as they are now.

What the learner read of them with kubectl is graded in `kubectl.py`.
"""

import re
from typing import Any

from tutor.checkapi import declare, evidence, learner, objects, phrases, shown, verdict


@declare.check("kubernetes.fields", deadline=30)
def fields(
    seen: evidence.Evidence, *, resource: str, name: str, fields: dict[str, Any], namespace: str | None = None
) -> verdict.Verdict:
    """Fields (dotted paths) of one object have these values."""
    expected = ", ".join(f"{path}: {value}" for path, value in fields.items())
    live = seen.cluster.select(resource, namespace, "", name)
    if not live:
        return phrases.nothing_there(seen, expected, resource, name)
    values = {path: shown.field(live[0], path) for path in fields}
    said = ", ".join(f"{path}: {value}" for path, value in values.items())
    if values == fields:
        return verdict.Verdict(True, expected, said)
    return verdict.Verdict(False, expected, said, _compare(seen, resource, name))


@declare.check("kubernetes.condition", deadline=60)
def condition(
    seen: evidence.Evidence,
    *,
    resource: str,
    condition: str,
    namespace: str | None = None,
    selector: str = "",
    name: str = "",
    status: str = "True",
    fields: dict[str, Any] | None = None,
) -> verdict.Verdict:
    """Every object chosen that stays has the condition with this status (and these fields), and there is one."""
    expected = seen.say(
        en=f"{condition} is {status} for {objects.describe(resource, selector, name)}",
        ko=f"{objects.describe(resource, selector, name)}의 {condition} 상태가 {status}",
    )
    expected += "".join(f", {path}: {value}" for path, value in (fields or {}).items())
    live = objects.alive(seen.cluster.select(resource, namespace, selector, name))
    if not live:
        return phrases.nothing_there(seen, expected, resource, selector or name)
    for item in live:
        found = {one["type"]: one for one in shown.field(item, "status.conditions") or ()}.get(condition, {})
        if found.get("status") != status:
            who = item["metadata"]["name"]
            what = f"{who}: {condition}={found.get('status', '-')} {found.get('reason', '')}".strip()
            todo = seen.say(
                en=f"Its conditions and events say why: kubectl describe {resource} {who}",
                ko=f"컨디션과 이벤트에서 이유를 확인해 보세요: kubectl describe {resource} {who}",
            )
            return verdict.Verdict(False, expected, what, todo)
        values = {path: shown.field(item, path) for path in fields or {}}
        if values != (fields or {}):
            said = ", ".join(f"{path}: {value}" for path, value in values.items())
            return verdict.Verdict(False, expected, said, _compare(seen, resource, item["metadata"]["name"]))
    return verdict.Verdict(True, expected, f"{len(live)}/{len(live)}")


@declare.check("kubernetes.count", deadline=30)
def count(
    seen: evidence.Evidence,
    *,
    resource: str,
    count: int,
    namespace: str | None = None,
    selector: str = "",
    fields: dict[str, Any] | None = None,
) -> verdict.Verdict:
    """So many objects are there (with these fields, if given); none of them is going away."""
    which = objects.describe(resource, selector, "")
    expected = f"{count} {which}"
    live = [
        item
        for item in objects.alive(seen.cluster.select(resource, namespace, selector))
        if all(shown.field(item, path) == value for path, value in (fields or {}).items())
    ]
    if len(live) == count:
        return verdict.Verdict(True, expected, str(len(live)))
    what = seen.say(en=f"{len(live)} of them", ko=f"{len(live)}개")
    todo = seen.say(
        en=f"List the {which} with kubectl get: are some missing, too many, or of another namespace?",
        ko=f"kubectl get으로 {which} 목록을 확인해 보세요. 빠졌거나, 너무 많거나, 다른 네임스페이스에 있나요?",
    )
    return verdict.Verdict(False, expected, what, todo)


@declare.check("kubernetes.text", deadline=5)
def text(
    seen: evidence.Evidence,
    *,
    resource: str,
    name: str,
    field: str,
    namespace: str | None = None,
    holds: list[str] | None = None,
    lacks: list[str] | None = None,
) -> verdict.Verdict:
    """A text field of an object matches each pattern of `holds`, and none of `lacks`."""
    wanted = [f"/{pattern}/" for pattern in holds or ()]
    wanted += [seen.say(en=f"no /{pattern}/", ko=f"/{pattern}/ 없음") for pattern in lacks or ()]
    expected = f"{resource}/{name} {field}: {', '.join(wanted)}"
    live = seen.cluster.select(resource, namespace, "", name)
    if not live:
        return phrases.nothing_there(seen, expected, resource, name)
    value = str(shown.field(live[0], field) or "")
    missing = [pattern for pattern in holds or () if not re.search(pattern, value, re.MULTILINE)]
    present = [pattern for pattern in lacks or () if re.search(pattern, value, re.MULTILINE)]
    if not missing and not present:
        return verdict.Verdict(True, expected, seen.say(en="so it is", ko="그대로임"))
    what = (
        seen.say(en=f"nothing matches {missing[0]}", ko=f"{missing[0]}에 맞는 내용이 없음")
        if missing
        else seen.say(en=f"it still has {present[0]}", ko=f"아직 있음: {present[0]}")
    )
    return verdict.Verdict(False, expected, what, _compare(seen, resource, name))


def _compare(seen: evidence.Evidence, resource: str, name: str) -> str:
    read = f"kubectl get {resource} {name} -o yaml"
    return seen.say(
        en=f"Compare the object with what the step asks for: {read}",
        ko=f"오브젝트를 단계의 요청과 비교해 보세요: {read}",
    )


@declare.check("kubernetes.saved")
def saved(
    seen: evidence.Evidence, *, path: str, resource: str, name: str, field: str, namespace: str | None = None
) -> verdict.Verdict:
    """A file on the host holds exactly what a field of an object holds now (blanks at its end aside)."""
    expected = seen.say(
        en=f"{path} on {seen.host} holds {field} of {resource}/{name}",
        ko=f"{seen.host}의 {path}에 {resource}/{name}의 {field} 내용이 저장됨",
    )
    live = seen.cluster.select(resource, namespace, "", name)
    if not live:
        return phrases.nothing_there(seen, expected, resource, name)
    kept = seen.read_file(seen.host, path)
    if kept is None:
        what = seen.say(en=f"there is no {path}", ko=f"{path} 파일이 없음")
    elif kept.strip() == str(shown.field(live[0], field)).strip():
        return verdict.Verdict(True, expected, seen.say(en="the same text", ko="내용이 같음"))
    else:
        what = seen.say(
            en=f"it begins with: {learner.excerpt(kept, 60)!r}",
            ko=f"파일의 앞부분: {learner.excerpt(kept, 60)!r}",
        )
    todo = seen.say(
        en="Let kubectl print only that field (-o jsonpath) and redirect it into the file.",
        ko="kubectl이 해당 필드만 출력하도록(-o jsonpath) 하고 파일로 리다이렉트해 보세요.",
    )
    return verdict.Verdict(False, expected, what, todo, final=True)
