"""Words and sentences for the console's keys, in English and Korean: `key.NAME` and `do.NAME`."""

from tutor.base import i18n


def _both(en: str, ko: str) -> dict[str, str]:
    return {"en": en, "ko": ko}


TEXTS: i18n.Table = {
    **{
        f"key.view_{name}": _both(en, ko)
        for name, en, ko in (
            ("roster", "class", "학습자"),
            ("stuck", "stuck", "막힌 곳"),
            ("hands", "hands", "도움 요청"),
            ("polls", "polls", "투표"),
            ("pace", "pace", "진도"),
            ("notes", "notes", "강의 노트"),
        )
    },
    "do.view_roster": _both(
        "The class: who is where, who needs help", "학습자: 누가 어디에 있고 도움이 필요한지"
    ),
    "do.view_stuck": _both("Who is stuck on the same thing", "같은 곳에서 막힌 사람들"),
    "do.view_hands": _both("Raised hands, in order", "도움 요청, 순서대로"),
    "do.view_polls": _both("Polls and their answers", "투표와 그 결과"),
    "do.view_pace": _both("Open and close lessons, timer, follow-me", "레슨 열고 잠그기, 타이머, 함께 보기"),
    "do.view_notes": _both("Your notes on the lesson", "레슨별 강의 노트"),
    "key.tell_all": _both("tell all", "전체 공지"),
    "do.tell_all": _both("Send a message to all", "모두에게 메시지 보내기"),
    "key.join": _both("code", "참가 코드"),
    "do.join": _both(
        "Show the join code and its QR code, for the projector", "참가 코드와 QR 코드를 크게 보기"
    ),
    "key.timer": _both("timer", "타이머"),
    "do.timer": _both("Start a timer for all", "모두에게 타이머 시작"),
    "key.language": _both("한국어", "English"),
    "do.language": _both("한국어로 바꾸기", "Switch to English"),
    "key.palette": _both("palette", "명령"),
    "do.palette": _both("Find a command by its name", "이름으로 명령 찾기"),
    "key.help": _both("help", "도움말"),
    "do.help": _both("Show this help", "이 도움말 보기"),
    "key.leave": _both("leave", "종료"),
    "do.leave": _both("Leave the console", "콘솔 종료"),
    "key.open": _both("open", "열기"),
    "do.open": _both(
        "Open what the cursor is on; in polls, ask it", "커서가 있는 것을 열기, 투표에서는 질문하기"
    ),
    "key.show_them": _both("show them", "이 사람들 보기"),
    "key.ask_class": _both("ask", "질문하기"),
    "key.message": _both("message", "메시지"),
    "do.message": _both(
        "Send a message to the marked, or to the one under the cursor",
        "선택한 사람 또는 커서의 사람에게 메시지",
    ),
    "key.find": _both("find", "찾기"),
    "do.find": _both("Find learners by name", "이름으로 찾기"),
    "key.filter": _both("filter", "거르기"),
    "do.filter": _both(
        "Show only one state; again for the next", "한 가지 상태만 보기, 다시 누르면 다음 상태"
    ),
    "key.order": _both("sort", "정렬"),
    "do.order": _both("Sort by need, by name or by progress", "도움 필요, 이름, 진도 순으로 정렬"),
    "key.dense": _both("dense", "촘촘히"),
    "key.rows": _both("rows", "한 줄씩"),
    "do.dense": _both("A cell a learner, or a row", "학습자를 한 칸씩 또는 한 줄씩 보기"),
    "key.mark": _both("mark", "선택"),
    "do.mark": _both("Mark for a message", "메시지를 보낼 사람으로 선택"),
    "key.mark_all": _both("mark all", "모두 선택"),
    "do.mark_all": _both("Mark all that are shown, or none", "보이는 사람을 모두 선택 또는 해제"),
    "key.group": _both("group", "그룹"),
    "do.group": _both(
        "Mark the next group; after the last, nobody", "다음 그룹을 선택, 마지막 다음은 선택 해제"
    ),
    "key.name_group": _both("name", "그룹 이름"),
    "do.name_group": _both("Name the marked as a group", "선택한 사람들을 그룹으로 이름 짓기"),
    "key.ungroup": _both("ungroup", "그룹 해제"),
    "do.ungroup": _both("Forget the marked group", "선택한 그룹을 없애기"),
    "key.clear": _both("show all", "모두 보기"),
    "do.clear": _both("Forget search, filter and marks", "찾기, 거르기, 선택 해제"),
    "key.take": _both("take", "맡기"),
    "do.take": _both(
        "Take the raised hand: you are with them; again gives it back", "도움 요청 맡기, 다시 누르면 되돌리기"
    ),
    "key.resolve": _both("resolved", "해결"),
    "do.resolve": _both("Put the hand down: they are helped", "도움 요청을 해결됨으로 표시"),
    "key.show": _both("show answer", "정답 공개"),
    "do.show": _both(
        "Show all how the poll below went, and the answer", "아래 투표의 결과와 정답을 모두에게 공개"
    ),
    "key.poll_before": _both("poll", "투표"),
    "do.poll_before": _both("The poll that was asked before", "이전 투표"),
    "key.poll_after": _both("poll", "투표"),
    "do.poll_after": _both("The next poll, up to the newest", "다음 투표(가장 최근까지)"),
    "key.own": _both("own poll", "새 투표"),
    "do.own": _both("Ask a question of your own", "직접 만든 질문 묻기"),
    "key.earlier": _both("lesson", "레슨"),
    "do.earlier": _both("The lesson before", "이전 레슨"),
    "key.later": _both("lesson", "레슨"),
    "do.later": _both("The next lesson", "다음 레슨"),
    "key.lock": _both("open/close", "열기/잠그기"),
    "do.lock": _both("Open or close the marked lesson", "표시된 레슨을 열거나 잠그기"),
    "key.only": _both("only up to here", "여기까지만"),
    "do.only": _both(
        "Open the lessons up to the marked one, close those after it", "표시된 레슨까지 열고 그다음은 잠그기"
    ),
    "key.open_all": _both("open all", "모두 열기"),
    "do.open_all": _both("Open every lesson", "모든 레슨 열기"),
    "key.follow": _both("follow me", "함께 보기"),
    "do.follow": _both(
        "Have all come to the chosen lesson or step and stay; again lets them go",
        "모두 고른 레슨이나 단계로 오게 하기, 다시 누르면 해제",
    ),
    "key.step_before": _both("step", "단계"),
    "do.step_before": _both("Choose the step before, for follow-me", "함께 볼 단계: 이전 단계 고르기"),
    "key.step_after": _both("step", "단계"),
    "do.step_after": _both("Choose the next step, for follow-me", "함께 볼 단계: 다음 단계 고르기"),
    "key.timer_end": _both("end timer", "타이머 끝"),
    "do.timer_end": _both("End the timer", "타이머 끝내기"),
    "key.here": _both("where they are", "현재 레슨"),
    "do.here": _both("The lesson where most learners are", "학습자가 가장 많은 레슨"),
    "key.watch": _both("watch", "화면 보기"),
    "do.watch": _both("Ask whether you may watch their terminal", "화면을 보아도 되는지 묻기"),
    "key.type": _both("type", "입력"),
    "do.type": _both("Ask whether you may type in their terminal", "터미널에 입력해도 되는지 묻기"),
    "key.end": _both("end watching", "보기 끝"),
    "do.end": _both("Look no more", "화면 보기 끝내기"),
    "key.hint": _both("hint", "힌트"),
    "do.hint": _both("Send a hint on the step where they are", "지금 단계의 힌트 보내기"),
    "key.host": _both("host", "호스트"),
    "do.host": _both("Their next terminal", "다음 터미널"),
    "key.sideways": _both("more", "옆으로"),
    "do.pan_left": _both("In a wide terminal, further to the left", "넓은 터미널에서 왼쪽 보기"),
    "do.pan_right": _both("In a wide terminal, further to the right", "넓은 터미널에서 오른쪽 보기"),
    "key.qr": _both("QR code", "QR 코드"),
    "key.letters": _both("letters", "글자"),
    "do.qr": _both("The QR code alone, or the letters", "QR 코드만, 또는 글자로 보기"),
    "key.close": _both("back", "돌아가기"),
    "do.close": _both("Back", "돌아가기"),
    "key.go_on": _both("go on", "계속"),
    "key.console": _both("back to the console", "콘솔로 돌아가기"),
}
