"""Pods as hosts: `pod/NAME` and `pod/NAMESPACE/NAME` are reached by kubectl from the machine that has it. Pure."""

from collections.abc import Mapping, Sequence

PREFIX = "pod/"


def is_pod(host: str) -> bool:
    """Whether the name of a host means a pod."""
    return host.startswith(PREFIX)


def names(host: str) -> tuple[str, str]:
    """Namespace and name."""
    space, _, name = host.removeprefix(PREFIX).rpartition("/")
    return space or "default", name


def execute(
    host: str, argv: Sequence[str], *, env: Mapping[str, str] | None = None, terminal: bool = False
) -> list[str]:
    """The kubectl command that runs `argv` in the pod's first container, with these variables besides its own."""
    space, name = names(host)
    flags = ["-it"] if terminal else []
    set_first = ["env", *(f"{key}={value}" for key, value in env.items())] if env else []
    # --quiet leaves out which container it is, which kubectl would say on stderr.
    return [
        "kubectl",
        "exec",
        "--quiet",
        *flags,
        f"--namespace={space}",
        f"pod/{name}",
        "--",
        *set_first,
        *argv,
    ]
