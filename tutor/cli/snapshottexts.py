"""What the verbs of `k8stutor lab` for snapshots say."""

from tutor.base import i18n

HELP: i18n.Table = {
    "lab_snapshot": {
        "en": "keep the lab as it is now under a name",
        "ko": "지금의 랩 상태를 이름을 붙여 저장",
    },
    "lab_restore": {"en": "make the lab what it was", "ko": "랩을 저장한 상태로 되돌리기"},
    "lab_reset": {
        "en": "make the lab as new, without starting it again",
        "ko": "다시 시작하지 않고 랩을 처음 상태로 되돌리기",
    },
    "snapshot_name": {"en": "its name: a-z, 0-9, - and _", "ko": "이름: a-z, 0-9, -, _"},
    "snapshot_list": {"en": "list what is kept", "ko": "저장된 스냅샷 목록"},
    "snapshot_delete": {"en": "forget it", "ko": "삭제"},
    "snapshot_yes": {"en": "do not ask first", "ko": "묻지 않고 실행"},
}
"""What their help says."""

TEXTS: i18n.Table = {
    "taken": {
        "en": "snapshot {name}: {size:.0f} KiB, {seconds:.2f} s. Back to it: k8stutor lab restore {name}",
        "ko": "스냅샷 {name}: {size:.0f} KiB, {seconds:.2f}초. 되돌리기: k8stutor lab restore {name}",
    },
    "replaced": {"en": "the snapshot {name} was replaced", "ko": "스냅샷 {name}을(를) 새로 바꾸었습니다"},
    "deleted": {"en": "the snapshot {name} is gone", "ko": "스냅샷 {name}을(를) 삭제했습니다"},
    "none": {
        "en": "there are no snapshots; take one: k8stutor lab snapshot NAME",
        "ko": "스냅샷이 없습니다. 저장하기: k8stutor lab snapshot NAME",
    },
    "line": {"en": "{name:32} {size:7.0f} KiB  {created}", "ko": "{name:32} {size:7.0f} KiB  {created}"},
    "other": {
        "en": "{name:32} {size:7.0f} KiB  of another version, or broken",
        "ko": "{name:32} {size:7.0f} KiB  다른 버전이거나 손상됨",
    },
    "ask_restore": {
        "en": "What is in the lab now will be gone. Go back to {name}? [y/N] ",
        "ko": "지금 랩에 있는 것이 사라집니다. {name}(으)로 되돌릴까요? [y/N] ",
    },
    "ask_reset": {
        "en": "What is in the lab now will be gone. Make it as new? [y/N] ",
        "ko": "지금 랩에 있는 것이 사라집니다. 처음 상태로 되돌릴까요? [y/N] ",
    },
    "working": {"en": "putting the lab back …", "ko": "랩을 되돌리는 중 …"},
    "restored": {
        "en": "the lab is as it was in {name}: {changed} objects changed, {begun} pods run anew, {seconds:.2f} s",
        "ko": "랩을 {name} 상태로 되돌렸습니다: 오브젝트 {changed}개 변경, 파드 {begun}개 재실행, {seconds:.2f}초",
    },
    "was_reset": {
        "en": "the lab is as new: {changed} objects changed, {begun} pods run anew, {seconds:.2f} s",
        "ko": "랩을 처음 상태로 되돌렸습니다: 오브젝트 {changed}개 변경, 파드 {begun}개 재실행, {seconds:.2f}초",
    },
    "shells": {
        "en": "shells that are open take in their variables at their next prompt: press Enter in them",
        "ko": "열려 있는 셸은 다음 프롬프트에서 변수를 다시 읽습니다. 셸에서 Enter를 누르세요",
    },
    "not_made": {"en": "not put back: {what}", "ko": "되돌리지 못함: {what}"},
    "not_ready": {"en": "not ready yet: pod {what}", "ko": "아직 준비되지 않음: 파드 {what}"},
}
