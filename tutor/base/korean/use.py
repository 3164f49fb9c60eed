"""What goes wrong between the learner and a place to run lessons: calls, clusters, shells, progress."""

SENTENCES = {
    # A lesson's start.
    "the lesson's start could not be made: {}": "레슨의 시작 상태를 만들지 못했습니다: {0}",
    "what the steps before it make is not there": "이전 단계에서 만들어야 할 것이 없습니다",
    "begin with an earlier lesson, or start the lab anew: k8stutor lab reset --yes": (
        "이전 레슨부터 시작하거나 랩을 초기화하세요: k8stutor lab reset --yes"
    ),
    # The command line.
    "{} --help lists what there is": "{0} --help로 사용할 수 있는 것을 확인하세요",
    "no command was given": "실행할 명령이 없습니다",
    "k8stutor lab exec HOST -- COMMAND …": "k8stutor lab exec 호스트 -- 명령 …",
    "--cluster {} names no server": "--cluster {0}에 서버가 없습니다",
    "say --cluster NAME=SERVER": "--cluster 이름=서버 형식으로 지정하세요",
    "nothing was forgotten": "아무것도 삭제하지 않았습니다",
    "what is reset can't be brought back": "삭제한 진행 상황은 되돌릴 수 없습니다",
    "k8stutor progress export keeps a copy; then say --yes": (
        "k8stutor progress export로 사본을 남긴 뒤 --yes를 붙여 실행하세요"
    ),
    "an internal fault": "내부 오류가 발생했습니다",
    "the report is in {}; try again, and pass the report on if it happens again": (
        "보고서는 {0} 파일에 있습니다. 다시 시도하고, 또 발생하면 보고서를 전달해 주세요"
    ),
    "{}; no report: {}": "{0}. 보고서를 쓰지 못했습니다: {1}",
    # Lessons and courses.
    "there is no lesson {}": "{0} 레슨이 없습니다",
    "choose one of: {}": "다음 중에서 고르세요: {0}",
    "the course {} has no lesson": "{0} 코스에 레슨이 없습니다",
    "make one: k8stutor course new DIR": "레슨을 만드세요: k8stutor course new 폴더",
    "there is no place to run lessons yet": "아직 레슨을 실행할 곳이 없습니다",
    "wait until the lab is ready": "랩이 준비될 때까지 기다리세요",
    # Clusters.
    "there is no cluster to use": "사용할 클러스터가 없습니다",
    "no kubeconfig of this machine names one as its current context": (
        "이 머신의 kubeconfig에 현재 컨텍스트로 지정된 클러스터가 없습니다"
    ),
    "set KUBECONFIG or run kubectl config use-context, or use the lab: --on lab": (
        "KUBECONFIG를 설정하거나 kubectl config use-context를 실행하세요. 또는 랩을 쓰세요: --on lab"
    ),
    "the cluster was not confirmed: this kubeconfig's is {} at {}": (
        "클러스터가 확인되지 않았습니다. 이 kubeconfig의 클러스터는 {0}, 서버는 {1}입니다"
    ),
    "what was confirmed is {} at {}": "확인한 클러스터: {0}, 서버: {1}",
    "say --cluster {}={} if lessons may run there, or use --on lab": (
        "그곳에서 레슨을 실행해도 되면 --cluster {0}={1} 옵션을 주고, 아니면 --on lab을 쓰세요"
    ),
    "the kubeconfig has changed: {} is no longer at {}": (
        "kubeconfig가 바뀌었습니다. {0}의 서버가 더 이상 {1}이(가) 아닙니다"
    ),
    "start again, and look at what is to be confirmed": "다시 시작하고 확인할 클러스터를 살펴보세요",
    "the kubeconfig {} can't be read": "kubeconfig {0} 파일을 읽을 수 없습니다",
    "mend it, point KUBECONFIG at another, or use the lab: k8stutor --on lab": (
        "파일을 고치거나 KUBECONFIG로 다른 파일을 지정하세요. 또는 랩을 쓰세요: k8stutor --on lab"
    ),
    "{} can't be run here": "여기서는 {0} 명령을 실행할 수 없습니다",
    "install {} and try again": "{0} 명령을 설치하고 다시 시도하세요",
    "{} can't be reached from here": "여기서는 {0} 호스트에 접근할 수 없습니다",
    "on a real cluster the tutor works on the machine it runs on": (
        "실제 클러스터에서는 튜터가 실행 중인 머신에서만 작업합니다"
    ),
    "run this step's command there by hand and skip the step, or use the lab": (
        "이 단계의 명령을 그 호스트에서 직접 실행하고 단계를 건너뛰거나, 랩을 쓰세요"
    ),
    # Shells.
    "there is no {} here": "여기에는 {0} 명령이 없습니다",
    "install {}, or have it on PATH": "{0} 명령을 설치하거나 PATH에 추가하세요",
    "the shell on {} has ended": "{0} 호스트의 셸이 끝났습니다",
    "open it again": "셸을 다시 여세요",
    "the shell on {} gives no prompt": "{0} 호스트의 셸에 프롬프트가 나오지 않습니다",
    "its start-up files may wait for something, or it is neither bash nor zsh": (
        "시작 파일이 무언가를 기다리고 있거나, bash나 zsh가 아닌 셸입니다"
    ),
    "look at its terminal": "그 셸의 터미널을 확인하세요",
    "{} is still busy with: {}": "{0} 호스트에서 아직 실행 중입니다: {1}",
    "wait until it ends, or stop it with Ctrl-C in the terminal": (
        "끝날 때까지 기다리거나 터미널에서 Ctrl-C로 멈추세요"
    ),
    "the command on {} does not stop": "{0} 호스트의 명령이 멈추지 않습니다",
    "there is no shell in {}": "{0}에서 셸을 열 수 없습니다",
    "make the pod in this step, and wait until it is Running: kubectl get pods": (
        "이 단계에서 파드를 만들고 Running이 될 때까지 기다리세요: kubectl get pods"
    ),
    "it ignored Ctrl-C and Ctrl-D": "Ctrl-C와 Ctrl-D에 반응하지 않았습니다",
    "{} is reached by kubectl alone: let the check look from a node": (
        "{0}에는 kubectl로만 접근할 수 있습니다. 검사가 노드에서 확인하게 하세요"
    ),
    "it outran its time and ignored Ctrl-C": "제한 시간을 넘겼고 Ctrl-C에도 반응하지 않았습니다",
    "end it in the terminal": "터미널에서 끝내세요",
    # The progress file.
    "the progress file {} can't be used": "진행 상황 파일 {0}을(를) 쓸 수 없습니다",
    "move it away; a new one is made at the next start": "파일을 옮겨 두세요. 다음에 시작할 때 새로 만듭니다",
    (
        "see that its disk has room and that no other program holds it; "
        "until then a lesson goes on, but nothing of it is kept"
    ): (
        "디스크에 여유 공간이 있는지, 다른 프로그램이 파일을 잠그고 있지 않은지 확인하세요. "
        "그때까지 레슨은 계속할 수 있지만 진행 상황은 저장되지 않습니다"
    ),
    "the progress file {} was written by a newer k8stutor": (
        "진행 상황 파일 {0}은(는) 더 새로운 k8stutor가 쓴 것입니다"
    ),
    "its schema is {}, this version reads up to {}": "파일의 스키마는 {0}, 이 버전은 {1}까지 읽습니다",
    "upgrade k8stutor, or move the file away": "k8stutor를 업그레이드하거나 파일을 옮기세요",
}
