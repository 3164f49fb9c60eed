"""What the learner read with kubectl: objects and logs, compared with those of the cluster now."""

import contextlib
import dataclasses
import re
from collections.abc import Iterable, Iterator

from tutor.checkapi import declare, evidence, learner, objects, phrases, shown, verdict
from tutor.checkapi.commandline import kubectl, shell

READING = ("get", "describe", "edit")


@declare.check("kubectl.shown")
def shown_(
    seen: evidence.Evidence,
    *,
    resource: str,
    namespace: str | None = None,
    selector: str = "",
    name: str = "",
    facts: list[str] | None = None,
    any_one: bool = False,
) -> verdict.Verdict:
    """kubectl showed the learner these facts (dotted field paths) as they are in the cluster.

    Any output format, order of words, short name or wider listing will do. `any_one` is content with one object.
    """
    paths = facts or ["metadata.name"]
    live = objects.alive(seen.cluster.select(resource, namespace, selector, name))
    what = ", ".join(path.rsplit(".", 1)[-1] for path in paths)
    which = objects.describe(resource, selector, name)
    expected = seen.say(en=f"{what} of {which}, read with kubectl", ko=f"kubectl로 확인한 {which}의 {what}")
    if not live:
        return phrases.nothing_there(seen, expected, resource, selector or name)
    reads = learner.since(
        seen.commands,
        lambda record: any(reads_kind(seen.cluster, one, resource) for one in _with_scripts(seen, record)),
    )
    if not reads:
        return _not_read(seen, expected)
    missing = [gaps for item in live if (gaps := _unseen(seen, reads, item, paths))]
    if not missing or (any_one and len(missing) < len(live)):
        values = [str(shown.field(item, paths[0])) for item in live]
        return verdict.Verdict(True, expected, learner.excerpt(", ".join(values)))
    gap = learner.excerpt(", ".join(missing[0]))
    found = seen.say(en=f"not in the output: {gap}", ko=f"출력에 없음: {gap}")
    todo = seen.say(
        en="Check the namespace (-n), the selector (-l) and the output format (-o).",
        ko="네임스페이스(-n), 셀렉터(-l), 출력 형식(-o)을 확인해 보세요.",
    )
    return verdict.Verdict(False, expected, found, todo, final=True)


@declare.check("kubectl.logged", deadline=180)
def logged(
    seen: evidence.Evidence,
    *,
    selector: str,
    among: str,
    matches: str,
    namespace: str | None = None,
    read: bool = True,
    only_after_change: bool = False,
) -> verdict.Verdict:
    """In the log of each pod, the newest line that matches `among` matches `matches`.

    With `read`, the learner saw such a line as well. `only_after_change` does not wait where nothing in this
    step changed the cluster.
    """
    expected = seen.say(
        en=f"the newest entry of each pod's log is /{matches}/" + (", and you read it" if read else ""),
        ko=f"각 파드 로그의 최신 항목이 /{matches}/" + ("이고, 이를 직접 확인함" if read else ""),
    )
    pods = objects.alive(seen.cluster.select("pods", namespace, selector))
    if not pods:
        return phrases.nothing_there(seen, expected, "pods", selector)
    lines = {pod["metadata"]["name"]: _newest(seen.cluster, pod, among) for pod in pods}
    for name, line in lines.items():
        if not re.search(matches, line):
            final = only_after_change and not learner.changes(seen.commands)
            return _not_logged(seen, expected, name, line, final=final)
    reads = learner.since(seen.commands, lambda record: bool(_asks(record, ("logs",))))
    if read and not any(_saw(reads, line, matches) for line in lines.values()):
        what = seen.say(
            en="the logs say so, but you have not read them", ko="로그에는 있지만 아직 확인하지 않음"
        )
        todo = seen.say(
            en="Read them with kubectl logs; with a selector (-l) it shows those of all pods.",
            ko="kubectl logs로 읽어 보세요. 셀렉터(-l)를 쓰면 모든 파드의 로그를 보여 줍니다.",
        )
        return verdict.Verdict(False, expected, what, todo, final=True)
    return verdict.Verdict(True, expected, learner.excerpt(next(iter(lines.values()))))


def _saw(reads: Iterable[evidence.CommandRecord], line: str, matches: str) -> bool:
    """Whether one of these commands showed the line, or the piece of it that matters (grep -o, cut)."""
    for record in reads:
        rows = [row.strip() for row in record.output.splitlines()]
        pieces = [row for row in rows if row in line and re.search(matches, row)]
        if learner.sees([record], line) or any(
            not learner.printed_by_hand(record, piece) for piece in pieces
        ):
            return True
    return False


def _not_logged(
    seen: evidence.Evidence, expected: str, pod: str, line: str, *, final: bool
) -> verdict.Verdict:
    what = line or seen.say(en="nothing of the kind", ko="해당 항목 없음")
    todo = seen.say(
        en="Is the change in the cluster? It takes the pods a moment; then kubectl logs shows what they say.",
        ko="변경이 클러스터에 반영되었나요? 잠시 뒤 파드가 로그에 남기면 kubectl logs로 볼 수 있습니다.",
    )
    return verdict.Verdict(False, expected, f"{pod}: {what}", todo, final)


def _newest(cluster: objects.Cluster, pod: objects.Object, among: str) -> str:
    """The last line of the pod's log that matches, "" where none does or the pod has no log yet."""
    try:
        lines = cluster.log(pod).splitlines()
    except (objects.Missing, OSError):
        return ""
    return next((line.strip() for line in reversed(lines) if re.search(among, line)), "")


def reads_kind(cluster: objects.Cluster, record: evidence.CommandRecord, resource: str) -> bool:
    """Whether the command had kubectl get or describe objects of that kind, under whatever name."""
    wanted = cluster.kind(resource)
    for ask in _asks(record, READING):
        if wanted.plural in re.split(r"[/?]", ask.flag("--raw") or ""):
            return True
        for word, _ in ask.targets():
            if word.lower() == "all":
                return True
            try:
                found = cluster.kind(word)
            except objects.Missing:
                continue
            if (found.group, found.plural) == (wanted.group, wanted.plural):
                return True
    return False


def _with_scripts(
    seen: evidence.Evidence, record: evidence.CommandRecord
) -> Iterator[evidence.CommandRecord]:
    """The command, and each line of the scripts that it runs (`sh FILE`; a plain name is looked for at home)."""
    yield record
    for call in learner.programs(record):
        file = next((word for word in call.words if not word.startswith("-")), "")
        if call.program in shell.SHELLS and "-c" not in call.words and file:
            path = file if file.startswith(("/", "~/")) else f"~/{file.removeprefix('./')}"
        elif call.program.endswith(".sh"):
            path = f"~/{call.program}"
        else:
            continue
        with contextlib.suppress(OSError):  # a host that is out of reach shows no script
            for line in (seen.read_file(record.host, path) or "").splitlines():
                yield dataclasses.replace(record, text=line)


def _asks(record: evidence.CommandRecord, verbs: Iterable[str]) -> list[kubectl.Ask]:
    return [ask for ask in kubectl.asks(record.text) if ask.verb in verbs]


def _unseen(
    seen: evidence.Evidence,
    reads: tuple[evidence.CommandRecord, ...],
    item: objects.Object,
    paths: Iterable[str],
) -> list[str]:
    """The facts of an object that no output showed, without their values; a name that was typed counts as seen."""
    missing = []
    who = item["metadata"]["name"]
    for path in paths:
        value = shown.field(item, path)
        typed = path == "metadata.name" and any(
            value == name for record in reads for ask in _asks(record, READING) for _, name in ask.targets()
        )
        if not typed and not learner.sees(reads, value):
            missing.append(
                who if path == "metadata.name" else seen.say(en=f"{path} of {who}", ko=f"{who}의 {path}")
            )
    return missing


def _not_read(seen: evidence.Evidence, expected: str) -> verdict.Verdict:
    failed = [record for record in seen.commands if _asks(record, READING) and not learner.ended_well(record)]
    what = (
        seen.say(en=f"exit code {failed[-1].exit_code}: ", ko=f"종료 코드 {failed[-1].exit_code}: ")
        + learner.excerpt(failed[-1].output)
        if failed
        else seen.say(en="no kubectl command that reads it", ko="이를 조회하는 kubectl 명령이 없음")
    )
    todo = seen.say(
        en="Use kubectl get or kubectl describe.", ko="kubectl get 또는 kubectl describe를 사용해 보세요."
    )
    return verdict.Verdict(False, expected, what, todo, final=True)
