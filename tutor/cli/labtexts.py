"""What the verbs of `k8stutor lab` for faults and for several labs say."""

from typing import Any

from tutor.base import i18n

TEXTS: i18n.Table = {
    "which_lab": {
        "en": "which lab (default: $K8STUTOR_LAB, else 'default')",
        "ko": "어느 랩인지(기본: $K8STUTOR_LAB, 없으면 'default')",
    },
    "offline": {
        "en": "no way out: neither the machine's resolver nor web servers outside",
        "ko": "바깥과 연결하지 않음(머신의 DNS 리졸버와 외부 웹 서버 모두)",
    },
    "every_lab": {"en": "every lab of yours", "ko": "내 모든 랩"},
    "lab_list": {"en": "your labs that run", "ko": "실행 중인 내 랩 목록"},
    "lab_link": {"en": "break and mend a host's link", "ko": "호스트의 링크를 끊고 고치기"},
    "link_down": {"en": "pull the cable out", "ko": "케이블을 뽑음"},
    "link_up": {"en": "plug the cable in", "ko": "케이블을 꽂음"},
    "link_delay": {
        "en": "delay what the host sends by VALUE milliseconds",
        "ko": "호스트가 보내는 것을 VALUE 밀리초 지연",
    },
    "link_loss": {
        "en": "lose VALUE per cent of what the host sends",
        "ko": "호스트가 보내는 것의 VALUE 퍼센트를 버림",
    },
    "link_clear": {"en": "undo all of these", "ko": "위의 것을 모두 되돌림"},
    "link_show": {"en": "every link and what is wrong with it", "ko": "모든 링크와 그 상태"},
    "link_card": {"en": "the card, such as enp0s8", "ko": "네트워크 인터페이스(예: enp0s8)"},
    "lab_dns": {
        "en": "silence the resolver outside the cluster (10.0.2.3)",
        "ko": "클러스터 밖의 DNS 리졸버(10.0.2.3)를 멈추기",
    },
    "dns_down": {"en": "it answers nothing", "ko": "아무것도 응답하지 않게 함"},
    "dns_up": {"en": "it answers again", "ko": "다시 응답하게 함"},
    "link_line": {"en": "{host:8} {card:8} {state}", "ko": "{host:8} {card:8} {state}"},
    "plugged": {"en": "plugged in", "ko": "연결됨"},
    "unplugged": {"en": "unplugged", "ko": "뽑힘"},
    "delayed": {"en": "sends {delay:g} ms late", "ko": "{delay:g} ms 늦게 보냄"},
    "lossy": {"en": "loses {loss:g} % of what it sends", "ko": "보내는 것의 {loss:g}%를 잃음"},
    "fault": {"en": "fault:     {what}", "ko": "장애:   {what}"},
    "fault_dns": {
        "en": "the resolver outside the cluster (10.0.2.3) does not answer",
        "ko": "클러스터 밖의 DNS 리졸버(10.0.2.3)가 응답하지 않음",
    },
    "no_faults": {"en": "no fault is in force", "ko": "적용 중인 장애가 없습니다"},
    "host_up": {"en": "up", "ko": "켜짐"},
    "host_down": {"en": "down", "ko": "꺼짐"},
    "host_line": {
        "en": "  {name:8} {state:5} pods {pods:3}  processes {processes:3}  {cards}",
        "ko": "  {name:8} {state:3} 파드 {pods:3} 프로세스 {processes:4}  {cards}",
    },
    "no_labs": {"en": "no lab is running", "ko": "실행 중인 랩이 없습니다"},
    "list_head": {
        "en": "NAME                           UPTIME    MEMORY  PODS  HOSTS  API",
        "ko": "NAME                           UPTIME    MEMORY  PODS  HOSTS  API",
    },
    "list_line": {
        "en": "{name:30} {uptime:6.0f}s {memory:5.0f} MiB {pods:5}  {up}/{hosts}    {api}",
        "ko": "{name:30} {uptime:6.0f}s {memory:5.0f} MiB {pods:5}  {up}/{hosts}    {api}",
    },
    "labs_stopped": {"en": "stopped: {names}", "ko": "중지함: {names}"},
}


def link_state(fault: dict[str, Any] | None, lang: str) -> str:
    """One link in words; `fault` as the lab tells it, None where all is well."""
    if fault is None:
        return i18n.text(TEXTS, lang, "plugged")
    words = [i18n.text(TEXTS, lang, "unplugged" if fault["down"] else "plugged")]
    words += [i18n.text(TEXTS, lang, "delayed", delay=fault["delay"])] if fault["delay"] else []
    words += [i18n.text(TEXTS, lang, "lossy", loss=fault["loss"])] if fault["loss"] else []
    return ", ".join(words)


def fault_lines(faults: list[dict[str, Any]], lang: str) -> list[str]:
    """Each fault in force on a line of its own."""
    return [i18n.text(TEXTS, lang, "fault", what=_fault(fault, lang)) for fault in faults]


def _fault(fault: dict[str, Any], lang: str) -> str:
    if fault["kind"] == "dns":
        return i18n.text(TEXTS, lang, "fault_dns")
    return f"{fault['host']} {fault['card']}: {link_state(fault, lang)}"


def link_lines(found: dict[str, Any], lang: str) -> list[str]:
    """Every link of a lab; `found` is its status."""
    faults = {(one["host"], one["card"]): one for one in found["faults"] if one["kind"] == "link"}
    return [
        i18n.text(TEXTS, lang, "link_line", host=host["name"], card=card, state=link_state(fault, lang))
        for host in found["hosts"]
        for card in host["interfaces"]
        for fault in (faults.get((host["name"], card)),)
    ]


def host_line(host: dict[str, Any], lang: str) -> str:
    """One host of a lab's status."""
    cards = " ".join(f"{card} {' '.join(addresses)}" for card, addresses in host["interfaces"].items())
    state = i18n.text(TEXTS, lang, "host_up" if host["up"] else "host_down")
    return i18n.text(TEXTS, lang, "host_line", **{**host, "state": state, "cards": cards})


def list_lines(labs: list[dict[str, Any]], lang: str) -> list[str]:
    """A table of labs by their status; those that are still starting are among them."""
    if not labs:
        return [i18n.text(TEXTS, lang, "no_labs")]
    rows = [
        {
            **lab,
            "memory": lab["memory"] / (1 << 20),
            "up": sum(host["up"] for host in lab["hosts"]),
            "hosts": len(lab["hosts"]),
        }
        for lab in labs
    ]
    return [
        i18n.text(TEXTS, lang, "list_head"),
        *(i18n.text(TEXTS, lang, "list_line", **row) for row in rows),
    ]
