"""CoreDNS: the lab's own server (tutor.lab.dns), started with CoreDNS's flags."""

from tutor.lab.kubelet.images import image

IMAGE = image.Image(
    name="registry.k8s.io/coredns/coredns",
    entrypoint=("/coredns",),
    programs={"/coredns": "tutor.lab.dns.server:main"},
)
