"""calicoctl's work-alike: a program on every host that reads and writes Calico's objects by the Kubernetes API.

It is a process of its own for every call, so it must start fast: the standard library and yaml, nothing of the lab's
own processes, nothing asynchronous. `tables`, `usage`, `kinds` and `convert` are pure; `api` speaks HTTP; one module
for each command. What it prints is what the real command prints, errors included (calicoctl/calicoctl in Calico).
"""
