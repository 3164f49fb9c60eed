"""What the screens say, in English and Korean."""

from tutor.base import i18n


def _both(en: str, ko: str) -> dict[str, str]:
    return {"en": en, "ko": ko}


TEXTS: i18n.Table = {
    # Words for keys.
    "key.run": _both("run", "실행"),
    "key.busy": _both("running …", "실행 중 …"),
    "key.type": _both("type the next line", "다음 줄 입력"),
    "key.stop": _both("stop (Ctrl-C)", "멈추기 (Ctrl-C)"),
    "key.edit": _both("edit", "편집"),
    "key.next": _both("next", "다음"),
    "key.back": _both("back", "이전"),
    "key.predict": _both("predict", "예측"),
    "key.hint": _both("hint", "힌트"),
    "key.check": _both("check", "채점"),
    "key.reset": _both("reset", "초기화"),
    "key.skip": _both("skip", "건너뛰기"),
    "key.pane": _both("view", "화면"),
    "key.terminal": _both("terminal", "터미널"),
    "key.menu": _both("course", "코스"),
    "key.form": _both("form", "형식"),
    "key.language": _both("한국어", "English"),
    "key.palette": _both("palette", "명령"),
    "key.help": _both("help", "도움말"),
    "key.leave": _both("leave", "종료"),
    "key.open": _both("open", "열기"),
    "key.close": _both("close", "닫기"),
    "key.lesson": _both("back to the lesson", "레슨으로 돌아가기"),
    "key.scroll": _both("scroll back", "스크롤"),
    "key.hosts": _both("other host", "다른 호스트"),
    "key.click": _both("click", "클릭"),
    "key.hand": _both("ask", "도움 요청"),
    "key.messages": _both("messages", "메시지"),
    "key.poll": _both("poll", "투표"),
    "key.own_way": _both("own way", "따로 가기"),
    "key.return_code": _both("return code", "복귀 코드"),
    # Sentences for palette and help.
    "do.run": _both(
        "Run the marked command; after the last one, go on", "표시된 명령 실행. 모두 실행했으면 다음으로"
    ),
    "do.edit": _both("Edit the marked command before it runs", "표시된 명령을 고쳐서 실행"),
    "do.next": _both("Go to the next step", "다음 단계로 이동"),
    "do.back": _both("Go to the step before", "이전 단계로 이동"),
    "do.predict": _both("Answer the prediction (or press its number)", "예측에 답하기 (번호 키로도 가능)"),
    "do.hint": _both("Show a hint; each press tells more", "힌트 보기 (누를 때마다 더 자세히)"),
    "do.check": _both("Check the step as it stands now", "지금 상태로 단계를 채점"),
    "do.reset": _both("Undo what this step changed and start it anew", "이 단계의 변경을 되돌리고 다시 시작"),
    "do.skip": _both("Leave this step ungraded and go on", "채점 없이 이 단계를 건너뛰기"),
    "do.pane": _both(
        "Switch between lesson and terminal; on a wide screen, the terminal alone",
        "레슨과 터미널 전환 (넓은 화면에서는 터미널만 크게)",
    ),
    "do.terminal": _both(
        "Type in the terminal; the same key leads back", "터미널에 직접 입력 (같은 키로 돌아오기)"
    ),
    "do.next_host": _both("Show the next host's terminal", "다음 호스트의 터미널 보기"),
    "do.previous_host": _both("Show the previous host's terminal", "이전 호스트의 터미널 보기"),
    "do.next_command": _both("Mark the next command", "다음 명령 표시"),
    "do.previous_command": _both("Mark the previous command", "이전 명령 표시"),
    "do.menu": _both("Show the course's lessons", "코스의 레슨 목록 보기"),
    "do.form": _both("Go through this lesson in another form", "이 레슨을 다른 형식으로 진행"),
    "do.language": _both("한국어로 바꾸기", "Switch to English"),
    "do.palette": _both("Find a command by its name", "이름으로 명령 찾기"),
    "do.help": _both("Show this help", "이 도움말 보기"),
    "do.leave": _both("Leave the tutor", "튜터 종료"),
    "do.open": _both("Open the lesson", "레슨 열기"),
    "do.close": _both("Go back to the lesson", "레슨으로 돌아가기"),
    "do.hand": _both("Ask the instructor for help, or no more", "강사에게 도움 요청, 또는 취소"),
    "do.messages": _both("Read what the instructor has said", "강사의 메시지 읽기"),
    "do.poll": _both(
        "Answer the class's poll, or see the answers", "워크숍 투표에 답하기, 또는 응답 결과 보기"
    ),
    "do.own_way": _both(
        "Leave the instructor's way, or come back to it", "강사와 따로 가기, 또는 다시 함께하기"
    ),
    "do.return_code": _both(
        "See your return code, to go on on another machine; offline, why that is",
        "다른 머신에서 이어서 하기 위한 복귀 코드 보기, 오프라인이면 그 이유도 보기",
    ),
    "do.consent": _both(
        "Answer whether the instructor may watch or type", "강사의 보기나 입력 요청에 답하기"
    ),
    "do.end_watch": _both("Be watched no more, at once", "강사의 터미널 보기를 바로 끝내기"),
    # The lesson screen.
    "on": _both("on {host}", "{host}에서"),
    "commands": _both("Commands", "명령"),
    "predict": _both("Predict", "예측"),
    "predict.first": _both(
        "Press a number, or ↑ ↓ and ↵. Being wrong costs nothing.",
        "번호 키, 또는 ↑ ↓ 와 ↵. 틀려도 괜찮습니다.",
    ),
    "predict.right": _both("as you predicted: {answer}", "예측대로입니다: {answer}"),
    "predict.wrong": _both("not as you predicted, but: {answer}", "예측과 다릅니다. 결과: {answer}"),
    "hint": _both("Hint {number} of {of}", "힌트 {number}/{of}"),
    "hint.none": _both("This step has no hint.", "이 단계에는 힌트가 없습니다."),
    "step.of": _both("step {number}/{of}", "단계 {number}/{of}"),
    "tab.lesson": _both("Lesson", "레슨"),
    "tab.terminal": _both("Terminal", "터미널"),
    "first": _both("This is the first step.", "첫 단계입니다."),
    "last": _both("This was the last step.", "마지막 단계였습니다."),
    "form.title": _both("Which form of this lesson?", "어떤 형식으로 진행할까요?"),
    "form.body": _both(
        "It goes differently with different versions. What you have passed stays passed; the lesson begins anew.",
        "버전에 따라 진행이 다릅니다. 통과한 단계는 그대로 남고, 레슨은 처음부터 시작합니다.",
    ),
    "form.keep": _both("Leave it as it is", "그대로 두기"),
    "form.one": _both("This lesson goes in one form only.", "이 레슨은 한 가지 형식뿐입니다."),
    "form.now": _both("{form} · f changes it", "{form} · f 키로 변경"),
    "lesson.done": _both("Lesson done: every step passed.", "레슨 완료: 모든 단계를 통과했습니다."),
    "lesson.next": _both(
        "Lesson done. ↵ opens the next one: {title}", "레슨 완료. ↵ 를 누르면 다음 레슨: {title}"
    ),
    "lesson.open": _both("Steps not passed yet: {steps}", "아직 통과하지 않은 단계: {steps}"),
    "busy": _both(
        "{host} is busy. Wait, or press ctrl+t (F6) and Ctrl-C.",
        "{host}에서 명령이 실행 중입니다. 기다리거나 ctrl+t(F6) 후 Ctrl-C.",
    ),
    "no.command": _both("This step has no command to run.", "이 단계에는 실행할 명령이 없습니다."),
    # The verdicts.
    "verdict": _both("Checks", "채점"),
    "verdict.passed": _both("passed", "통과"),
    "verdict.failed": _both("not yet", "아직"),
    "verdict.fault": _both("not graded", "채점 못 함"),
    "verdict.lacks": _both("not graded here", "여기서는 채점 안 함"),
    "verdict.needs": _both(
        "The place does not have what this step needs:", "이 단계에 필요한 것이 여기에는 없습니다:"
    ),
    "verdict.credit": _both("{percent} % right", "{percent}% 맞음"),
    "verdict.waiting": _both("waiting", "기다리는 중"),
    "verdict.todo": _both("to do", "할 일"),
    "verdict.skipped": _both("skipped", "건너뜀"),
    "verdict.none": _both("Nothing is graded in this step.", "이 단계는 채점하지 않습니다."),
    "verdict.wait": _both(
        "checking; the cluster gets time to settle …", "채점 중, 클러스터가 안정되기를 기다립니다 …"
    ),
    "verdict.expected": _both("expected", "기대"),
    "verdict.seen": _both("seen", "관찰"),
    "verdict.next": _both("try", "해 볼 것"),
    "verdict.step": _both("Step passed. n goes on.", "단계 통과. n 키로 계속합니다."),
    "verdict.blame": _both(
        "The check itself failed; this is no fault of yours.",
        "검사 자체의 오류이며 학습자의 잘못이 아닙니다.",
    ),
    # The place where the lesson runs.
    "place.none": _both("no lab yet", "랩 없음"),
    "place.starting": _both("starting …", "시작 중 …"),
    "place.lab.starting": _both("The lab is starting", "랩을 시작하고 있습니다"),
    "place.cluster.starting": _both("Connecting to the cluster", "클러스터에 연결하고 있습니다"),
    "place.seconds": _both("{seconds:.0f} s", "{seconds:.0f}초"),
    "place.read": _both("Read the lesson meanwhile.", "그동안 레슨을 읽어 보세요."),
    "place.wait": _both(
        "Not ready yet: the lab is still starting.", "아직 준비되지 않았습니다: 랩을 시작하는 중입니다."
    ),
    "place.preparing": _both(
        "The lab is made as this lesson begins", "이 레슨의 시작 상태로 랩을 준비하고 있습니다"
    ),
    "place.prepared": _both(
        "Not ready yet: what this lesson builds on is being made.",
        "아직 준비되지 않았습니다: 이 레슨에 필요한 것을 만드는 중입니다.",
    ),
    "place.failed": _both(
        "There is no place to run commands. ↵ tries again.",
        "명령을 실행할 곳이 없습니다. ↵ 로 다시 시도합니다.",
    ),
    "shell.opening": _both("Opening a shell on {host} …", "{host}에 셸을 여는 중 …"),
    "shell.absent": _both(
        "There is no shell on {host} yet. ctrl+t or F6 leads back to the lesson.",
        "아직 {host}에 셸이 없습니다. ctrl+t나 F6을 누르면 레슨으로 돌아갑니다.",
    ),
    "shell.ended": _both(
        "This shell has ended. ↵ opens a new one.", "셸이 종료되었습니다. ↵ 로 새로 엽니다."
    ),
    "scrolled": _both("{lines} lines below", "아래에 {lines}줄"),
    # Modals.
    "welcome.title": _both("Where shall the lesson run?", "어디에서 실습할까요?"),
    "welcome.none": _both(
        "This machine has no cluster configured. The embedded lab is a whole cluster of its own: three nodes, a "
        "router and a client, ready in about two seconds. It needs no root and no network, and leaves nothing "
        "behind.",
        "이 머신에는 설정된 클러스터가 없습니다. 내장 랩은 노드 세 대, 라우터, 클라이언트를 갖춘 온전한 클러스터이며 "
        "약 2초 만에 준비됩니다. root 권한도 네트워크도 필요 없고 아무것도 남기지 않습니다.",
    ),
    "welcome.some": _both(
        "A kubeconfig was found. Lessons create and change objects, so nothing runs on a cluster unless you choose "
        "it here.",
        "kubeconfig를 찾았습니다. 레슨은 오브젝트를 만들고 바꾸므로, 여기서 고르지 않은 클러스터에서는 "
        "아무것도 실행하지 않습니다.",
    ),
    "welcome.lab": _both("Start the lab", "랩 시작"),
    "welcome.cluster": _both("Use cluster {name} at {server}", "클러스터 {name} ({server}) 사용"),
    "welcome.read": _both("Just read for now", "지금은 읽기만"),
    "confirm.cluster.title": _both("Use this cluster?", "이 클러스터를 쓸까요?"),
    "confirm.cluster": _both(
        "The lesson's commands will run on {name} ({server}). They create, change and delete objects there.",
        "레슨의 명령이 {name} ({server})에서 실행되어 그곳의 오브젝트를 만들고, 바꾸고, 지웁니다.",
    ),
    "confirm.reset.title": _both("Start this step anew?", "이 단계를 다시 시작할까요?"),
    "confirm.reset": _both(
        "What the step changed is undone, and its verdicts are forgotten.",
        "이 단계에서 바뀐 것을 되돌리고 채점 결과를 지웁니다.",
    ),
    "confirm.skip.title": _both("Skip this step?", "이 단계를 건너뛸까요?"),
    "confirm.skip": _both(
        "It stays ungraded; you can come back to it at any time.",
        "채점하지 않은 채로 남으며 언제든 돌아올 수 있습니다.",
    ),
    "edit.title": _both("Edit the command for {host}", "{host}에서 실행할 명령 편집"),
    "edit.help": _both("↵ runs it · ctrl+j new line · esc gives up", "↵ 실행 · ctrl+j 줄 바꿈 · esc 취소"),
    "leave.title": _both("Leave the tutor?", "튜터를 종료할까요?"),
    "leave.lab": _both(
        "The lab can go on without the tutor: your work in it stays, and the next start finds it.",
        "랩은 튜터 없이도 계속 실행할 수 있습니다. 작업한 내용이 남고, 다음에 다시 연결됩니다.",
    ),
    "leave.plain": _both("Your progress is kept.", "진행 상황은 저장됩니다."),
    "leave.keep": _both("Leave, keep the lab running", "종료하고 랩은 계속 실행"),
    "leave.stop": _both("Leave and stop the lab", "종료하고 랩도 중지"),
    "leave.just": _both("Leave", "종료"),
    "leave.stay": _both("Stay", "계속하기"),
    "leave.closing": _both("Closing …", "닫는 중 …"),
    "yes": _both("Yes", "예"),
    "no": _both("No", "아니요"),
    "close": _both("Close", "닫기"),
    "help.title": _both("Keys", "키"),
    "palette.ask": _both("A word of what you want to do…", "하려는 일을 나타내는 단어…"),
    "palette.none": _both("No command has these words", "이 단어가 들어간 명령이 없습니다"),
    "help.terminal": _both(
        "In the terminal every key goes to the shell, Ctrl-C included; ctrl+t or F6 comes back. Shift+PageUp scrolls, "
        "ctrl+PageUp and ctrl+PageDown change the host. The mouse works everywhere.",
        "터미널에서는 Ctrl-C를 포함한 모든 키가 셸로 갑니다. ctrl+t나 F6으로 돌아옵니다. Shift+PageUp은 스크롤, "
        "ctrl+PageUp과 ctrl+PageDown은 호스트 전환입니다. 마우스는 어디서나 쓸 수 있습니다.",
    ),
    "help.browser": _both(
        "The browser keeps Ctrl+T, Ctrl+N and Ctrl+W for itself: F6 is for the terminal, Alt+Backspace is the shell's "
        "Ctrl-W, a click on a host's tab changes the host.",
        "Ctrl+T, Ctrl+N, Ctrl+W는 브라우저가 씁니다. 터미널은 F6, 셸의 Ctrl-W는 Alt+Backspace, "
        "호스트 전환은 탭 클릭입니다.",
    ),
    "error.title": _both("That did not work", "문제가 생겼습니다"),
    "error.why": _both("Why", "이유"),
    "error.todo": _both("What to do", "할 일"),
    "fault": _both("The tutor itself has failed", "튜터 내부 오류입니다"),
    "fault.todo": _both(
        "Your progress is kept. Please report this with the file {file}",
        "진행 상황은 저장되었습니다. 파일 {file} 과 함께 알려 주세요",
    ),
    "reloaded": _both("The lesson was read again.", "레슨을 다시 읽었습니다."),
    # The menu.
    "menu.title": _both("Course", "코스"),
    "menu.steps": _both("{done} of {of} steps", "{of}단계 중 {done}단계"),
    "menu.locked": _both("not open yet", "아직 열리지 않음"),
    "menu.empty": _both("This course has no lesson.", "이 코스에는 레슨이 없습니다."),
}


def text(lang: str, key: str, **args: object) -> str:
    """The text of `key` in `lang`, its places filled."""
    return i18n.text(TEXTS, lang, key, **args)
