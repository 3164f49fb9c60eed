"""A class inside a real cluster, as manifests: NATS, the host, and one pod with tutor and lab for each learner. Pure.

`plan` is what is wanted and checks it, `rendering` puts together what the other modules make. Nothing here asks a
cluster: who applies the manifests is the instructor, with kubectl.
"""
