"""A course of two lessons that say the same in both languages."""

from pathlib import Path

from tutor.course import model


def both(en: str, ko: str) -> dict[str, str]:
    """A text in both languages."""
    return {"en": en, "ko": ko}


def steps() -> tuple[model.Step, ...]:
    """Three steps: commands with a prediction, a plain one, and one without commands."""
    pods = model.Command("kubectl get pods -n kube-system -l k8s-app=kube-dns -o wide", "k8s-m")
    service = model.Command("kubectl get svc -n kube-system kube-dns", "k8s-m")
    return (
        model.Step(
            id="pods",
            title=both("Who answers DNS here?", "여기서 DNS에 답하는 것은?"),
            prose=both(
                "Every pod asks **one address** for names: the `kube-dns` Service. Behind it stand ordinary pods "
                "that run [CoreDNS](https://coredns.io).\n\n"
                "- The label `k8s-app=kube-dns` is older than CoreDNS and was kept for compatibility.\n"
                "- Each pod has an address of its own, from the node's block.\n\n"
                "> [!NOTE]\n> Nothing here is special: delete a pod and the Deployment makes another.\n",
                "모든 파드는 이름을 알고 싶을 때 **주소 하나**에 묻습니다. 바로 `kube-dns` 서비스입니다. 그 뒤에는 "
                "[CoreDNS](https://coredns.io)를 실행하는 평범한 파드가 있습니다.\n\n"
                "- 레이블 `k8s-app=kube-dns`는 CoreDNS보다 오래되었고 호환성을 위해 남아 있습니다.\n"
                "- 파드마다 노드의 블록에서 받은 자기 주소가 있습니다.\n\n"
                "> [!NOTE]\n> 특별한 것은 없습니다. 파드를 지우면 디플로이먼트가 새로 만듭니다.\n",
            ),
            commands=(pods, service),
            prediction=model.Prediction(
                question=both("How many CoreDNS pods are there?", "CoreDNS 파드는 몇 개일까요?"),
                options=(
                    model.Option("one", both("one", "한 개")),
                    model.Option("two", both("two", "두 개")),
                    model.Option("nodes", both("one on each node", "노드마다 한 개")),
                ),
                answer="two",
            ),
            checks=(
                model.CheckUse(
                    "shell.ran", {}, "k8s-m", both("The pods were listed", "파드 목록을 보았습니다")
                ),
                model.CheckUse("quiz", {}, "k8s-m", both("There are two of them", "두 개가 있습니다")),
            ),
            hints={
                "en": ("Pods live in a namespace; which one?", "Say `-n kube-system`."),
                "ko": ("파드는 네임스페이스에 있습니다. 어디일까요?", "`-n kube-system`을 쓰세요."),
            },
            solution=(pods, service),
        ),
        model.Step(
            id="health",
            title=both("Ask its health", "상태 묻기"),
            prose=both("Port 8080 tells.\n\n```sh\ncurl $IP:8080/health\n```", "8080 포트가 알려 줍니다."),
            commands=(model.Command("curl -s $IP:8080/health", "k8s-w1"),),
            checks=(model.CheckUse("http.ok", {}, "k8s-w1", both("It answers OK", "OK라고 답합니다")),),
            solution=(model.Command("curl -s $IP:8080/health", "k8s-w1"),),
        ),
        model.Step(id="end", title=both("The end", "끝"), prose=both("That was it.", "여기까지입니다.")),
    )


def course() -> model.Course:
    """Two lessons."""
    first = model.Lesson(
        "01-coredns", 1, both("CoreDNS", "CoreDNS"), both("", ""), steps(), ("k8s-m", "k8s-w1", "k8s-rtr")
    )
    second = model.Lesson(
        "02-services", 2, both("Services", "서비스"), both("", ""), steps()[1:], ("k8s-m", "k8s-w1")
    )
    return model.Course(
        Path("/course"), ("en", "ko"), (first, second), both("Kubernetes networking", "쿠버네티스 네트워킹")
    )
