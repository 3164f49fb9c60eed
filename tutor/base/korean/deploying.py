"""What deploying a class to a real cluster says (`tutor.workshop.deploy`)."""

SENTENCES = {
    "{} is no name for a class": "{0} 값은 워크숍 이름으로 쓸 수 없습니다",
    "{} is no name for a namespace": "{0} 값은 네임스페이스 이름으로 쓸 수 없습니다",
    "use lower case letters, digits and hyphens": "소문자, 숫자, 하이픈을 쓸 수 있습니다",
    "the namespace {} is not the class's own": "{0} 네임스페이스는 워크숍 전용이 아닙니다",
    "a quota and a closed network go with it": "쿼터와 닫힌 네트워크 정책이 함께 적용됩니다",
    "name a new one": "새 이름을 지정하세요",
    "{} is no image": "{0} 값은 이미지 이름이 아닙니다",
    "a deployed class has from 1 to {} learners": "배포하는 워크숍의 학습자 수는 1명부터 {0}명까지입니다",
    "{} NATS servers": "NATS 서버 {0}대는 쓸 수 없습니다",
    "a majority has to agree, so two are no safer than one": (
        "과반수가 합의해야 하므로 2대는 1대보다 안전하지 않습니다"
    ),
    "take 1 or 3": "1이나 3을 지정하세요",
    "{} is no amount of storage": "{0} 값은 저장 용량이 아닙니다",
    "for example 2Gi": "예: 2Gi",
    "the class {} has its servers at {}": "{0} 워크숍의 서버는 {1}에 있습니다",
    "its certificate and its code are for that place": "인증서와 참가 코드가 그 주소용입니다",
}
