"""`k8stutor workshop deploy`: its options, and what they say of themselves."""

import argparse
from typing import Any, TypeAlias

from tutor.base import i18n

Verbs: TypeAlias = "argparse._SubParsersAction[Any]"  # noqa: SLF001 - argparse has no public name for it

TEXTS: i18n.Table = {
    "deploy": {
        "en": "print the manifests of a class for a real cluster",
        "ko": "실제 클러스터에 워크숍을 배포할 매니페스트 출력",
    },
    "deploy_about": {
        "en": "Prints NATS, the class's host, a pod with tutor and lab for each learner, quotas and network policies. "
        "k8stutor workshop deploy … | kubectl apply -f -",
        "ko": "NATS, 워크숍 호스트, 학습자마다 튜터와 랩이 든 파드, 쿼터, 네트워크 정책을 출력합니다. "
        "k8stutor workshop deploy … | kubectl apply -f -",
    },
    "deploy_class": {"en": "the class's name, such as net101", "ko": "워크숍 이름(예: net101)"},
    "deploy_title": {"en": "the class's title, as learners see it", "ko": "학습자에게 보이는 워크숍 제목"},
    "deploy_learners": {"en": "how many learners", "ko": "학습자 수"},
    "deploy_namespace": {
        "en": "the class's own namespace (default: k8stutor-CLASS)",
        "ko": "워크숍 전용 네임스페이스(기본: k8stutor-이름)",
    },
    "deploy_image": {
        "en": "an image of yours with k8stutor in it; docs/workshop.md shows how one is built",
        "ko": "k8stutor가 들어 있는 직접 만든 이미지(만드는 방법은 docs/workshop.ko.md 참고)",
    },
    "deploy_replicas": {
        "en": "NATS servers: 1, or 3 of which one may fail",
        "ko": "NATS 서버 수: 1, 또는 하나가 고장 나도 되는 3",
    },
    "deploy_storage": {"en": "the volume of each NATS server", "ko": "NATS 서버마다의 볼륨 크기"},
    "deploy_web_from": {
        "en": "the namespace whose pods (an ingress controller's) may reach the learners' web terminals",
        "ko": "학습자의 웹 터미널에 접근할 수 있는 (인그레스 컨트롤러의) 네임스페이스",
    },
    "deploy_days": {
        "en": "days that the class may be used (default: 14)",
        "ko": "워크숍을 쓸 수 있는 일수(기본: 14)",
    },
    "deploy_keep": {"en": "days that reports are kept (default: 30)", "ko": "보고를 보관하는 일수(기본: 30)"},
    "deploy_anonymous": {"en": "without names and typed commands", "ko": "이름과 입력한 명령 없이"},
    "deploy_next": {
        "en": "the class {name}, {learners} learners, in the namespace {namespace}. After kubectl apply:\n"
        "  console:   kubectl -n {namespace} exec -it deploy/host -- k8stutor workshop watch {name}\n"
        "  a learner: kubectl -n {namespace} logs learner-0 shows the link; "
        "kubectl -n {namespace} port-forward learner-0 8080\n"
        "  the end:   kubectl delete namespace {namespace}",
        "ko": "워크숍 {name}, 학습자 {learners}명, 네임스페이스 {namespace}. kubectl apply 후:\n"
        "  콘솔:   kubectl -n {namespace} exec -it deploy/host -- k8stutor workshop watch {name}\n"
        "  학습자: kubectl -n {namespace} logs learner-0에서 링크를 확인하고 "
        "kubectl -n {namespace} port-forward learner-0 8080\n"
        "  종료:   kubectl delete namespace {namespace}",
    },
}


def add(family: Verbs, lang: str) -> None:
    """The verb and its options."""

    def say(key: str) -> str:
        return i18n.text(TEXTS, lang, key)

    one = family.add_parser("deploy", help=say("deploy"), description=say("deploy_about"))
    one.add_argument("class_id", metavar="CLASS", help=say("deploy_class"))
    one.add_argument("--learners", type=int, required=True, metavar="N", help=say("deploy_learners"))
    one.add_argument("--image", required=True, metavar="IMAGE", help=say("deploy_image"))
    one.add_argument("--title", default="", metavar="TITLE", help=say("deploy_title"))
    one.add_argument("--namespace", default="", metavar="NAME", help=say("deploy_namespace"))
    one.add_argument("--replicas", type=int, default=1, metavar="N", help=say("deploy_replicas"))
    one.add_argument("--storage", default="2Gi", metavar="SIZE", help=say("deploy_storage"))
    one.add_argument("--web-from", default="", metavar="NAMESPACE", help=say("deploy_web_from"))
    one.add_argument("--days", type=int, metavar="N", help=say("deploy_days"))
    one.add_argument("--keep-days", type=int, metavar="N", help=say("deploy_keep"))
    one.add_argument("--anonymous", action="store_true", help=say("deploy_anonymous"))
    one.set_defaults(verb="workshopdeploy.deploy")
