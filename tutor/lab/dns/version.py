"""What the server says of itself: the CoreDNS release that it imitates, and honestly that it is not that one."""

import platform

NUMBER = "1.14.2"
"""The release that kubeadm 1.36 installs."""

REVISION = "k8stutor"


def banner() -> str:
    """The last two lines at start-up; where the real ones name Go and a commit, these name Python and the lab."""
    machine = {"x86_64": "amd64", "aarch64": "arm64"}.get(platform.machine(), platform.machine())
    return f"CoreDNS-{NUMBER}\n{platform.system().lower()}/{machine}, python{platform.python_version()}, {REVISION}"
