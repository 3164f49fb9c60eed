"""How to start a shell with its integration: the argv and the environment."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

INTEGRATION = Path(__file__).parent / "integration"
"""The scripts; the same path is visible inside the lab, whose /usr and home are overlays of the machine's."""

ELSEWHERE = """\
command -v bash >/dev/null || { echo 'this image has no bash' >&2; exit 127; }
f=$(mktemp) && printf '%s\nrm -f "%s"\n' "$1" "$f" >"$f" || exit 1
exec bash --rcfile "$f" -i
"""
"""Starts bash where the scripts are not: $1 is what stands in the one for bash. It leaves no file behind."""


@dataclass(frozen=True)
class Launch:
    """What to start, and the secret that its marks will carry."""

    argv: tuple[str, ...]
    env: Mapping[str, str]
    nonce: str = field(repr=False)


def make(
    base: Mapping[str, str], *, shell: str = "bash", integration: Path = INTEGRATION, state: str = ""
) -> Launch:
    """A shell that marks its commands, with `base` as the environment it grows from.

    `state` is a file where bash writes down its variables at each prompt, and beside which it finds those that a
    restored snapshot brings back; "" for neither.

    `shell` is a name or path ending in zsh or bash; any other is served by bash, whose marks we can rely on.
    """
    nonce = secrets.token_hex(16)
    env = {**base, "TERM": "xterm-256color", "COLORTERM": "truecolor", "K8STUTOR_NONCE": nonce}
    if state:
        env["K8STUTOR_STATE"] = state
    # Without a UTF-8 locale the line editor would take Korean letters apart into bytes.
    if not any("utf" in env.get(name, "").lower() for name in ("LC_ALL", "LC_CTYPE", "LANG")):
        env["LC_ALL"] = "C.UTF-8"
    if os.path.basename(shell) == "zsh":
        env["K8STUTOR_ZDOTDIR"] = base.get("ZDOTDIR", "")
        env["ZDOTDIR"] = str(integration / "zsh")
        return Launch((shell, "-i"), env, nonce)
    return Launch(("bash", "--rcfile", str(integration / "k8stutor.bash"), "-i"), env, nonce)


def elsewhere() -> Launch:
    """The same for a place that does not see this machine's files and has an environment of its own, such as a pod."""
    made = make({})
    script = (INTEGRATION / "k8stutor.bash").read_text(encoding="utf-8")
    return Launch(("sh", "-c", ELSEWHERE, "sh", script), made.env, made.nonce)
