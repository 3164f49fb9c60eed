"""What the verbs of `k8stutor lab` for hosts and agents say."""

from tutor.base import i18n

TEXTS: i18n.Table = {
    "lab_node": {"en": "switch a host off and on", "ko": "호스트를 끄고 켜기"},
    "node_stop": {
        "en": "cut its power: all on it ends at once, its files stay",
        "ko": "전원을 끊음: 모든 것이 즉시 끝나고 파일은 남음",
    },
    "node_start": {"en": "boot it", "ko": "부팅"},
    "lab_agent": {
        "en": "the lab's agents (kubelets, kube-proxies …), and their sudden end",
        "ko": "랩의 에이전트(kubelet, kube-proxy 등)와 갑작스러운 종료",
    },
    "agent_list": {"en": "those that run", "ko": "실행 중인 에이전트 목록"},
    "agent_kill": {"en": "end one at once; it starts again", "ko": "하나를 즉시 종료(다시 시작됨)"},
    "agent_name": {
        "en": "its name as `agent list` shows it",
        "ko": "`agent list`에 보이는 이름",
    },
    "booting": {"en": "{host} is booting", "ko": "{host} 부팅 중"},
    "started": {
        "en": "{host} is up",
        "ko": "{host} 호스트를 켰습니다",
    },
    "start_idle": {"en": "{host} was on", "ko": "{host} 호스트는 이미 켜져 있습니다"},
    "stopped": {
        "en": "{host} is off. Start it: k8stutor lab node start {host}",
        "ko": "{host} 호스트를 껐습니다. 켜기: k8stutor lab node start {host}",
    },
    "node_stopped": {
        "en": "{host} is off; the cluster finds out by its silence. Start it: k8stutor lab node start {host}",
        "ko": "{host} 호스트를 껐습니다. 클러스터는 응답이 없어서 알게 됩니다. 켜기: k8stutor lab node start {host}",
    },
    "stop_idle": {"en": "{host} was off", "ko": "{host} 호스트는 이미 꺼져 있습니다"},
    "killed": {"en": "{name} was killed", "ko": "{name} 에이전트를 강제 종료했습니다"},
}
