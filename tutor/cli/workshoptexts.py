"""What `k8stutor workshop` says."""

from tutor.base import i18n

TEXTS: i18n.Table = {
    "host": {"en": "open a class, or go on with one", "ko": "워크숍을 열거나 이어서 진행"},
    "host_about": {
        "en": "Starts the class's NATS server on this machine, shows the join code and opens the console; without a "
        "terminal, or with --headless, it only serves. Called again with the same name, the class goes on.",
        "ko": "이 머신에서 워크숍의 NATS 서버를 시작하고 참가 코드를 보여 주며 콘솔을 엽니다. 터미널이 없거나 "
        "--headless를 주면 서버 역할만 합니다. 같은 이름으로 다시 실행하면 이어서 진행합니다.",
    },
    "class": {"en": "the class's name, such as net101", "ko": "워크숍 이름(예: net101)"},
    "host_class": {
        "en": "the class's name, such as net101 (default: class)",
        "ko": "워크숍 이름, 예: net101(기본: class)",
    },
    "joined_class": {
        "en": "the class's name (default: the one that was joined last)",
        "ko": "워크숍 이름(기본: 가장 최근에 참가한 워크숍)",
    },
    "which_class": {
        "en": "the class's name (default: the one that was open last)",
        "ko": "워크숍 이름(기본: 가장 최근에 연 워크숍)",
    },
    "title": {"en": "what learners see as its title", "ko": "학습자에게 보이는 제목"},
    "address": {
        "en": "where learners reach this machine (default: its address towards the default route)",
        "ko": "학습자가 이 머신에 접속할 주소(기본: 기본 경로 쪽 주소)",
    },
    "port": {"en": "the server's port (default: 7422)", "ko": "서버 포트(기본: 7422)"},
    "bind": {
        "en": "the address that the server listens on (default: all)",
        "ko": "서버가 수신할 주소(기본: 모든 주소)",
    },
    "nats": {
        "en": "use these servers, set up by `workshop server-config`, instead of one here: HOST:PORT,HOST:PORT",
        "ko": "여기서 서버를 띄우는 대신 `workshop server-config`로 설정한 서버를 사용: HOST:PORT,HOST:PORT",
    },
    "nats_host": {
        "en": "keep the class on these servers: set up by `workshop server-config`, or of any cluster with --account: "
        "HOST:PORT,HOST:PORT",
        "ko": "워크숍을 이 서버에 보관: `workshop server-config`로 설정한 서버, 또는 --account와 함께 기존 클러스터의 "
        "서버: HOST:PORT,HOST:PORT",
    },
    "account": {
        "en": "the seed (SA…) of an account of an existing cluster, which signs the class's tokens",
        "ko": "기존 클러스터의 계정 시드(SA…) 파일. 워크숍 토큰에 서명하는 데 사용",
    },
    "account_id": {
        "en": "the account's public key, where the seed is that of one of its signing keys",
        "ko": "계정의 공개 키. 시드가 계정의 서명 키일 때 지정",
    },
    "ca": {
        "en": "who vouches for the existing cluster's certificates, as PEM (default: the authorities of the system)",
        "ko": "기존 클러스터 인증서를 발급한 인증 기관의 PEM 파일(기본: 시스템이 신뢰하는 인증 기관)",
    },
    "lives": {
        "en": "What learners tell is kept by {servers}, account {account}; learners must reach these servers as well.",
        "ko": "학습자의 보고는 {servers}의 계정 {account}에 보관됩니다. 학습자가 이 서버에도 접속할 수 있어야 합니다.",
    },
    "anonymous": {
        "en": "collect no names and no typed commands",
        "ko": "이름과 입력한 명령을 수집하지 않음",
    },
    "days": {
        "en": "days for which a learner may come back (default: 14)",
        "ko": "학습자가 다시 올 수 있는 일수(기본: 14)",
    },
    "keep_days": {
        "en": "days after which what was told is deleted (default: 30)",
        "ko": "수집한 내용을 삭제하기까지의 일수(기본: 30)",
    },
    "headless": {"en": "no console: serve until Ctrl-C", "ko": "콘솔 없이 Ctrl-C까지 서버만 실행"},
    "renew_code": {
        "en": "make a new code; the old one admits nobody",
        "ko": "새 코드를 발급(이전 코드는 무효)",
    },
    "join": {
        "en": "join a class, or go on in the one joined last",
        "ko": "워크숍에 참가하거나 최근 워크숍을 이어서 진행",
    },
    "code": {"en": "the code that the instructor shows", "ko": "강사가 보여 주는 코드"},
    "name": {
        "en": "what the class calls you (default: it is asked for, with this user's name to begin with)",
        "ko": "워크숍에서 쓸 이름(기본: 참가할 때 물으며, 그냥 Enter를 누르면 사용자 이름)",
    },
    "return": {
        "en": "your return code, on another machine: you go on where you were",
        "ko": "다른 머신에서 이어서 하기 위한 복귀 코드",
    },
    "agree": {"en": "agree to what is collected without being asked", "ko": "수집 내용에 묻지 않고 동의"},
    "only_join": {"en": "join, and do not open the tutor", "ko": "참가만 하고 튜터는 열지 않음"},
    "leave": {
        "en": "leave a class; what waits to be told is dropped",
        "ko": "워크숍에서 나가기(아직 보내지 않은 내용은 버림)",
    },
    "watch": {"en": "one more console for a class", "ko": "워크숍 콘솔을 하나 더 열기"},
    "watch_about": {
        "en": "Opens the instructor's console for a class that `workshop host` keeps open on this machine: one for the "
        "projector beside your own, or one more after the first was closed.",
        "ko": "이 머신에서 `workshop host`로 열어 둔 워크숍의 강사 콘솔을 엽니다. 프로젝터용으로 하나 더 열거나, "
        "닫은 뒤 다시 열 때 씁니다.",
    },
    "console_course": {
        "en": "the course that is taught (default: the bundled one)",
        "ko": "가르칠 코스(기본: 내장 코스)",
    },
    "by": {
        "en": "your name, as learners read it (default: the user's name)",
        "ko": "학습자에게 보이는 강사 이름(기본: 사용자 이름)",
    },
    "status": {
        "en": "classes joined on this machine, and their return codes",
        "ko": "이 머신에서 참가한 워크숍과 복귀 코드",
    },
    "forget": {
        "en": "delete a class that was hosted here, with all that was kept",
        "ko": "여기서 연 워크숍과 보관된 내용을 모두 삭제",
    },
    "forget_yes": {"en": "really delete", "ko": "정말 삭제"},
    "servers": {
        "en": "write the files of NATS servers on machines of their own, for a class that outgrows one",
        "ko": "한 머신으로 부족한 워크숍을 위해 별도 머신의 NATS 서버 파일 작성",
    },
    "nodes": {
        "en": "the servers as learners reach them: HOST:PORT,HOST:PORT,HOST:PORT",
        "ko": "학습자가 접속할 서버 주소: HOST:PORT,HOST:PORT,HOST:PORT",
    },
    "servers_out": {
        "en": "the folder to write to; it will hold keys",
        "ko": "파일을 쓸 폴더(키가 들어 있음)",
    },
    "cluster_port": {
        "en": "where the servers talk to each other (default: 7423)",
        "ko": "서버끼리 통신할 포트(기본: 7423)",
    },
    "servers_written": {
        "en": "{count} folders in {folder}. Copy each to its machine, start there: nats-server -c server.conf\n"
        "then here: k8stutor workshop host {name} --nats {servers}",
        "ko": "{folder}에 폴더 {count}개를 썼습니다. 각 머신에 복사한 뒤 그곳에서 실행: nats-server -c server.conf\n"
        "그다음 여기서: k8stutor workshop host {name} --nats {servers}",
    },
    "hosting": {
        "en": "{title}\n\n  {code}\n\nLearners type, in the folder that they cloned:  ./k8stutor workshop join {code}\n"
        "where it is installed:  k8stutor workshop join {code}\n\nThe code for cameras:",
        "ko": "{title}\n\n  {code}\n\n학습자가 클론한 폴더에서 입력할 명령:  ./k8stutor workshop join {code}\n"
        "설치한 경우:  k8stutor workshop join {code}\n\n카메라로 읽을 코드:",
    },
    "reached": {
        "en": "Reached at {host}:{port} (TCP); another address: --address. The code admits people until {until}.",
        "ko": "접속 주소 {host}:{port} (TCP), 다른 주소는 --address. 코드는 {until}까지 유효합니다.",
    },
    "only_here": {
        "en": "{host} leads to no other machine: only learners on this one can join. Another address: --address.",
        "ko": "{host} 주소로는 다른 머신에서 접속할 수 없어 이 머신에서만 참가할 수 있습니다. 다른 주소는 --address.",
    },
    "until_end": {
        "en": "Ctrl-C ends the server; the class can go on later.",
        "ko": "Ctrl-C로 서버를 끝냅니다. 워크숍은 나중에 이어서 할 수 있습니다.",
    },
    "admitted": {"en": "{count} have joined", "ko": "{count}명 참가"},
    "collected": {
        "en": "{title}\n\nThe instructor sees: your name, where you are in the lessons, the commands that you run (not "
        "their output) and how they ended, the verdicts on your steps, which may quote a line of what a command "
        "showed, your predictions and answers to polls, hints and raised hand, your language, and when you are there "
        "and at work. Your terminal is never sent unless you agree to it then, and never kept. "
        "All else is deleted after {days} days.",
        "ko": "{title}\n\n강사에게 보이는 것: 이름, 레슨에서의 위치, 실행한 명령(출력 제외)과 그 종료 코드, 단계의 "
        "채점 결과(명령이 보여 준 내용 한 줄이 인용될 수 있음), 예측과 투표 응답, 힌트, 손들기, 사용 언어, 접속과 "
        "활동 시간. 터미널 화면은 그때그때 동의해야만 전송되고 저장되지 않습니다. 나머지는 {days}일 "
        "뒤 삭제됩니다.",
    },
    "collected_anonymous": {
        "en": "{title}\n\nThis class is anonymous. The instructor sees where you are in the lessons, the "
        "verdicts on your steps, which may quote a line of what a command showed, your predictions and answers to "
        "polls, hints and raised hand, your language, and when you are there and at work, but neither your name nor "
        "your commands. Your terminal is never sent unless you agree to it then, and never kept. "
        "All else is deleted after {days} days.",
        "ko": "{title}\n\n이 워크숍은 익명입니다. 강사에게는 레슨에서의 위치, 채점 결과(명령이 보여 준 내용 한 줄이 "
        "인용될 수 있음), 예측과 투표 응답, 힌트, 손들기, 사용 언어, 접속과 활동 시간이 보이지만 이름과 명령은 "
        "보이지 않습니다. 터미널 화면은 그때그때 동의해야만 전송되고 저장되지 않습니다. 나머지는 {days}일 "
        "뒤 삭제됩니다.",
    },
    "learners_read": {
        "en": "Who joins reads and agrees to this:\n{text}",
        "ko": "참가하는 사람이 읽고 동의하는 내용:\n{text}",
    },
    "agree_ask": {"en": "Join? [Y/n] ", "ko": "참가할까요? [Y/n] "},
    "name_ask": {
        "en": "Your name, as the class reads it [{user}]: ",
        "ko": "워크숍에 표시할 이름 [{user}]: ",
    },
    "joined": {
        "en": "You are {name} in {title}. On another machine add this to the join code:\n--return {returning}",
        "ko": "{title}에 {name}(으)로 참가했습니다. 다른 머신에서 이어서 하려면 참가 코드 뒤에:\n--return {returning}",
    },
    "left": {"en": "left {title}", "ko": "{title}에서 나왔습니다"},
    "none_joined": {
        "en": "no class was joined on this machine",
        "ko": "이 머신에서 참가한 워크숍이 없습니다",
    },
    "status_line": {
        "en": "{id:20} {title}: {name}, return code {returning}",
        "ko": "{id:20} {title}: {name}, 복귀 코드 {returning}",
    },
    "export": {
        "en": "write down who was there, how far they came, what took time and what failed",
        "ko": "출석, 진도, 단계별 시간, 많이 실패한 검사를 파일로 내보내기",
    },
    "export_about": {
        "en": "Reads what is stored of a class that was hosted here, whether it is still open or not.",
        "ko": "여기서 연 워크숍의 저장된 내용을 읽습니다. 워크숍이 열려 있지 않아도 됩니다.",
    },
    "export_format": {
        "en": "a page for reading and printing, tables, or everything for programs (html if not given)",
        "ko": "읽고 인쇄할 페이지, 표, 프로그램용 전체 데이터(기본값 html)",
    },
    "export_table": {
        "en": "which table as CSV; all of them need --out FOLDER",
        "ko": "CSV로 내보낼 표. 전부 내보내려면 --out 폴더 지정",
    },
    "export_out": {
        "en": "the file, or the folder for all tables; the output if not given",
        "ko": "파일, 또는 모든 표를 담을 폴더. 지정하지 않으면 표준 출력",
    },
    "export_anonymous": {
        "en": "numbers in place of names",
        "ko": "이름 대신 번호 사용",
    },
    "export_course": {
        "en": "the course that was taught, for its titles and predictions",
        "ko": "진행한 코스. 제목과 예측에 사용",
    },
    "exported": {"en": "written: {file}", "ko": "작성함: {file}"},
    "forgotten": {"en": "the class {name} is deleted", "ko": "워크숍 {name}을(를) 삭제했습니다"},
}


def said(lang: str, key: str, **args: object) -> str:
    """A text of this family."""
    return i18n.text(TEXTS, lang, key, **args)


def collected(lang: str, title: str, days: int, *, anonymous: bool) -> str:
    """What a class collects, and for how long it keeps it."""
    key = "collected_anonymous" if anonymous else "collected"
    return said(lang, key, title=title, days=days).strip()
