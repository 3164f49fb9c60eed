"""What goes wrong when the tutor is served to browsers."""

SENTENCES = {
    "other machines would reach {}": "다른 머신에서 {0}에 접속할 수 있게 됩니다",
    "whoever gets the address with its token has a shell in a lab of this machine": (
        "토큰이 든 주소를 얻은 사람은 이 머신의 랩에서 셸을 쓸 수 있습니다"
    ),
    "add --exposed if that is meant, and --cert and --key for TLS": (
        "의도한 것이라면 --exposed를 추가하고, TLS에는 --cert와 --key를 쓰세요"
    ),
    "as root nothing is served at {}, where other machines reach it": (
        "다른 머신에서 접속할 수 있는 {0}에서는 root로 서비스하지 않습니다"
    ),
    "each visitor has a shell in a lab, and a lab of root's keeps accidents from this machine, not harm": (
        "접속자는 랩에서 셸을 쓰는데, root가 만든 랩은 이 머신을 실수로부터만 지키고 악의는 막지 못합니다"
    ),
    "serve as an ordinary user; in a container where only root can, add --as-root": (
        "일반 사용자로 실행하세요. root로만 실행할 수 있는 컨테이너에서는 --as-root를 추가하세요"
    ),
    "a certificate and its key belong together": "인증서와 키는 함께 지정해야 합니다",
    "give both --cert and --key": "--cert와 --key를 모두 지정하세요",
    "{} and {} are no certificate with its key": "{0}와(과) {1}은(는) 서로 맞는 인증서와 키가 아닙니다",
    "give both as PEM, the key without a password": "둘 다 PEM 형식이어야 하고, 키에는 암호가 없어야 합니다",
    "nothing can be served at {}": "{0}에서 서비스할 수 없습니다",
    "choose another --port, or another --bind": "다른 --port나 --bind를 지정하세요",
}
