"""A report that the learner hands in: a text file of `name: value` lines, compared with what is true now."""

import re
from collections.abc import Mapping
from typing import Any

from tutor.checkapi import declare, evidence, learner, objects, shown, verdict

SHAPES = {
    "address": r"((?:\d{1,3}\.){3}\d{1,3})(?!\w|\.\w)",
    "number": r"(\d+)(?![\w:-]|\.\d)",
    "domain": r"([a-z0-9_-]+(?:\.[a-z0-9_-]+)+\.?)(?![\w-])",
    "name": r"([a-z0-9]+(?:-[a-z0-9]+)+)(?![\w-])",
}
"""What a value of each sort looks like. The first word of that shape in a line is what the line says."""


@declare.check("report.facts", deadline=15, limit=30)
def facts(seen: evidence.Evidence, *, path: str, facts: dict[str, dict[str, Any]]) -> verdict.Verdict:
    """Every fact is stated in the file as it is; each counts by itself.

    A fact has `about: {en, ko}` and `shape` (see SHAPES), and tells where its truth is: `values: [...]`, or
    `object: {resource, name | selector, namespace, field}`, or `dns: name` (its address, as the cluster's DNS
    answers). `look: {en, ko}` says where the learner may look.
    """
    text = seen.read_file(seen.host, path)
    if text is None:
        expected = seen.say(en=f"a report in {path} on {seen.host}", ko=f"{seen.host}의 {path} 보고서")
        what = seen.say(en="there is no such file", ko="파일이 없음")
        todo = seen.say(en="Write it under this name.", ko="이 이름으로 작성해 보세요.")
        return verdict.Verdict(False, expected, what, todo, final=True)
    said = stated(text)
    return verdict.together([_fact(seen, name, fact, said.get(name, "")) for name, fact in facts.items()])


def _fact(seen: evidence.Evidence, name: str, fact: Mapping[str, Any], value: str) -> verdict.Verdict:
    expected = f"{name}: {seen.say(en=fact['about']['en'], ko=fact['about']['ko'])}"
    todo = str(fact.get("look", fact["about"])[seen.lang])
    if not value:
        what = seen.say(en=f"{name} is empty or missing", ko=f"{name} 값이 비어 있거나 없음")
        return verdict.Verdict(False, expected, what, todo, final=True)
    word = first(value, fact["shape"])
    truth = _truth(seen, fact)
    if word is not None and word in truth:
        return verdict.Verdict(True, expected, word)
    if not truth:
        what = seen.say(en="the cluster does not tell it now", ko="지금 클러스터에서 확인할 수 없음")
        return verdict.Verdict(False, expected, what, todo)
    what = seen.say(
        en=f"you wrote {learner.excerpt(value, 60)}", ko=f"작성한 값: {learner.excerpt(value, 60)}"
    )
    return verdict.Verdict(False, expected, what, todo, final=True)


def _truth(seen: evidence.Evidence, fact: Mapping[str, Any]) -> set[str]:
    """What may be stated, in lower case and without a dot at the end."""
    if "values" in fact:
        return {str(value).lower() for value in fact["values"]}
    if "dns" in fact:
        server = seen.cluster.object("services", "kube-dns", namespace="kube-system")
        found, _ = seen.records(str(fact["dns"]), "A", server=str(shown.field(server, "spec.clusterIP")))
        return found
    where = fact["object"]
    live = seen.cluster.select(
        where["resource"], where.get("namespace", "default"), where.get("selector", ""), where.get("name", "")
    )
    return {str(shown.field(item, where["field"])).lower() for item in objects.alive(live)}


def stated(text: str) -> dict[str, str]:
    """The values of `name: value` lines by name in lower case; bullets, numbers and emphasis are ignored."""
    plain = re.sub(r"[*`|]", " ", text)
    mark = r"[ \t#>+-]*(?:\d+[.)][ \t]+)?(?:\[[ xX]\][ \t]+)?"
    pairs = re.findall(rf"^{mark}([\w-]+)[ \t]*[:=：][ \t]*(.*?)[ \t\r]*$", plain, re.MULTILINE)
    return {name.lower(): value for name, value in pairs if value}


def first(value: str, shape: str) -> str | None:
    """The first word of that shape in a value, in lower case and without a dot at its end."""
    found = re.search(rf"(?<![\w.:-])(?:pod/)?(?:{SHAPES[shape]})", value, re.IGNORECASE)
    return found[1].lower().rstrip(".") if found else None
