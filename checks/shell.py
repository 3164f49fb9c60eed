"""What was run in a shell, and what it left on a host."""

import dataclasses
import re

from tutor.checkapi import declare, evidence, learner, phrases, shown, verdict


@declare.check("shell.ran")
def ran(seen: evidence.Evidence, *, programs: list[str], words: list[str] | None = None) -> verdict.Verdict:
    """One of the programs ran with all these words, in any order, and ended well."""
    wanted = set(words or ())
    expected = seen.say(
        en=f"{' or '.join(programs)} run with {', '.join(sorted(wanted)) or 'any words'}, ended well",
        ko=f"{' 또는 '.join(programs)} 명령을 실행해 정상 종료(인자: {', '.join(sorted(wanted)) or '무엇이든'})",
    )
    near = None
    for record in seen.commands:
        for call in learner.programs(record):
            if call.program in programs and wanted.issubset(call.words):
                if learner.ended_well(record):
                    return verdict.Verdict(True, expected, learner.excerpt(record.text))
                near = record
    if near is not None:
        shown = seen.say(en=f"exit code {near.exit_code}", ko=f"종료 코드 {near.exit_code}")
        todo = seen.say(en="Read its message and try again.", ko="출력된 메시지를 읽고 다시 시도해 보세요.")
        return verdict.Verdict(False, expected, shown, todo, final=True)
    return verdict.Verdict(
        False,
        expected,
        seen.say(
            en=f"{' or '.join(programs)} did not run with these words",
            ko=f"{' 또는 '.join(programs)} 명령을 이 인자로 실행하지 않음",
        ),
        seen.say(
            en="Compare the words of your command with what the step asks for.",
            ko="실행한 명령의 인자를 단계의 요청과 비교해 보세요.",
        ),
        final=True,
    )


@declare.check("shell.file")
def file(
    seen: evidence.Evidence, *, path: str, holds: list[str] | None = None, lacks: list[str] | None = None
) -> verdict.Verdict:
    """A file on the host has text that matches each pattern of `holds`, and none of `lacks`."""
    expected = seen.say(en=f"{path} as the step asks for it", ko=f"단계에서 요청한 내용의 {path}")
    text = seen.read_file(seen.host, path)
    if text is None:
        return verdict.Verdict(
            False,
            expected,
            seen.say(en=f"no file {path} on {seen.host}", ko=f"{seen.host}에 {path} 파일이 없음"),
            seen.say(en="Write the file under this name.", ko="이 이름으로 파일을 만들어 보세요."),
            final=True,
        )
    missing = [pattern for pattern in holds or () if not re.search(pattern, text, re.MULTILINE)]
    present = [pattern for pattern in lacks or () if re.search(pattern, text, re.MULTILINE)]
    if not missing and not present:
        return verdict.Verdict(True, expected, seen.say(en=f"{path} has it", ko=f"{path}에 있음"))
    if missing:
        what = seen.say(en=f"nothing in it matches {missing[0]}", ko=f"{missing[0]}에 맞는 내용이 없음")
    else:
        what = seen.say(en=f"it still has {present[0]}", ko=f"아직 남아 있음: {present[0]}")
    todo = seen.say(en=f"Look at it: cat {path}", ko=f"내용을 확인해 보세요: cat {path}")
    return verdict.Verdict(False, expected, what, todo, final=True)


@declare.check("shell.variable", deadline=10)
def variable(
    seen: evidence.Evidence,
    *,
    resource: str,
    name: str,
    field: str,
    namespace: str = "default",
    variable: str = "",
) -> verdict.Verdict:
    """A shell variable (any, or that one) was shown to hold a field of an object as it is now.

    It is shown by whatever prints it: `echo $X`, `declare -p X`, or a program whose output has the value that was
    handed to it as $X.
    """
    which = f"${variable}" if variable else seen.say(en="a variable", ko="변수 하나")
    expected = seen.say(
        en=f"{which} with {field} of {resource}/{name}", ko=f"{resource}/{name}의 {field} 값이 담긴 {which}"
    )
    live = seen.cluster.select(resource, namespace, "", name)
    value = shown.field(live[0], field) if live else None
    if value in (None, ""):
        return phrases.nothing_there(seen, expected, resource, name)
    uses = rf"\$\{{?{variable or '[A-Za-z_]'}|\b(?:declare|typeset|set|env|printenv)\b"
    records = [record for record in seen.commands if re.search(uses, record.text)]
    if any(learner.sees([_without_ranges(record, str(value))], value) for record in records):
        return verdict.Verdict(True, expected, str(value))
    what = learner.excerpt(records[-1].output) if records else ""
    return verdict.Verdict(
        False,
        expected,
        what or seen.say(en="nothing was printed", ko="출력된 값이 없음"),
        seen.say(
            en="Run what stands between $( and ) by itself, then print the variable with echo.",
            ko="$(와 ) 사이의 명령만 따로 실행해 본 뒤 echo로 변수를 출력해 보세요.",
        ),
        final=True,
    )


def _without_ranges(record: evidence.CommandRecord, value: str) -> evidence.CommandRecord:
    """10.0.0.1/32 is another text than 10.0.0.1, however alike they look."""
    return dataclasses.replace(record, output=re.sub(rf"{re.escape(value)}/\d+", "", record.output))
