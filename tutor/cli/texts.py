"""What the command line says of itself."""

from typing import Any

from tutor.base import i18n, wording
from tutor.cli import labtexts, nodetexts, snapshottexts

TEXTS: i18n.Table = {
    **labtexts.TEXTS,
    **nodetexts.TEXTS,
    **snapshottexts.HELP,
    "about": {
        "en": "Learn Kubernetes networking in a terminal: lessons that run for real and grade what really happened.",
        "ko": "터미널에서 배우는 쿠버네티스 네트워킹: 실제로 실행하고, 실제로 일어난 일을 채점합니다.",
    },
    "epilog": {
        "en": "Without a verb the tutor opens; without a terminal it walks lesson 1 in plain text. "
        "Exit codes: 0 good, 1 a check failed, 2 wrong usage, 3 something is lacking, 4 an internal fault.",
        "ko": "명령 없이 실행하면 튜터가 열리고, 터미널이 없으면 레슨 1을 텍스트로 진행합니다. "
        "종료 코드: 0 정상, 1 검사 실패, 2 잘못된 사용, 3 환경에 부족한 것이 있음, 4 내부 오류.",
    },
    "version": {"en": "show the version and exit", "ko": "버전을 보여 주고 끝내기"},
    "verb": {"en": "VERB", "ko": "명령"},
    "verbs": {"en": "verbs", "ko": "명령"},
    "walk": {"en": "run and grade lessons without the screens", "ko": "화면 없이 레슨을 실행하고 채점"},
    "walk_about": {
        "en": "Run every step of the lessons, grade and report; exit code 0 only if all passed.",
        "ko": "레슨의 모든 단계를 실행하고 채점하여 보고합니다. 모두 통과해야 종료 코드가 0입니다.",
    },
    "lessons": {"en": "lessons by id or number; all by default", "ko": "레슨 ID 또는 번호(기본: 전체)"},
    "json": {"en": "print one JSON object", "ko": "JSON 객체 하나로 출력"},
    "lang": {"en": "language (default: the locale's)", "ko": "언어(기본: 로캘)"},
    "on": {"en": "where to run: the lab, or a cluster", "ko": "실행할 곳: 랩 또는 클러스터"},
    "cluster": {
        "en": "confirm a cluster by its context's name and its server",
        "ko": "컨텍스트 이름과 서버로 클러스터 사용을 확인",
    },
    "form": {
        "en": "the form of lessons that have several (default: what the cluster has, or was chosen last)",
        "ko": "형식이 여러 가지인 레슨의 형식 (기본값: 클러스터에 맞는 것, 또는 마지막으로 고른 것)",
    },
    "watch": {
        "en": "read the course again whenever one of its files is saved",
        "ko": "코스의 파일이 저장될 때마다 다시 읽기",
    },
    "course_dir": {"en": "the course's folder", "ko": "코스 폴더"},
    "lab": {"en": "the embedded cluster", "ko": "내장 클러스터"},
    "lab_up": {"en": "start the lab", "ko": "랩 시작"},
    "proxy_form": {
        "en": "kube-proxy's rules as of 1.28 and later (the default), or as of 1.22",
        "ko": "kube-proxy 규칙의 형식: 1.28 이후(기본) 또는 1.22",
    },
    "lab_down": {"en": "stop the lab; nothing of it stays", "ko": "랩 중지(아무것도 남지 않음)"},
    "lab_status": {"en": "what runs, and what of it is real", "ko": "무엇이 실행 중이고 무엇이 실제인지"},
    "lab_shell": {"en": "a shell on a host", "ko": "호스트의 셸"},
    "lab_exec": {"en": "run a command on a host", "ko": "호스트에서 명령 실행"},
    "exec_up": {"en": "start the lab first if it is down", "ko": "랩이 꺼져 있으면 먼저 시작"},
    "exec_command": {"en": "the command and its arguments", "ko": "명령과 인자"},
    "lab_kubeconfig": {"en": "print a kubeconfig for your own tools", "ko": "내 도구에서 쓸 kubeconfig 출력"},
    "blocks": {
        "en": "no lab here: {what}\n  do: {mend}",
        "ko": "랩을 실행할 수 없음: {what}\n  해결: {mend}",
    },
    "limits": {"en": "limited: {what}\n  do: {mend}", "ko": "제한 있음: {what}\n  해결: {mend}"},
    "all_well": {
        "en": "the lab can run here; nothing is lacking",
        "ko": "랩을 실행할 수 있습니다. 부족한 것이 없습니다",
    },
    "doctor": {"en": "what this machine lacks, with the mend", "ko": "이 머신에 부족한 것과 해결 방법"},
    "cleanup": {
        "en": "stop the lab and remove its unpacked tools",
        "ko": "랩을 중지하고 풀어 둔 도구를 삭제",
    },
    "course": {"en": "for those who write lessons", "ko": "레슨 작성자용"},
    "course_new": {"en": "start a course", "ko": "새 코스 만들기"},
    "course_lint": {"en": "find every error of a course", "ko": "코스의 오류를 모두 찾기"},
    "course_prove": {
        "en": "try every check with right and wrong variants",
        "ko": "모든 검사를 맞는 답과 틀린 답으로 시험",
    },
    "course_schema": {
        "en": "print a JSON schema, for editors that check while you type",
        "ko": "입력하면서 검사하는 편집기를 위한 JSON 스키마 출력",
    },
    "schema_kind": {"en": "of which file (default: lesson)", "ko": "어느 파일의 스키마(기본: lesson)"},
    "schema_write": {
        "en": "write all of them into this course instead",
        "ko": "출력하지 않고 이 코스에 모두 저장",
    },
    "prove_all": {
        "en": "try everything, not a sample of each step",
        "ko": "단계별 표본이 아니라 전부 시험",
    },
    "prove_sample": {
        "en": "which sample: each number tries other variants (default: 0)",
        "ko": "표본 번호: 번호마다 다른 답을 시험(기본: 0)",
    },
    "prove_step": {
        "en": "try this step only; those before it are just solved (may be repeated)",
        "ko": "이 단계만 시험하고 앞 단계는 풀기만 함(여러 번 지정 가능)",
    },
    "prove_patience": {
        "en": "seconds for which a wrong answer has to stay wrong (default: 5)",
        "ko": "틀린 답이 계속 틀린 것으로 판정되어야 하는 시간(초, 기본: 5)",
    },
    "proved_all": {"en": "Everything was tried.", "ko": "전부 시험했습니다."},
    "proved_sample": {
        "en": "This was sample {number} of each step; another --sample tries other variants, --all tries everything.",
        "ko": "단계별 표본 {number}을(를) 시험했습니다. 다른 표본은 --sample, 전부 시험하려면 --all을 쓰세요.",
    },
    "workshop": {
        "en": "a class: one instructor, many learners",
        "ko": "워크숍: 강사 한 명과 여러 학습자",
    },
    "serve": {"en": "the tutor in the browser", "ko": "브라우저에서 튜터 사용"},
    "progress": {"en": "what you have done so far", "ko": "지금까지의 진행 상황"},
    "progress_show": {"en": "steps passed, lesson by lesson", "ko": "레슨별 통과한 단계"},
    "progress_export": {"en": "everything as JSON", "ko": "전체를 JSON으로"},
    "progress_reset": {"en": "forget a lesson, or the course", "ko": "레슨 또는 코스의 진행 상황 삭제"},
    "reset_lesson": {"en": "a lesson; the whole course by default", "ko": "레슨(기본: 코스 전체)"},
    "yes": {"en": "really forget", "ko": "정말 삭제"},
    "was_reset": {"en": "forgotten: {what}", "ko": "삭제함: {what}"},
    "linted": {"en": "{count} errors", "ko": "오류 {count}개"},
    "lab_is_up": {"en": "the lab is up (supervisor {pid})", "ko": "랩이 실행 중입니다(supervisor {pid})"},
    "lab_goes_on": {
        "en": "The lab goes on; this ends it: {end}",
        "ko": "랩은 계속 실행됩니다. 중지하려면: {end}",
    },
    "lab_stopped": {
        "en": "the lab is stopped; nothing of it is left",
        "ko": "랩을 중지했습니다. 남은 것이 없습니다",
    },
    "lab_was_down": {"en": "the lab was not up", "ko": "랩이 실행 중이 아닙니다"},
    "cleaned": {"en": "the lab and its tools are gone", "ko": "랩과 도구를 삭제했습니다"},
    "status_down": {
        "en": "the lab is down; start it: k8stutor lab up{option}",
        "ko": "랩이 꺼져 있습니다. 시작: k8stutor lab up{option}",
    },
    "status_up": {
        "en": "up for {uptime:.0f} s, supervisor {pid}, {memory:.0f} MiB in all, API {api}",
        "ko": "실행 {uptime:.0f}초, supervisor {pid}, 메모리 합계 {memory:.0f} MiB, API {api}",
    },
    "status_real": {"en": "real:      {parts}", "ko": "실제:   {parts}"},
    "status_form": {"en": "kube-proxy's rules: as of {form}", "ko": "kube-proxy 규칙: {form} 형식"},
    "status_own": {"en": "the lab's: {parts}", "ko": "랩 자체: {parts}"},
}


def status_lines(found: dict[str, Any] | None, lang: str, lab: str = "") -> list[str]:
    """The lab's status for people; `lab` is its name where it is not the default one."""
    if found is None:
        return [i18n.text(TEXTS, lang, "status_down", option=f" --lab {lab}" if lab else "")]
    numbers = {**found, "memory": found["memory"] / (1 << 20)}
    return [
        i18n.text(TEXTS, lang, "status_up", **numbers),
        *(labtexts.host_line(host, lang) for host in found["hosts"]),
        *labtexts.fault_lines(found["faults"], lang),
        i18n.text(TEXTS, lang, "status_form", form=found.get("proxy_form", "1.28")),
        i18n.text(TEXTS, lang, "status_own", parts=_parts(found["emulated"], lang)),
        i18n.text(TEXTS, lang, "status_real", parts=_parts(found["real"], lang)),
        *(f"  {wording.said(note, lang)}" for note in found["notes"]),
    ]


def _parts(names: list[str], lang: str) -> str:
    return ", ".join(wording.said(name, lang) for name in names)
