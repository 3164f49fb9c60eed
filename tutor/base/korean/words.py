"""Words that stand in the places of other sentences."""

SENTENCES = {
    "the course": "코스",
    "the lesson": "레슨",
    "the step": "단계",
    "the command": "명령",
    "the check": "검사",
    "the variant": "변형",
    "the solution": "단계의 풀이",
    "{} (seen: {})": "{0} (관찰: {1})",
    "step {}": "단계 {0}",
    "none": "없음",
    "nothing": "없음",
    "no server": "서버 없음",
    "no arguments": "인자 없음",
    "a command": "명령",
}
