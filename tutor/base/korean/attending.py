"""Sentences about taking part in a class."""

SENTENCES = {
    "go on there, or close that one first": "그 튜터에서 계속하거나 먼저 닫으세요",
    "its version is {}, this one reads up to {}": "파일의 버전은 {0}이고, 이 버전은 {1}까지 읽습니다",
    "k8stutor workshop join CODE, with the code that the instructor shows": (
        "강사가 보여 주는 코드로 실행하세요: k8stutor workshop join CODE"
    ),
    "see that its disk has room; until then a lesson goes on, but the class does not hear of it": (
        "디스크에 빈 공간이 있는지 확인하세요. 그때까지 레슨은 계속되지만 수업에는 전달되지 않습니다"
    ),
    "the file of reports to the class {} can't be used": "수업 보고 파일 {0}을(를) 쓸 수 없습니다",
    "the file of reports {} was written by a newer k8stutor": "수업 보고 파일 {0}은(는) 더 새로운 k8stutor가 썼습니다",
    "this class is open in another tutor on this machine": "이 컴퓨터의 다른 튜터가 이미 이 수업에 들어가 있습니다",
    "this machine has joined no class": "이 컴퓨터는 참가한 수업이 없습니다",
    "this machine has not joined the class {}": "이 컴퓨터는 수업 {0}에 참가하지 않았습니다",
    "upgrade k8stutor": "k8stutor를 업그레이드하세요",
}
