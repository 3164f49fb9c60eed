"""What the lab says of its start, its state and its failures (`tutor.lab`)."""

SENTENCES = {
    # How far the start has come.
    "The lab has a file system of its own.": "랩의 파일 시스템을 만들었습니다.",
    "The hosts can be started.": "호스트를 시작할 준비가 되었습니다.",
    "The networks and their cables are there.": "네트워크와 케이블을 연결했습니다.",
    "The five hosts are up.": "호스트 다섯 대를 시작했습니다.",
    "The API server answers.": "API 서버가 응답합니다.",
    "The cluster's first objects are made.": "클러스터의 기본 오브젝트를 만들었습니다.",
    "The nodes are joining.": "노드가 클러스터에 참여하고 있습니다.",
    "The cluster is ready.": "클러스터가 준비되었습니다.",
    # Its start.
    "the lab could not start: {}": "랩을 시작하지 못했습니다: {0}",
    "no lab can run here": "여기서는 랩을 실행할 수 없습니다",
    "the running lab has a way to the world outside": "실행 중인 랩은 외부로 나가는 경로가 있습니다",
    "the running lab has the rules of kube-proxy {}": "실행 중인 랩의 kube-proxy 규칙은 {0} 형식입니다",
    "end it first: k8stutor lab down": "먼저 종료하세요: k8stutor lab down",
    "the lab is ending just now": "랩이 지금 종료되는 중입니다",
    "try again": "다시 시도하세요",
    "no port is free on 127.0.0.1": "127.0.0.1에 비어 있는 포트가 없습니다",
    "end a program that listens there": "그 주소에서 포트를 쓰는 프로그램을 끝내세요",
    "the lab ended while it started": "랩이 시작하는 도중에 끝났습니다",
    "run `k8stutor doctor`": "`k8stutor doctor`를 실행하세요",
    "there is no folder to mount the lab's root on": "랩의 루트를 마운트할 폴더가 없습니다",
    "each of {} is missing or holds the tutor itself": "다음 폴더가 모두 없거나 튜터 자신이 들어 있습니다: {0}",
    "make an empty folder /mnt": "빈 폴더 /mnt를 만드세요",
    "the cluster did not become ready within {} seconds": "클러스터가 {0}초 안에 준비되지 않았습니다",
    "look at it with kubectl get nodes, kubectl get pods -A": (
        "kubectl get nodes, kubectl get pods -A 명령으로 상태를 확인하세요"
    ),
    # Faults by intent, and several labs.
    "{} is no name for a lab": "{0} 값은 랩 이름으로 쓸 수 없습니다",
    "use up to 30 lower case letters, digits and hyphens": "소문자, 숫자, 하이픈을 30자까지 쓸 수 있습니다",
    "a link knows no {}": "링크에 {0} 동작은 없습니다",
    "use down, up, delay, loss or clear": "down, up, delay, loss, clear 가운데 하나를 쓰세요",
    "{} is no delay": "{0} 값은 지연 시간이 아닙니다",
    "give milliseconds from 0 to 10000, such as 100; 0 ends the delay": (
        "0부터 10000까지의 밀리초를 주세요(예: 100). 0이면 지연이 끝납니다"
    ),
    "{} is no loss": "{0} 값은 손실률이 아닙니다",
    "give per cent from 0 to 100, such as 30; 0 ends the loss": (
        "0부터 100까지의 퍼센트를 주세요(예: 30). 0이면 손실이 끝납니다"
    ),
    "the cable of {} {} has gone": "{0} {1}의 케이블이 사라졌습니다",
    "this kernel can neither delay nor lose what passes {} {}": (
        "이 커널은 {0} {1}을(를) 지나는 것을 지연시키거나 버릴 수 없습니다"
    ),
    "it has no netem (the module sch_netem)": "netem(sch_netem 모듈)이 없습니다",
    "load it once as root: modprobe sch_netem; or use another card of the host": (
        "root로 한 번 modprobe sch_netem을 실행하거나, 호스트의 다른 인터페이스를 쓰세요"
    ),
    "there is no way out of the lab": "랩에서 바깥으로 나가는 길이 없습니다",
    "{} has no card {} with a cable": "{0}에는 케이블이 연결된 인터페이스 {1}이(가) 없습니다",
    # Its control socket.
    "no lab is running": "실행 중인 랩이 없습니다",
    "start one: k8stutor lab up": "랩을 시작하세요: k8stutor lab up",
    "the lab has ended while lessons were run in it": "레슨을 실행하는 도중에 랩이 끝났습니다",
    "what was changed in it is gone, so that nothing more of them can pass": (
        "랩에서 바꾼 것이 모두 사라져 나머지 단계가 통과할 수 없습니다"
    ),
    "run the same command again; it starts another": "같은 명령을 다시 실행하세요. 새 랩이 시작됩니다",
    "no lab {} is running": "{0} 랩이 실행 중이 아닙니다",
    "start it: k8stutor lab up --lab {}": "랩을 시작하세요: k8stutor lab up --lab {0}",
    "the lab's control socket belongs to another user": "랩의 제어 소켓이 다른 사용자의 것입니다",
    "another user's process listens under its name": "다른 사용자의 프로세스가 그 이름으로 리슨하고 있습니다",
    "ask the administrator of this machine": "이 머신의 관리자에게 문의하세요",
    "the lab failed at this request": "랩이 이 요청을 처리하지 못했습니다",
    "start it anew if that goes on: k8stutor lab down": "계속되면 랩을 새로 시작하세요: k8stutor lab down",
    "the running lab does not know {}": "실행 중인 랩이 {0} 요청을 모릅니다",
    "it was started by another version of k8stutor": "다른 버전의 k8stutor가 시작한 랩입니다",
    "end it with: k8stutor lab down": "다음 명령으로 끝내세요: k8stutor lab down",
    "there is no host {} in the lab": "랩에 {0} 호스트가 없습니다",
    "choose one of {}": "다음 중에서 고르세요: {0}",
    "the lab's keys cannot be kept in {}": "랩의 키를 {0}에 보관할 수 없습니다",
    "set XDG_STATE_HOME to a folder of your own": "XDG_STATE_HOME을 자신의 폴더로 지정하세요",
    "the command is too long": "명령이 너무 깁니다",
    "pass it on stdin": "표준 입력으로 넘기세요",
    "no terminal on {}": "{0} 호스트에서 터미널을 열 수 없습니다",
    "no such socket on {}": "{0} 호스트에서 그런 소켓을 만들 수 없습니다",
    # Its parts.
    "the lab's networks could not be built": "랩의 네트워크를 만들지 못했습니다",
    "host {} could not be started": "{0} 호스트를 시작하지 못했습니다",
    "the API server could not be started": "API 서버를 시작하지 못했습니다",
    "the API server has ended": "API 서버가 끝났습니다",
    "{}: the host has gone": "{0}: 호스트가 사라졌습니다",
    "the sandbox ended at once": "파드 샌드박스가 바로 끝났습니다",
    "the kubelet of {} cannot listen on {}:{}": "{0} 노드의 kubelet이 {1}:{2}에서 리슨할 수 없습니다",
    "no address for pod {}/{}": "파드 {0}/{1}에 줄 주소가 없습니다",
    "pod {}/{} cannot be connected": "파드 {0}/{1}을(를) 네트워크에 연결할 수 없습니다",
    "{} on {} failed with {}": "{1} 호스트에서 {0} 명령이 코드 {2}(으)로 실패했습니다",
    "{}: FRR's configuration could not be loaded": "{0}: FRR 설정을 불러오지 못했습니다",
    "{}: {} of FRR did not start": "{0}: FRR의 {1} 데몬이 시작되지 않았습니다",
    # Its hosts and agents.
    "{} is switched off": "{0} 호스트가 꺼져 있습니다",
    "start it: k8stutor lab node start {}": "켜기: k8stutor lab node start {0}",
    "{} could not be booted": "{0} 호스트를 부팅하지 못했습니다",
    "the process that hosts are forked from has ended": "호스트를 만들어 내는 프로세스가 끝났습니다",
    "start the lab anew: k8stutor lab down, then k8stutor lab up": (
        "랩을 다시 시작하세요: k8stutor lab down, 그다음 k8stutor lab up"
    ),
    "the lab is still starting": "랩이 아직 시작 중입니다",
    "try again when it is ready": "준비된 뒤에 다시 시도하세요",
    "the API server is not to be killed": "API 서버는 강제 종료할 수 없습니다",
    "the cluster's state is in its memory: the lab would end with it": (
        "클러스터의 상태가 이 프로세스의 메모리에 있어서, 종료하면 랩도 끝납니다"
    ),
    "end the lab instead: k8stutor lab down": "대신 랩을 끝내세요: k8stutor lab down",
    "no agent {} runs in the lab": "랩에서 실행 중인 {0} 에이전트가 없습니다",
    # What it is made of.
    "the kernel's network stack, conntrack and netfilter": "커널의 네트워크 스택, conntrack, netfilter",
    "the command line tools on the hosts": "호스트의 명령줄 도구",
    "the API server and its store": "API 서버와 저장소",
    "the controllers and the scheduler": "컨트롤러와 스케줄러",
    "the kubelet and the container runtime": "kubelet과 컨테이너 런타임",
    "kube-proxy (its rules are real iptables rules)": "kube-proxy(규칙은 실제 iptables 규칙)",
    "Calico (its interfaces and routes are real)": "Calico(인터페이스와 경로는 실제)",
    "MetalLB (its ARP and BGP are real packets)": "MetalLB(ARP와 BGP 패킷은 실제)",
}
