"""What an exported page says of itself."""

from tutor.base import i18n

TEXTS: i18n.Table = {
    "learners": {"en": "Learners", "ko": "학습자"},
    "figure_learners": {"en": "learners", "ko": "학습자"},
    "figure_passed": {"en": "steps passed", "ko": "통과한 단계"},
    "figure_each": {"en": "passed by each, on average", "ko": "1인당 평균 통과"},
    "figure_time": {"en": "of work, median", "ko": "학습 시간(중앙값)"},
    "figure_failed": {"en": "failed gradings", "ko": "실패한 채점"},
    "when": {"en": "{begin} to {end}", "ko": "{begin} ~ {end}"},
    "nobody": {"en": "nobody has been there yet", "ko": "아직 참가자가 없습니다"},
    "anonymous": {"en": "Names are replaced by numbers.", "ko": "이름 대신 번호로 표시합니다."},
    "missing": {
        "en": "{count} reports are not stored any more, or have not arrived.",
        "ko": "보고 {count}건이 더 이상 저장되어 있지 않거나 도착하지 않았습니다.",
    },
    "unknown": {
        "en": "Not of this course, and left out: {steps} steps and {checks} checks that learners told of. "
        "If the class had another course, export it with --course.",
        "ko": "이 코스에 없어서 제외함: 학습자가 보고한 단계 {steps}개, 검사 {checks}개. "
        "워크숍에서 다른 코스를 썼다면 --course 옵션으로 내보내세요.",
    },
    "progress": {"en": "Progress", "ko": "진도"},
    "legend": {
        "en": "✔ passed  ✘ failed  » skipped  · begun",
        "ko": "✔ 통과  ✘ 실패  » 건너뜀  · 진행 중",
    },
    "passed": {"en": "passed", "ko": "통과"},
    "failed": {"en": "failed", "ko": "실패"},
    "skipped": {"en": "skipped", "ko": "건너뜀"},
    "todo": {"en": "begun", "ko": "진행 중"},
    "name": {"en": "name", "ko": "이름"},
    "attendance": {"en": "Attendance", "ko": "출석"},
    "stays": {"en": "from – to", "ko": "시작 – 끝"},
    "present": {"en": "there", "ko": "참석 시간"},
    "worked": {"en": "worked", "ko": "학습"},
    "steps": {"en": "Time per step", "ko": "단계별 시간"},
    "steps_about": {
        "en": "Of those who passed: half were no slower than the bar's strong part, nine of ten no slower than its "
        "end. Counted is the time of work; of a pause longer than five minutes only the first five count.",
        "ko": "통과한 학습자 기준: 막대의 진한 부분은 중앙값, 끝은 90퍼센타일입니다. "
        "학습한 시간만 세며, 5분이 넘는 공백은 처음 5분만 포함합니다.",
    },
    "step": {"en": "step", "ko": "단계"},
    "came": {"en": "came", "ko": "시작"},
    "median": {"en": "median", "ko": "중앙값"},
    "slow": {"en": "9 of 10", "ko": "90%"},
    "tries": {"en": "tries", "ko": "시도"},
    "hinted": {"en": "hints", "ko": "힌트"},
    "checks": {"en": "What failed most", "ko": "가장 많이 실패한 검사"},
    "checks_count": {"en": "{learners} learners, {times} times", "ko": "{learners}명, {times}번"},
    "no_checks": {"en": "No check failed.", "ko": "실패한 검사가 없습니다."},
    "expected": {"en": "expected", "ko": "기대"},
    "seen": {"en": "seen", "ko": "관찰"},
    "fault": {"en": "a fault of the check", "ko": "검사 자체의 오류"},
    "lacks": {"en": "missing on the machine", "ko": "환경에 없음"},
    "polls": {"en": "Polls and predictions", "ko": "투표와 예측"},
    "no_polls": {"en": "Nothing was asked.", "ko": "진행한 투표가 없습니다."},
    "answered": {"en": "{answered} of {asked} answered", "ko": "{asked}명 중 {answered}명 응답"},
    "prediction": {"en": "prediction", "ko": "예측"},
    "poll": {"en": "poll", "ko": "투표"},
    "right": {"en": "right", "ko": "정답"},
    "made": {"en": "Made by k8stutor, {at}", "ko": "k8stutor 작성, {at}"},
}


def said(lang: str, key: str, **args: object) -> str:
    """A text of this family."""
    return i18n.text(TEXTS, lang, key, **args)
