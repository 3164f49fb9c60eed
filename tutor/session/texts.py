"""What a session says by itself."""

from tutor.base import i18n

TEXTS: i18n.Table = {
    "shell_ended": {
        "en": "The shell on {host} has ended; the next command opens a new one, without the old one's variables.",
        "ko": "{host}의 셸이 끝났습니다. 다음 명령은 새 셸에서 실행되며 이전 변수는 남아 있지 않습니다.",
    },
    "step_reset": {
        "en": "The step is as new: what it changed was undone.",
        "ko": "단계를 처음 상태로 되돌렸습니다.",
    },
    "cleanup_failed": {
        "en": "Undoing the step did not work on {host}: {text} (exit code {code}).",
        "ko": "{host}에서 되돌리기가 실패했습니다: {text} (종료 코드 {code}).",
    },
    "place_lost": {
        "en": "The {name} has ended, and what was changed in it is gone. ↵ starts another; your progress is kept.",
        "ko": "{name}이(가) 끝났고 그 안에서 바꾼 것도 사라졌습니다. ↵ 로 새로 시작하세요. 진행 상황은 남아 있습니다.",
    },
}


def text(lang: str, key: str, **args: object) -> str:
    """A text of this table."""
    return i18n.text(TEXTS, lang, key, **args)
