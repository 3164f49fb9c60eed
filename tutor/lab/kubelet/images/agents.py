"""The images of the lab's own agents: their containers are run by the supervisor (`Image.agent`), not as processes."""

from tutor.lab.kubelet.images import image

IMAGES = (
    image.Image(
        name="registry.k8s.io/kube-apiserver", entrypoint=("kube-apiserver",), agent="kube-apiserver"
    ),
    image.Image(
        name="registry.k8s.io/kube-controller-manager",
        entrypoint=("kube-controller-manager",),
        agent="kube-controller-manager",
    ),
    image.Image(
        name="registry.k8s.io/kube-scheduler", entrypoint=("kube-scheduler",), agent="kube-scheduler"
    ),
    image.Image(name="registry.k8s.io/kube-proxy", entrypoint=("kube-proxy",), agent="kube-proxy"),
    image.Image(name="docker.io/calico/node", entrypoint=("start_runit",), agent="calico-node"),
)
