"""A lab of its own for tests, apart from any that the developer has running."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tutor.lab import launch


def why_not() -> str:
    """Why no lab can run on this machine; empty where one can."""
    blocking = [finding for finding in launch.doctor() if finding.weight.value == "blocks"]
    return "; ".join(f"{finding.what} ({finding.mend})" for finding in blocking)


def need_namespaces() -> None:
    """Skip where namespaces are forbidden; in CI, fail."""
    reason = why_not()
    if reason and os.environ.get("CI"):
        pytest.fail(f"no lab in CI: {reason}")
    if reason:
        pytest.skip(reason)


@contextlib.contextmanager
def lab(runtime: Path, *, proxy_form: str = "") -> Iterator[launch.LabHandle]:
    """A lab known by the runtime folder `runtime`, ended with the block. XDG_RUNTIME_DIR is set meanwhile."""
    need_namespaces()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(runtime))
        handle = launch.up(lambda _: None, proxy_form=proxy_form)
        try:
            yield handle
        finally:
            launch.down()
