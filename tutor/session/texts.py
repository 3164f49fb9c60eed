"""What a session says by itself."""

from tutor.base import i18n

TEXTS: i18n.Table = {
    "shell_ended": {
        "en": "The shell on {host} has ended; the next command opens a new one.",
        "ko": "{host}의 셸이 끝났습니다. 다음 명령은 새 셸에서 실행됩니다.",
    },
    "step_reset": {
        "en": "The step is as new: what it changed was undone.",
        "ko": "단계를 처음 상태로 되돌렸습니다.",
    },
    "builds_on": {
        "en": "This lesson builds on {lesson}: what is made there must be in your cluster. Nothing is set up here.",
        "ko": "이 레슨은 {lesson}에서 만든 것이 클러스터에 있어야 합니다. 여기서는 자동으로 준비하지 않습니다.",
    },
    "begins": {
        "en": "The lab is brought to where this step begins. What was in it is kept: k8stutor lab restore {name}",
        "ko": "랩을 이 단계의 시작 상태로 준비합니다. 이전 상태로 되돌리기: k8stutor lab restore {name}",
    },
    "making": {"en": "Preparing {number}/{of}: {title}", "ko": "준비 {number}/{of}: {title}"},
    "state_not_kept": {
        "en": "This state could not be kept for later: {why}",
        "ko": "이 상태를 저장하지 못했습니다: {why}",
    },
    "need_calico": {"en": "Calico", "ko": "Calico"},
    "need_kube-proxy-iptables": {"en": "kube-proxy in iptables mode", "ko": "iptables 모드의 kube-proxy"},
    "need_metallb-crd": {
        "en": "MetalLB 0.13 or later, configured by custom resources",
        "ko": "커스텀 리소스로 설정하는 MetalLB 0.13 이상",
    },
    "need_metallb-configmap": {
        "en": "MetalLB up to 0.12, configured by its ConfigMap",
        "ko": "컨피그맵으로 설정하는 MetalLB 0.12 이하",
    },
    "need_frr": {"en": "the router k8s-rtr with FRR", "ko": "FRR이 설치된 라우터 k8s-rtr"},
    "need_host": {"en": "the host {host}", "ko": "호스트 {host}"},
    "lacks": {
        "en": "This step needs what is not here: {lacks}. It is not graded.",
        "ko": "이 단계에 필요한 것이 여기에는 없습니다: {lacks}. 채점하지 않습니다.",
    },
    "cleanup_failed": {
        "en": "Undoing the step did not work on {host}: {text} (exit code {code}).",
        "ko": "{host}에서 되돌리기가 실패했습니다: {text} (종료 코드 {code}).",
    },
    "place_lost": {
        "en": "The {name} has ended, and what was changed in it is gone. ↵ starts another; your progress is kept.",
        "ko": "{name}이(가) 끝났고 그 안에서 바꾼 것도 사라졌습니다. ↵ 로 새로 시작하세요. 진행 상황은 남아 있습니다.",
    },
}


def text(lang: str, key: str, **args: object) -> str:
    """A text of this table."""
    return i18n.text(TEXTS, lang, key, **args)
