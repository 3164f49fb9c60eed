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
