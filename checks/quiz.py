"""Questions with one right answer."""

from tutor.checkapi import declare, evidence, verdict


@declare.check("quiz.choice")
def choice(seen: evidence.Evidence, *, answer: str) -> verdict.Verdict:
    """The learner chose the right option."""
    expected = seen.say(en="the right answer", ko="올바른 답")
    if seen.answer is None:
        return verdict.Verdict(
            False,
            expected,
            seen.say(en="no answer yet", ko="아직 답을 고르지 않음"),
            seen.say(en="Choose one of the options.", ko="보기 중 하나를 고르세요."),
            final=True,
        )
    if seen.answer == answer:
        return verdict.Verdict(True, expected, seen.say(en="the right answer", ko="올바른 답"))
    return verdict.Verdict(
        False,
        expected,
        seen.say(en="another answer", ko="다른 답"),
        seen.say(
            en="Read the step again with the other options in mind.",
            ko="다른 보기를 염두에 두고 설명을 다시 읽어 보세요.",
        ),
        final=True,
    )


@declare.check("quiz.answers")
def answers(seen: evidence.Evidence, *, path: str, answers: dict[str, list[str]]) -> verdict.Verdict:
    """A file on the host answers each question in a line `question: answer`, with one of the answers listed.

    Upper and lower case, blanks and the order of lines are nobody's business; the last line for a question counts.
    """
    expected = seen.say(
        en=f"in {path}, right answers to: {', '.join(answers)}",
        ko=f"{path}에 적힌 올바른 답: {', '.join(answers)}",
    )
    text = seen.read_file(seen.host, path)
    if text is None:
        what = seen.say(en=f"no file {path} on {seen.host}", ko=f"{seen.host}에 {path} 파일이 없음")
        todo = seen.say(
            en="Write a line `question: answer` for each question.",
            ko="질문마다 `질문: 답` 한 줄을 적어 보세요.",
        )
        return verdict.Verdict(False, expected, what, todo, final=True)
    given = dict(_answer(line) for line in text.splitlines() if ":" in line)
    return verdict.together([_judged(seen, expected, name, given, known) for name, known in answers.items()])


def _answer(line: str) -> tuple[str, str]:
    name, _, answer = line.partition(":")
    return _plain(name), _plain(answer)


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def _judged(
    seen: evidence.Evidence, expected: str, name: str, given: dict[str, str], known: list[str]
) -> verdict.Verdict:
    answer = given.get(_plain(name), "")
    if answer in [_plain(one) for one in known]:
        return verdict.Verdict(True, expected, f"{name}: {answer}")
    if not answer:
        what = seen.say(en=f"no answer to {name}", ko=f"{name}에 대한 답이 없음")
        todo = seen.say(en=f"Add a line `{name}: …`.", ko=f"`{name}: …` 줄을 추가해 보세요.")
    else:
        what = seen.say(en=f"{name}: {answer} is not it", ko=f"{name}: 올바른 답이 아님({answer})")
        todo = seen.say(
            en=f"Look again for {name} in what the commands show.",
            ko=f"명령의 출력에서 {name} 항목을 다시 찾아보세요.",
        )
    return verdict.Verdict(False, expected, what, todo, final=True)
