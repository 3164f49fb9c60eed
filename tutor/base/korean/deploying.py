"""What goes wrong when a class is rendered for a real cluster."""

SENTENCES = {
    "{} is no name for a class": "{0}은(는) 워크숍 이름으로 쓸 수 없습니다",
    "{} is no name for a namespace": "{0}은(는) 네임스페이스 이름으로 쓸 수 없습니다",
    "use lower case letters, digits and hyphens": "소문자, 숫자, 하이픈을 사용하세요",
    "the namespace {} is not the class's own": "{0} 네임스페이스는 워크숍 전용이 아닙니다",
    "a quota and a closed network go with it": "쿼터와 닫힌 네트워크 정책이 함께 적용됩니다",
    "name a new one": "새 이름을 지정하세요",
    "{} is no image": "{0}은(는) 이미지 이름이 아닙니다",
    "for example registry.example/k8stutor:1": "예: registry.example/k8stutor:1",
    "say --learners N, or take several classes": "--learners N으로 지정하거나 워크숍을 여러 개로 나누세요",
    "a deployed class has from 1 to {} learners": "배포하는 워크숍의 학습자는 1명에서 {0}명까지입니다",
    "{} NATS servers": "NATS 서버 {0}개로는 구성할 수 없습니다",
    "a majority has to agree, so two are no safer than one": (
        "과반수가 합의해야 하므로 두 개는 한 개보다 안전하지 않습니다"
    ),
    "take 1 or 3": "1 또는 3을 지정하세요",
    "{} is no amount of storage": "{0}은(는) 스토리지 크기가 아닙니다",
    "for example 2Gi": "예: 2Gi",
    "the class {} has its servers at {}": "{0} 워크숍의 서버는 {1}에 있습니다",
    "its certificate and its code are for that place": "인증서와 참가 코드가 그 위치용입니다",
}
