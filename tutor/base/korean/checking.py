"""What keeps a check from a verdict (`tutor.checkapi`), and what a place does not do for it (`tutor.cluster`)."""

SENTENCES = {
    "FRR gave no object but {}": "FRR의 출력이 JSON 객체가 아닙니다: {0}",
    "the cluster has no Service {}": "클러스터에 {0} 서비스가 없습니다",
    "{} ends before it begins": "{0}: 끝이 시작보다 앞에 있습니다",
    "{} has no route to {}": "{0}에서 {1}(으)로 가는 경로가 없습니다",
    "{} takes no argument {}": "{0}: {1} 인자를 받지 않습니다",
    "{} needs the argument {}": "{0}: {1} 인자가 필요합니다",
    "{}: {} must be {}, not {}": "{0}: {1} 값은 {2} 형식이어야 하는데 {3}입니다",
    "there is no check named {}": "{0} 검사가 없습니다",
    "no verdict within {} s": "{0}초 안에 판정하지 못했습니다",
    "it returned {}, not a verdict": "판정이 아니라 {0} 값을 반환했습니다",
    "no answer within {} s": "{0}초 안에 응답이 없습니다",
    "{} cannot resolve {}": "{0} 호스트에서 {1} 이름을 찾을 수 없습니다",
    "{} is no http or https URL": "{0} 값은 http 또는 https URL이 아닙니다",
    "no client for the cluster: {}": "클러스터에 연결할 클라이언트를 만들지 못했습니다: {0}",
    "the API server does not answer: {}": "API 서버가 응답하지 않습니다: {0}",
    "the API server answers {} to {}: {}": "API 서버가 {1} 요청에 {0} 상태로 응답했습니다: {2}",
    "{} took longer than {} s": "{0} 명령이 {1}초 안에 끝나지 않았습니다",
    "larger than {} bytes": "파일이 {0}바이트보다 큽니다",
}
