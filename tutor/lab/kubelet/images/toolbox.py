"""Images that are a shell with tools. In the lab all of them show the lab's own userland: the machine's
programs and the network tools that were unpacked beside them."""

import dataclasses

from tutor.lab.kubelet.images import image

# The Alpine images' C library speaks UTF-8 without being told; the lab's must be told, or Korean cannot be typed.
UTF_8 = {"LANG": "C.UTF-8"}

ZSHRC = """PROMPT='%B%F{green}%m%f:%F{blue}%~%f%b%# '
bindkey -e
setopt interactive_comments
"""

NETSHOOT = image.Image(
    name="docker.io/nicolaka/netshoot",
    cmd=("zsh",),
    env=UTF_8,
    workdir="/root",
    files={"/root/.zshrc": ZSHRC},
    userland=True,
)
SHELL = image.Image(name="docker.io/library/busybox", cmd=("sh",), env=UTF_8, userland=True)
BASH = image.Image(name="docker.io/library/debian", cmd=("bash",), env=UTF_8, userland=True)
SLEEPING = image.Image(
    name="registry.k8s.io/e2e-test-images/jessie-dnsutils", cmd=("sleep", "infinity"), userland=True
)
CURL = image.Image(name="docker.io/curlimages/curl", entrypoint=("curl",), cmd=("--version",), userland=True)

IMAGES = (
    NETSHOOT,
    SHELL,
    dataclasses.replace(SHELL, name="docker.io/library/alpine"),
    BASH,
    dataclasses.replace(BASH, name="docker.io/library/ubuntu"),
    dataclasses.replace(BASH, name="docker.io/library/bash"),
    SLEEPING,
    dataclasses.replace(SLEEPING, name="registry.k8s.io/e2e-test-images/dnsutils"),
    dataclasses.replace(SLEEPING, name="gcr.io/kubernetes-e2e-test-images/dnsutils"),
    dataclasses.replace(BASH, name="docker.io/tutum/dnsutils"),
    CURL,
)
