"""Every error becomes words and an exit code; a fault of ours becomes a report."""

from pathlib import Path

import pytest

from tutor.base import errors
from tutor.cli import main
from tutor.lab import launch

TRACE = "Traceback of the other process\nOSError: no such bridge"


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    return tmp_path


def test_a_fault_of_another_process_is_reported_and_its_trace_kept_from_the_screen(
    state: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The user reads what failed and where the report is; the trace is in the report alone."""

    def broken(_progress: object, **_options: object) -> None:
        raise errors.ProcessFault("the lab could not start: the lab's networks could not be built", TRACE)

    monkeypatch.setattr(launch, "up", broken)
    assert main.main(["--lang", "ko", "lab", "up"]) == errors.INTERNAL_FAULT
    said = capsys.readouterr().err
    (report,) = state.rglob("reports/*.txt")
    assert TRACE in report.read_text()
    assert said.splitlines() == [
        "k8stutor: 내부 오류가 발생했습니다",
        "  이유: 랩을 시작하지 못했습니다: 랩의 네트워크를 만들지 못했습니다",
        f"  할 일: 보고서는 {report} 파일에 있습니다. 다시 시도하고, 또 발생하면 보고서를 전달해 주세요",
    ]


def test_an_error_is_told_in_the_locale_s_language(
    state: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without --lang it is the locale that decides."""
    monkeypatch.setenv("LC_ALL", "ko_KR.UTF-8")
    assert main.main(["walk", "--cluster", "alone"]) == errors.WRONG_USAGE
    assert capsys.readouterr().err.splitlines()[0] == "k8stutor: --cluster alone에 서버가 없습니다"
