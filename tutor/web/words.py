"""What a visitor reads on the page around the terminal, and what the server prints."""

from tutor.base import i18n

TEXTS: i18n.Table = {
    # On the page.
    "starting": {"en": "Starting …", "ko": "시작하는 중 …"},
    "ended": {"en": "It has ended.", "ko": "종료되었습니다."},
    "failed": {"en": "It could not go on.", "ko": "계속할 수 없습니다."},
    "taken": {
        "en": "It goes on in another tab of yours.",
        "ko": "다른 탭에서 계속하고 있습니다.",
    },
    "lost": {
        "en": "The connection is lost; it is tried again and again. Nothing is lost of what you did.",
        "ko": "연결이 끊어져 다시 연결하고 있습니다. 지금까지 한 것은 사라지지 않습니다.",
    },
    "gone": {
        "en": "The server was started anew. Open the address that it printed.",
        "ko": "서버가 다시 시작되었습니다. 서버가 출력한 주소를 여세요.",
    },
    "again": {"en": "Go on", "ko": "계속하기"},
    "here": {"en": "Go on here", "ko": "여기서 계속하기"},
    "no_webgl": {
        "en": "This browser draws no WebGL 2, which the terminal needs. Turn on hardware acceleration, or take another "
        "browser.",
        "ko": "터미널에 필요한 WebGL 2를 이 브라우저에서 쓸 수 없습니다. 하드웨어 가속을 켜거나 "
        "다른 브라우저를 쓰세요.",
    },
    "door": {
        "en": "Open the whole address that the server printed, up to the last letter of its token.",
        "ko": "서버가 출력한 주소를 토큰의 마지막 글자까지 그대로 여세요.",
    },
    "admitted": {"en": "One moment …", "ko": "잠시만 기다리세요 …"},
    "your_name": {"en": "Your name in this class", "ko": "워크숍에서 쓸 이름"},
    "return_code": {"en": "Return code, if you have one", "ko": "복귀 코드(있으면)"},
    "agree": {"en": "I agree: join", "ko": "동의하고 참가"},
    "full": {
        "en": "All {most} places are taken. One is free {minutes} minutes after somebody has left: try again then, "
        "or ask whoever runs this server for more (--max).",
        "ko": "자리 {most}개가 모두 찼습니다. 누군가 나가고 {minutes}분이 지나면 자리가 납니다. 그때 다시 시도하거나 "
        "서버 운영자에게 자리를 늘려 달라고 하세요(--max).",
    },
    # In the server's terminal.
    "serving": {
        "en": "{title} is served to {most} visitors at most. Whoever has this address may come in:\n\n  {url}\n\n"
        "Ctrl-C ends it, and with it every visitor's lab and progress.",
        "ko": "{title}: 최대 {most}명이 접속할 수 있습니다. 다음 주소를 아는 사람은 누구나 들어올 수 있습니다."
        "\n\n  {url}\n\nCtrl-C로 종료하면 접속자의 랩과 진행 상황도 모두 삭제됩니다.",
    },
    "serving_console": {
        "en": "{title} is served. Whoever has this address may lead the class:\n\n  {url}\n\nCtrl-C ends it.",
        "ko": "{title}: 다음 주소를 아는 사람은 누구나 워크숍을 진행할 수 있습니다.\n\n  {url}\n\nCtrl-C로 종료합니다.",
    },
    "exposed": {
        "en": "warning: other machines reach {bind}. Each visitor gets a shell in a lab of this machine.",
        "ko": "경고: 다른 머신에서 {bind}에 접속할 수 있습니다. 접속자는 이 머신의 랩에서 셸을 얻습니다.",
    },
    "readable": {
        "en": "warning: without TLS (--cert, --key) whoever is on the way reads token and keys.",
        "ko": "경고: TLS(--cert, --key)가 없으면 통신 경로에 있는 누구나 토큰과 입력을 읽을 수 있습니다.",
    },
    "as_root": {
        "en": "warning: this server runs as root, and whoever means harm in a lab of root's can reach this machine. "
        "Serve as an ordinary user.",
        "ko": "경고: 서버를 root로 실행하고 있습니다. root가 만든 랩에서는 악의를 가진 사람이 이 머신에 영향을 줄 수 "
        "있습니다. 일반 사용자로 실행하세요.",
    },
    "removed": {
        "en": "removed what servers left behind that were killed: {names}",
        "ko": "강제 종료된 서버가 남긴 것을 삭제했습니다: {names}",
    },
}


def text(lang: str, key: str, **args: object) -> str:
    """The text of `key`, filled. Raises KeyError."""
    return i18n.text(TEXTS, lang, key, **args)


def preferred(accepted: str, otherwise: str) -> str:
    """The first of our languages that an Accept-Language header names (RFC 9110, 12.5.4; browsers list them in order of
    preference)."""
    for one in accepted.split(","):
        lang = one.strip()[:2].lower()
        if lang in i18n.LANGUAGES:
            return lang
    return otherwise
