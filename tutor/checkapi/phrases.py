"""Verdicts that several checks give."""

from tutor.checkapi import evidence, verdict


def nothing_there(seen: evidence.Evidence, expected: str, resource: str, which: str) -> verdict.Verdict:
    """The cluster lacks what the check is about, which no command of this step could have shown."""
    return verdict.Verdict(
        False,
        expected,
        seen.say(en=f"the cluster has no {resource} {which}", ko=f"클러스터에 없음: {resource} {which}"),
        seen.say(
            en="Reset the step, so that the cluster is as the lesson needs it.",
            ko="단계를 초기화해 레슨에 필요한 클러스터 상태로 되돌려 보세요.",
        ),
    )
