"""What the console says, in English and Korean."""

from tutor.base import i18n
from tutor.tui.console import keytexts


def _both(en: str, ko: str) -> dict[str, str]:
    return {"en": en, "ko": ko}


TEXTS: i18n.Table = {
    **keytexts.TEXTS,
    "tab.roster": _both("Class", "학습자"),
    "tab.stuck": _both("Stuck", "막힌 곳"),
    "tab.hands": _both("Hands", "도움 요청"),
    "tab.polls": _both("Polls", "투표"),
    "tab.pace": _both("Pace", "진도"),
    "tab.notes": _both("Notes", "강의 노트"),
    # States.
    "state.asking": _both("asking", "도움 요청"),
    "state.failing": _both("failing", "틀림"),
    "state.idle": _both("idle", "멈춤"),
    "state.working": _both("working", "진행 중"),
    "state.done": _both("done", "완료"),
    "state.away": _both("away", "부재"),
    "order.need": _both("by need", "도움 필요 순"),
    "order.name": _both("by name", "이름순"),
    "order.progress": _both("by progress", "진도순"),
    # The line at the top.
    "people": _both("{here} of {all} here", "{all}명 중 {here}명 접속"),
    "connected": _both("connected", "연결됨"),
    "unconnected": _both("NO CONNECTION, trying again …", "연결 끊김, 다시 연결하는 중 …"),
    "opening": _both("opening the class …", "워크숍을 여는 중 …"),
    "timer": _both("{left} left", "{left} 남음"),
    "timer.label": _both("{label}: {left} left", "{label}: {left} 남음"),
    "timer.over": _both("time is up", "시간 종료"),
    "following": _both("follow me: {at}", "함께 보기: {at}"),
    # The roster.
    "col.name": _both("name", "이름"),
    "col.at": _both("at", "위치"),
    "col.steps": _both("steps", "단계"),
    "col.time": _both("time", "시간"),
    "col.all": _both("all", "전체"),
    "roster.count": _both("{shown} of {all}", "{all}명 중 {shown}명"),
    "roster.only": _both("only {state}", "{state}만"),
    "roster.marked": _both("{count} marked", "{count}명 선택"),
    "group.title": _both("Name for the {count} marked", "선택한 {count}명의 그룹 이름"),
    "group.named": _both(
        "{name}: {count} learners. g marks them again.", "{name}: {count}명. g 키로 다시 선택합니다."
    ),
    "group.gone": _both("{name} is no group any more.", "{name} 그룹을 없앴습니다."),
    "group.none": _both(
        "There is no group: mark learners with space, then n names them.",
        "그룹이 없습니다. space 키로 선택한 뒤 n 키로 이름을 짓습니다.",
    ),
    "group.which": _both("g chooses a group first.", "먼저 g 키로 그룹을 고르세요."),
    "group.write": _both("↵ names them · esc gives up", "↵ 이름 짓기 · esc 취소"),
    "who.group": _both("{name} ({count})", "{name}({count}명)"),
    "roster.empty": _both(
        "Nobody has joined yet. c shows the code.",
        "아직 아무도 들어오지 않았습니다. c 키로 참가 코드를 봅니다.",
    ),
    "roster.nobody": _both(
        "Nobody matches. esc shows all.", "해당하는 사람이 없습니다. esc 키로 모두 봅니다."
    ),
    "find": _both("name …", "이름 …"),
    # Stuck.
    "stuck.people": _both("{count} learners", "{count}명"),
    "stuck.one": _both("1 learner", "1명"),
    "stuck.none": _both("Nobody is stuck on a check just now.", "지금 채점에서 막힌 사람이 없습니다."),
    "stuck.longest": _both("longest {time}", "최장 {time}"),
    "expected": _both("expected", "기대"),
    "seen": _both("seen", "관찰"),
    "who": _both("who", "학습자"),
    # Hands.
    "hands.none": _both("No hand is up.", "손을 든 사람이 없습니다."),
    "hands.waiting": _both("waiting {time}", "{time} 기다림"),
    "hands.silent": _both("(no words)", "(내용 없음)"),
    "hands.taken": _both("{by} is with them", "{by} 님이 돕는 중"),
    # Polls.
    "polls.of": _both("Predictions of {lesson}", "{lesson}의 예측"),
    "polls.none": _both("This lesson asks for no prediction.", "이 레슨에는 예측이 없습니다."),
    "polls.live": _both(
        "open · {answered} of {asked} have answered", "진행 중 · {asked}명 중 {answered}명 답함"
    ),
    "polls.shown": _both("shown · {answered} of {asked} answered", "공개함 · {asked}명 중 {answered}명 답함"),
    "polls.start": _both(
        "↵ asks the class the marked question; x shows the answer to all.",
        "↵ 키로 표시된 질문을 학습자에게 묻고, x 키로 정답을 모두에게 공개합니다.",
    ),
    "polls.started": _both("The class is asked.", "학습자에게 물었습니다."),
    "polls.told": _both("The answer is shown to all.", "정답을 모두에게 공개했습니다."),
    "polls.nothing": _both("No poll is open.", "진행 중인 투표가 없습니다."),
    "polls.own": _both("Ask the class", "학습자에게 묻기"),
    "polls.own.help": _both(
        "First line: the question. Each further line: an answer; * before the right one, if there is one.\n"
        "ctrl+j begins the next line · ↵ asks · esc gives up",
        "첫 줄은 질문, 다음 줄부터 선택지입니다. 정답이 있으면 그 앞에 * 를 붙입니다.\n"
        "ctrl+j 다음 줄 · ↵ 질문하기 · esc 취소",
    ),
    "polls.own.wrong": _both(
        "A poll needs a question and two to {most} answers, each on a line of its own: ctrl+j begins the next line.",
        "질문 한 줄과 선택지 2-{most}개가 필요합니다. 한 줄에 하나씩 쓰고, ctrl+j 로 다음 줄을 시작합니다.",
    ),
    "polls.again.title": _both("Ask again?", "다시 물을까요?"),
    "polls.again": _both(
        "This question is open, {answered} have answered: “{question}” Asked again, it starts from nothing.",
        "이 질문은 진행 중이고 {answered}명이 답했습니다: “{question}” 다시 물으면 처음부터 시작합니다.",
    ),
    "polls.over.title": _both("Ask something else?", "다른 질문을 할까요?"),
    "polls.over": _both(
        "A poll is open, {answered} have answered: “{question}” The next one takes its place; [ still finds it, and x "
        "shows its answer.",
        "진행 중인 투표가 있고 {answered}명이 답했습니다: “{question}” 새로 물으면 그 투표는 끝납니다. [ 키로 다시 "
        "보고 x 키로 정답을 공개할 수 있습니다.",
    ),
    "polls.yes": _both("Ask", "묻기"),
    "polls.no": _both("Go on with the open one", "진행 중인 투표 계속하기"),
    "polls.past": _both(
        "another was asked since · {answered} of {asked} answered",
        "다른 투표로 넘어감 · {asked}명 중 {answered}명 답함",
    ),
    "polls.place": _both("[ ] poll {at} of {count}", "[ ] 투표 {at}/{count}"),
    # Pace.
    "pace.open": _both("open", "열림"),
    "pace.closed": _both("closed", "잠김"),
    "pace.here": _both("{count} here", "{count}명"),
    "pace.follow": _both("all follow you here", "모두 이 레슨으로 이동"),
    "pace.lead.step": _both("f leads all to step {at}", "f: 모두 이 단계로 ({at})"),
    "pace.lead.lesson": _both(
        "f leads all to lesson {at}, each to their own step; → one step for all",
        "f: 모두 레슨 {at}, 각자 하던 단계에서. →: 모두 한 단계로",
    ),
    "pace.timer.none": _both("No timer runs; t starts one.", "타이머가 없습니다. t 키로 시작합니다."),
    "pace.free": _both("Everybody goes at their own pace.", "모두 각자의 속도로 진행합니다."),
    "timer.title": _both("Timer for the class", "워크숍 타이머"),
    "timer.help": _both(
        "Minutes, then what it is for: 5 lesson 2, step 3\n↵ starts it · esc gives up",
        "분, 그리고 무엇을 위한 시간인지: 5 레슨 2, 단계 3\n↵ 시작 · esc 취소",
    ),
    "timer.wrong": _both("Begin with the minutes, 1 to 600.", "분(1-600)으로 시작하세요."),
    # Notes.
    "notes.none": _both(
        "There are no trainer's notes for this lesson (notes.en.md in its folder).",
        "이 레슨에는 강의 노트가 없습니다 (레슨 폴더의 notes.ko.md).",
    ),
    # One learner.
    "one.since": _both("on this step {time}", "이 단계에서 {time}"),
    "one.progress": _both("{done} of {all} steps", "{all}단계 중 {done}단계"),
    "one.commands": _both("Last commands", "최근 명령"),
    "one.verdicts": _both("Checks of this step", "이 단계의 채점"),
    "one.steps": _both("Steps", "단계"),
    "one.none": _both("none yet", "아직 없음"),
    "one.hidden": _both("(not told in an anonymous class)", "(익명 워크숍에서는 표시하지 않음)"),
    "one.tries": _both("tries {count}", "시도 {count}번"),
    "one.hints": _both("hints {count}", "힌트 {count}개"),
    "one.silent": _both("Their hand is not up.", "이 학습자는 손을 들지 않았습니다."),
    "one.gone": _both("This learner is not in the class.", "이 학습자는 워크숍에 없습니다."),
    "watch.asked": _both(
        "Asked to watch; waiting for their consent …", "화면 보기를 요청했습니다. 동의를 기다리는 중 …"
    ),
    "watch.given": _both("watching", "보는 중"),
    "watch.refused": _both("They would rather not be watched.", "화면 공유를 원하지 않습니다."),
    "watch.ended": _both("They have ended it.", "학습자가 화면 보기를 끝냈습니다."),
    "watch.lapsed": _both(
        "They had not heard of this console for too long, and it ended. w asks again.",
        "이 콘솔과 연락이 끊겨 화면 보기가 끝났습니다. w 키로 다시 요청하세요.",
    ),
    "typing.ended": _both(
        "{name} has ended it. Enter, Esc or a click goes on.",
        "{name} 님이 끝냈습니다. Enter, Esc 또는 클릭으로 계속합니다.",
    ),
    "typing.lapsed": _both(
        "They had not heard of you for too long. Enter, Esc or a click goes on.",
        "연락이 끊겨 끝났습니다. Enter, Esc 또는 클릭으로 계속합니다.",
    ),
    "watch.waiting": _both("Waiting for the first picture …", "첫 화면을 기다리는 중 …"),
    "watch.behind": _both(
        "They have no terminal in front of them just now.", "지금 학습자 앞에 터미널이 보이지 않습니다."
    ),
    "watch.old": _both(", as it was; in front of them is {host}", ", 이전 화면입니다. 학습자 앞에는 {host}"),
    "type.asked": _both("asked to type …", "입력 요청함 …"),
    "type.given": _both(
        "you can type: click or y; ctrl+t or F6 leads back",
        "입력 가능: 클릭 또는 y, ctrl+t나 F6으로 돌아오기",
    ),
    "type.refused": _both("may not type", "입력 거부됨"),
    "type.ended": _both("may not type any more", "입력 끝남"),
    "type.lapsed": _both("may not type any more", "입력 끝남"),
    "watch.first": _both(
        "Watch first (w); then ask to type.", "먼저 화면 보기(w)를 요청한 다음 입력을 요청하세요."
    ),
    "watch.over": _both("You look no more; they see that.", "보기를 마쳤습니다. 학습자에게도 표시됩니다."),
    # Messages.
    "say.all": _both("Message to all", "모두에게 메시지"),
    "say.one": _both("Message to {name}", "{name} 님에게 메시지"),
    "say.many": _both("Message to {who}", "{who}에게 메시지"),
    "say.hint": _both("Hint on {at} to {who}", "{at} 힌트: {who}"),
    "say.help": _both("↵ sends · ctrl+j new line · esc gives up", "↵ 보내기 · ctrl+j 줄 바꿈 · esc 취소"),
    "say.insert": _both(" · ctrl+n/ctrl+g next hint", " · ctrl+n/ctrl+g 다음 힌트 넣기"),
    "say.sent": _both("Sent to {who}.", "{who}에게 보냈습니다."),
    "who.all": _both("all", "모두"),
    "who.many": _both("{count} learners", "{count}명"),
    "who.nobody": _both("There is nobody to send it to.", "보낼 사람이 없습니다."),
    # Joining.
    "join.title": _both("Join the class", "워크숍 참가"),
    "join.type": _both(
        "Type in a terminal, in the folder that you cloned:", "터미널을 열고 클론한 폴더에서 입력하세요:"
    ),
    "join.installed": _both("if it is installed: k8stutor, without ./", "설치한 경우에는 ./ 없이 k8stutor"),
    "join.none": _both(
        "This console does not know the code; the host's does.",
        "이 콘솔은 코드를 모릅니다. 호스트의 콘솔에서 볼 수 있습니다.",
    ),
    "join.expires": _both("valid for {time}", "{time} 동안 유효"),
    "join.over": _both(
        "The code has expired: workshop host --renew-code makes another.",
        "코드가 만료되었습니다. workshop host --renew-code 로 새로 만드세요.",
    ),
    "join.small": _both("The QR code needs a larger window.", "QR 코드를 보려면 창을 키우세요."),
    # Leaving.
    "leave.title": _both("Leave the console?", "콘솔을 종료할까요?"),
    "leave.body": _both(
        "Learners go on; the console can be opened again at any time.",
        "학습자는 계속 진행하며, 콘솔은 언제든 다시 열 수 있습니다.",
    ),
    "leave.host": _both(
        "The class's server ends with this console. Learners can go on alone; what they do arrives when the class is "
        "hosted again.",
        "이 콘솔을 닫으면 워크숍의 서버도 끝납니다. 학습자는 혼자 계속할 수 있고, 그동안 한 것은 워크숍을 다시 열면 "
        "도착합니다.",
    ),
    "leave.yes": _both("Leave", "종료"),
    "leave.no": _both("Stay", "계속하기"),
    "help.title": _both("Keys", "키"),
    "help.mouse": _both(
        "Arrows, page keys and the mouse work in every list; a second click opens. Signs: ? asking, ✘ failing, ◌ idle, "
        "◐ working, ✔ done, · away; for steps ✔ passed, ✘ failed, ◐ at it, » skipped.",
        "모든 목록에서 화살표, 페이지 키, 마우스를 쓸 수 있고 두 번 클릭하면 열립니다. 기호: ? 도움 요청, "
        "✘ 틀림, ◌ 멈춤, "
        "◐ 진행 중, ✔ 완료, · 부재. 단계는 ✔ 통과, ✘ 실패, ◐ 진행 중, » 건너뜀.",
    ),
    "help.browser": _both(
        "The browser keeps Ctrl+T, Ctrl+N and Ctrl+W for itself: F6 leads out of a learner's terminal, ctrl+g puts in "
        "a prepared hint, Alt+Backspace is the shell's Ctrl-W.",
        "Ctrl+T, Ctrl+N, Ctrl+W는 브라우저가 씁니다. 학습자 터미널에서 나오기는 F6, 준비된 힌트 넣기는 ctrl+g, "
        "셸의 Ctrl-W는 Alt+Backspace입니다.",
    ),
    "close": _both("Close", "닫기"),
}


def text(lang: str, key: str, **args: object) -> str:
    """The text of `key` in `lang`, its places filled."""
    return i18n.text(TEXTS, lang, key, **args)
