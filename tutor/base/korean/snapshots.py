"""What snapshots of the lab say (`tutor.lab.snapshots`, `tutor.cli.labsnapshots`)."""

SENTENCES = {
    # Their files.
    "the snapshot cannot be used": "스냅샷을 사용할 수 없습니다",
    "the snapshot is too large": "스냅샷이 너무 큽니다",
    "remove large files from the hosts and try again": "호스트에서 큰 파일을 지우고 다시 시도하세요",
    "take a new one": "새로 저장하세요",
    "it cannot be unpacked": "압축을 풀 수 없습니다",
    "it has no header": "헤더가 없습니다",
    "it is cut off, or too large": "잘렸거나 너무 큽니다",
    "it is no file, or too large": "파일이 아니거나 너무 큽니다",
    "it is too large": "너무 큽니다",
    "it names files that no snapshot holds": "스냅샷에 있을 수 없는 파일 경로가 들어 있습니다",
    "its content is not what a snapshot holds": "내용이 스냅샷의 형식이 아닙니다",
    "its files are not what a snapshot holds": "파일 목록이 스냅샷의 형식이 아닙니다",
    "its variables are not what a snapshot holds": "변수가 스냅샷의 형식이 아닙니다",
    "the snapshot was taken by another version of k8stutor: {}": "k8stutor의 다른 버전({0})에서 저장한 스냅샷입니다",
    "this is {}": "지금 버전은 {0}입니다",
    "take a new one, and delete the old one: k8stutor lab snapshot --delete NAME": (
        "새로 저장하고 이전 것은 삭제하세요: k8stutor lab snapshot --delete 이름"
    ),
    "the snapshot {} cannot be read": "스냅샷 {0}을(를) 읽을 수 없습니다",
    "the snapshot cannot be kept in {}": "스냅샷을 {0}에 저장할 수 없습니다",
    # Their names.
    "{} cannot be a snapshot's name": "{0}은(는) 스냅샷 이름으로 쓸 수 없습니다",
    "use a-z, 0-9, - and _, e.g. before-bgp": "a-z, 0-9, -, _만 쓰세요. 예: before-bgp",
    "there is no snapshot {}": "스냅샷 {0}이(가) 없습니다",
    "take one: k8stutor lab snapshot NAME": "저장하기: k8stutor lab snapshot 이름",
    "the snapshot needs a name": "스냅샷 이름이 필요합니다",
    "k8stutor lab snapshot NAME": "k8stutor lab snapshot 이름",
    # The lab that they are of.
    "the files of {} could not be looked at": "{0}의 파일을 읽지 못했습니다",
    "look at the lab's log, and try again": "랩의 로그를 확인하고 다시 시도하세요",
    "the lab is not ready yet": "랩이 아직 준비되지 않았습니다",
    "the lab was left as it is": "랩을 그대로 두었습니다",
    "what is in it now would be gone": "지금 랩에 있는 것이 사라집니다",
    "k8stutor lab snapshot NAME keeps it; then say --yes": (
        "k8stutor lab snapshot 이름으로 저장한 다음 --yes를 붙이세요"
    ),
}
