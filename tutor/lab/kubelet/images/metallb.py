"""MetalLB's controller and speaker: the lab's own (tutor.lab.metallb), started with MetalLB's flags."""

from tutor.lab.kubelet.images import image

CONTROLLER = image.Image(
    name="quay.io/metallb/controller",
    entrypoint=("/controller",),
    programs={"/controller": "tutor.lab.metallb.controller.main:main"},
    rare=True,
)
SPEAKER = image.Image(
    name="quay.io/metallb/speaker",
    entrypoint=("/speaker",),
    programs={"/speaker": "tutor.lab.metallb.speaker.main:main"},
    rare=True,
)
IMAGES = (CONTROLLER, SPEAKER)
ALIASES = {
    "docker.io/metallb/controller": CONTROLLER.name,
    "docker.io/metallb/speaker": SPEAKER.name,
}
