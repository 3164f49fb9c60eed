"""What `k8stutor serve --help` says."""

from tutor.base import i18n

HELP: i18n.Table = {
    "serve_about": {
        "en": "Serve the tutor, or an instructor's console, to browsers: a session and a lab of one's own for each "
        "visitor. The address that it prints holds a token; whoever has it may come in.",
        "ko": "튜터나 강사용 콘솔을 브라우저로 제공합니다. 접속자마다 세션과 랩이 따로 있습니다. 출력되는 주소에 "
        "토큰이 들어 있어, 그 주소를 아는 사람만 접속할 수 있습니다.",
    },
    "console": {
        "en": "serve the console of a class of this machine (default: the newest)",
        "ko": "이 머신에 있는 워크숍의 강사용 콘솔 제공(기본: 가장 최근 워크숍)",
    },
    "workshop": {
        "en": "serve a tutor that joins the class of this code",
        "ko": "이 코드의 워크숍에 참가하는 튜터 제공",
    },
    "bind": {
        "en": "the address to listen on (default: 127.0.0.1); any that others reach needs --exposed",
        "ko": "수신할 주소(기본: 127.0.0.1). 다른 머신에서 접속할 수 있는 주소에는 --exposed가 필요합니다",
    },
    "exposed": {"en": "let other machines reach it", "ko": "다른 머신의 접속 허용"},
    "as_root": {
        "en": "with --exposed, serve as root all the same: for containers that have no other user",
        "ko": "--exposed와 함께, root여도 서비스 제공(다른 사용자가 없는 컨테이너용)",
    },
    "port": {
        "en": "the port to listen on (default: any free one)",
        "ko": "수신할 포트(기본: 비어 있는 포트)",
    },
    "name": {
        "en": "a host name by which visitors reach it; may be repeated",
        "ko": "접속자가 사용할 호스트 이름(여러 번 지정 가능)",
    },
    "cert": {"en": "a certificate for TLS, in PEM", "ko": "TLS 인증서(PEM)"},
    "key": {"en": "its key, in PEM", "ko": "인증서의 키(PEM)"},
    "max": {
        "en": "how many visitors at most (default: what fits into memory)",
        "ko": "최대 접속자 수(기본: 메모리에 맞는 수)",
    },
    "keep": {
        "en": "how long a visitor's lab and progress are kept after they have gone (default: 30)",
        "ko": "접속자가 나간 뒤 랩과 진행 상황을 보관할 시간(분, 기본: 30)",
    },
    "course": {"en": "the course's folder", "ko": "코스 폴더"},
    "form": {"en": "the form of lessons that have several", "ko": "형식이 여러 가지인 레슨의 형식"},
    "lang": {
        "en": "language (default: what a visitor's browser asks for)",
        "ko": "언어(기본: 접속자의 브라우저가 요청하는 언어)",
    },
}
