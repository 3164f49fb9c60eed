"""What goes wrong at an instructor's desk: orders that reach nobody, and a class that can't be exported."""

SENTENCES = {
    # The desk.
    "{} of {} were not told": "{1}명 중 {0}명에게 전달하지 못했습니다",
    "the class's server did not answer in time": "워크숍 서버가 제때 응답하지 않았습니다",
    "say it to all once more, or ask who has not heard it; some will read it twice": (
        "모두에게 다시 보내거나, 못 받은 사람이 있는지 물어보세요. 두 번 받는 사람도 있습니다"
    ),
    "the class was not told": "워크숍에 전달하지 못했습니다",
    "see that the class's server runs, and say it again": (
        "워크숍 서버가 실행 중인지 확인하고 다시 보내세요"
    ),
    "the console is not connected to the class's server": "콘솔이 워크숍 서버에 연결되어 있지 않습니다",
    "wait until it is connected again, and say it again": "다시 연결되면 한 번 더 보내세요",
    # Export.
    "the folder {} can't be used": "{0} 폴더를 사용할 수 없습니다",
    "see whose it is": "소유자를 확인하세요",
    "no class was hosted here": "여기서 연 워크숍이 없습니다",
    "no class {} was hosted here": "여기서 연 워크숍 가운데 {0}이(가) 없습니다",
    "a class is known where it was hosted, and here none was": (
        "워크숍은 연 머신에만 남아 있고, 여기서 연 것은 없습니다"
    ),
    "there are: {}": "있는 워크숍: {0}",
    "see how it is spelled; a class is known where it was hosted": (
        "이름을 확인하세요. 워크숍은 연 머신에만 남아 있습니다"
    ),
    "all tables don't go into one file": "모든 표를 파일 하나에 담을 수 없습니다",
    "each has columns of its own": "표마다 열이 다릅니다",
    "say --out FOLDER, or --table with one of {}": (
        "--out 폴더를 지정하거나 --table에 다음 중 하나를 지정하세요: {0}"
    ),
    "nothing is stored of the class {}": "{0} 워크숍에 저장된 내용이 없습니다",
    "it was never opened on this machine, or everything has been deleted since": (
        "이 머신에서 연 적이 없거나, 그 뒤에 모두 삭제되었습니다"
    ),
    "k8stutor workshop host {} opens it": "k8stutor workshop host {0} 명령으로 열 수 있습니다",
    "the class's stored reports could not be read": "저장된 보고를 읽지 못했습니다",
    "see that the class's server runs, and try again": "워크숍 서버가 실행 중인지 확인하고 다시 시도하세요",
}
