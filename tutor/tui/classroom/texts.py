"""What the class says on the learner's screen, in English and Korean."""

from tutor.base import i18n


def _both(en: str, ko: str) -> dict[str, str]:
    return {"en": en, "ko": ko}


TEXTS: i18n.Table = {
    # The line of the class.
    "online": _both("● {title}", "● {title}"),
    "connecting": _both("○ {title}: connecting …", "○ {title}: 연결 중 …"),
    "offline": _both("○ {title}: offline, {waiting} kept", "○ {title}: 오프라인, {waiting}건 보관"),
    "offline.key": _both("i why", "i 이유"),
    "refused": _both("○ {title}: refused, join again", "○ {title}: 거부됨, 다시 참가하세요"),
    "watched": _both("● {by} WATCHES this terminal", "● {by} 님이 터미널을 보는 중"),
    "typed": _both("● {by} WATCHES AND TYPES here", "● {by} 님이 보며 입력하는 중"),
    "watched.many": _both("● {by} WATCH this terminal", "● {by} 님이 터미널을 보는 중"),
    "typed.many": _both(
        "● {by} WATCH this terminal, {typing} may TYPE",
        "● {by} 님이 터미널을 보는 중, {typing} 님은 입력 가능",
    ),
    "watched.end": _both("F4 ends it", "F4 끝내기"),
    "asks.watch": _both("{by} asks to watch", "{by} 님의 화면 보기 요청"),
    "asks.type": _both("{by} asks to type", "{by} 님의 입력 요청"),
    "asks.key": _both("F2 answers", "F2 답하기"),
    "leads": _both("with the instructor", "강사와 함께"),
    "leads.key": _both("w own way", "w 따로 가기"),
    "leads.waits.command": _both(
        "the instructor is ahead; your command goes first", "실행 중인 명령이 끝나면 강사를 따라갑니다"
    ),
    "leads.waits.window": _both(
        "the instructor is ahead; close this to follow", "이 창을 닫으면 강사를 따라갑니다"
    ),
    "leads.waits.lesson": _both(
        "the instructor is ahead; your lesson opens first", "레슨 준비가 끝나면 강사를 따라갑니다"
    ),
    "leads.not": _both("own way", "따로 가는 중"),
    "leads.not.key": _both("w join again", "w 다시 함께"),
    "timer": _both("{left} {label}", "{left} {label}"),
    "timer.over": _both("time is up: {label}", "시간 종료: {label}"),
    "hand.waiting": _both("▲ hand up", "▲ 손 든 상태"),
    "hand.helper": _both("▲ {by} helps you", "▲ {by} 님이 돕는 중"),
    "poll": _both("poll", "투표"),
    "poll.result": _both("answers", "응답 결과"),
    "poll.key": _both("o", "o"),
    "unread": _both("{count} new", "새 메시지 {count}"),
    "unread.key": _both("m", "m"),
    # What is said in passing.
    "said": _both("{sender}: {text}", "{sender}: {text}"),
    "said.hint": _both("Hint from {sender}: {text}", "{sender} 님의 힌트: {text}"),
    "offline.why": _both(
        "No connection to the class: {what}.\nDo: {todo}.\nYour work is kept meanwhile. {press} shows this again.",
        "워크숍에 연결할 수 없습니다: {what}\n할 일: {todo}\n그동안 한 일은 보관됩니다. {press} 키로 다시 봅니다.",
    ),
    "asked.watch": _both(
        "{by} asks to see your terminal. F2 tells what that means; nothing is seen before you say yes.",
        "{by} 님이 터미널을 보고 싶어 합니다. F2로 내용을 확인하세요. 허락하기 전에는 아무것도 보이지 않습니다.",
    ),
    "asked.type": _both(
        "{by} asks to type in your terminal. F2 tells what that means; nobody types before you say yes.",
        "{by} 님이 터미널에 입력하고 싶어 합니다. F2로 내용을 확인하세요. 허락하기 전에는 입력할 수 없습니다.",
    ),
    "asked.gone": _both("Nobody asks any more.", "이미 취소된 요청입니다."),
    "watch.over": _both("Nobody sees your terminal any more.", "이제 아무도 터미널을 볼 수 없습니다."),
    "watch.lapsed": _both(
        "{by} was not heard of any more, and sees your terminal no longer.",
        "{by} 님의 콘솔과 연락이 끊겨 터미널 보기를 끝냈습니다.",
    ),
    "watch.ended": _both("{by} has stopped watching your terminal.", "{by} 님이 터미널 보기를 끝냈습니다."),
    "hand.up": _both("Your hand is up. a lowers it.", "손을 들었습니다. a 키로 내립니다."),
    "hand.down": _both("Your hand is down.", "손을 내렸습니다."),
    "hand.taken": _both("{by} comes to help you.", "{by} 님이 도와드리러 갑니다."),
    "hand.back": _both(
        "Nobody is with you just now; your hand is still up.",
        "지금은 돕는 사람이 없습니다. 손은 든 상태입니다.",
    ),
    "hand.resolved": _both("Your request for help is closed.", "도움 요청이 해결되었습니다."),
    "pressed.terminal": _both("{out}, then {press}", "{out} 후 {press}"),
    "poll.asked": _both("Poll: {question} ({press} answers)", "투표: {question} ({press} 키로 답하기)"),
    "poll.over": _both(
        "The answers are in: {press} shows them.", "응답이 공개되었습니다. {press} 키로 봅니다."
    ),
    "poll.none": _both("No poll is open.", "진행 중인 투표가 없습니다."),
    "timer.set": _both("There is a time limit now: {label}", "제한 시간이 생겼습니다: {label}"),
    "timer.up": _both("Time is up: {label}", "시간이 다 되었습니다: {label}"),
    "follow.on": _both(
        "The instructor leads now; {press} goes your own way.",
        "이제 강사와 함께 진행합니다. {press} 키로 따로 갑니다.",
    ),
    "follow.off": _both("You go at your own pace again.", "다시 각자 진행합니다."),
    "follow.left": _both("You go your own way; w comes back.", "따로 진행합니다. w 키로 다시 함께합니다."),
    "follow.back": _both("You are with the instructor again.", "다시 강사와 함께 진행합니다."),
    "follow.none": _both("The instructor leads nobody now.", "지금은 강사가 이끌고 있지 않습니다."),
    "locked": _both(
        "{title} is not open yet: the instructor opens it when the class gets there.",
        "{title}: 아직 열리지 않았습니다. 워크숍이 거기에 이르면 강사가 엽니다.",
    ),
    "wait": _both("The class is still being opened.", "워크숍에 들어가는 중입니다."),
    "return.first": _both(
        "You are in {title}. Your return code: {returning}\n"
        "Write it down: it takes you back here from another machine. {press} shows it again.",
        "{title}에 참가했습니다. 복귀 코드: {returning}\n"
        "적어 두면 다른 머신에서 이어서 할 수 있습니다. {press} 키로 다시 봅니다.",
    ),
    # Windows.
    "consent.watch.title": _both("May {by} see your terminal?", "{by} 님에게 터미널을 보여 줄까요?"),
    "consent.watch": _both(
        "The instructor then sees, live, the terminal that you have in front: everything that it shows, and so all "
        "that you type in it. They see no other window and no file, unless a command in that terminal shows one.\n\n"
        "Nothing of it is stored. While it lasts the line above the keys says so in red. F4 ends it at once; it ends "
        "as well when the instructor stops or is gone, and when you close the tutor. Anybody else has to ask you anew.",
        "강사는 지금 앞에 있는 터미널을 실시간으로 봅니다. 터미널에 보이는 모든 것, 따라서 입력하는 것도 모두 "
        "보입니다. "
        "그 터미널의 명령이 보여 주지 않는 한 다른 창이나 파일은 보이지 않습니다.\n\n"
        "저장되는 것은 없습니다. 보는 동안 키 안내 위의 줄에 빨간색으로 표시됩니다. F4로 바로 끝낼 수 있고, "
        "강사가 끝내거나 강사의 콘솔이 닫힐 때, 튜터를 닫을 때도 끝납니다. 다른 사람이 보려면 다시 물어야 합니다.",
    ),
    "consent.type.title": _both("May {by} type in your terminal?", "{by} 님이 터미널에 입력해도 될까요?"),
    "consent.type": _both(
        "What the instructor types then goes to the shell in front of you, as if you had pressed the keys: they can "
        "run, change and delete there whatever you can. You see every letter.\n\n"
        "F4 ends this and the watching at once.",
        "강사가 입력하는 것이 앞에 있는 셸로 그대로 전달됩니다. 여러분이 할 수 있는 실행, 변경, 삭제를 "
        "강사도 할 수 있습니다. "
        "입력은 모두 화면에 보입니다.\n\n"
        "F4로 입력과 보기를 바로 끝낼 수 있습니다.",
    ),
    "consent.no": _both("No", "아니요"),
    "consent.yes": _both("Yes, until I end it", "예, 끝낼 때까지"),
    "offline.title": _both("No connection to {title}", "{title}: 연결 없음"),
    "return.title": _both("Return code", "복귀 코드"),
    "return.body": _both(
        "With it you go on in {title} on another machine, where you are now. Take the class's join code from the "
        "instructor, and type there:",
        "이 코드가 있으면 다른 머신에서 {title}을(를) 지금 위치부터 이어서 할 수 있습니다. 강사에게 워크숍의 "
        "참가 코드를 받아 그 머신에서 입력하세요.",
    ),
    "return.command": _both(
        "k8stutor workshop join JOIN-CODE --return {returning}",
        "k8stutor workshop join 참가-코드 --return {returning}",
    ),
    "return.browser": _both(
        "In a browser the first page asks for it.", "브라우저에서는 첫 페이지에서 입력합니다."
    ),
    "return.yours": _both(
        "Whoever has it is you in this class: show it to nobody.",
        "이 코드를 가진 사람은 이 워크숍에서 나로 통합니다. 아무에게도 보여 주지 마세요.",
    ),
    "return.none": _both(
        "This machine was never told it. The one on which you joined first shows it: k8stutor workshop status",
        "이 머신에는 복귀 코드가 없습니다. 처음 참가한 머신에서 확인하세요: k8stutor workshop status",
    ),
    "hand.title": _both("Ask for help", "도움 요청"),
    "hand.words": _both("What is it about? It may stay empty.", "무엇이 어려운가요? 비워 두어도 됩니다."),
    "hand.help": _both("↵ raises your hand · esc gives up", "↵ 손들기 · esc 취소"),
    "messages.title": _both("Messages of the class", "워크숍 메시지"),
    "messages.none": _both("Nobody has said anything yet.", "아직 메시지가 없습니다."),
    "messages.hint": _both("hint for {step}", "{step} 힌트"),
    "poll.title": _both("Poll of the class", "워크숍 투표"),
    "poll.later": _both("Answer later", "나중에 답하기"),
    "poll.chosen": _both("Your answer so far: {option}", "지금까지의 답: {option}"),
    "poll.result.title": _both("How the class answered", "응답 결과"),
    "poll.right": _both("right", "정답"),
    "poll.yours": _both("yours", "내 답"),
}


def text(lang: str, key: str, **args: object) -> str:
    """The text of `key` in `lang`, its places filled."""
    return i18n.text(TEXTS, lang, key, **args)
