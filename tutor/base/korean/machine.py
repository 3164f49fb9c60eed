"""What the machine lacks for the lab, and the mend (`tutor.lab.root.preflight`, `unpack`, `userns`)."""

SENTENCES = {
    "the lab is made of Linux namespaces, and this is {}": (
        "랩은 Linux 네임스페이스로 만들어지는데, 이 시스템은 {0}입니다"
    ),
    "use a Linux machine or virtual machine (WSL 2, Lima, Multipass), or a cluster of your own: --on cluster": (
        "Linux 머신이나 가상 머신(WSL 2, Lima, Multipass)을 쓰거나, 이미 있는 클러스터를 쓰세요: --on cluster"
    ),
    "Linux {} is older than {}": "Linux {0} 버전은 {1}보다 오래되었습니다",
    "use a newer kernel: Debian 12, Ubuntu 22.04": "더 새로운 커널을 쓰세요: Debian 12, Ubuntu 22.04",
    "the kernel has no overlay file system": "커널에 overlay 파일 시스템이 없습니다",
    "load it once as root: modprobe overlay": "root로 한 번 불러오세요: modprobe overlay",
    "these are missing: {}": "다음이 없습니다: {0}",
    "start the container with its usual /dev": "컨테이너를 기본 /dev와 함께 시작하세요",
    "this machine allows no user namespaces (user.max_user_namespaces is 0)": (
        "이 머신은 사용자 네임스페이스를 허용하지 않습니다(user.max_user_namespaces 값이 0)"
    ),
    "as root: sysctl -w user.max_user_namespaces=15000": (
        "root로 실행하세요: sysctl -w user.max_user_namespaces=15000"
    ),
    "only root may make user namespaces (kernel.unprivileged_userns_clone is 0)": (
        "root만 사용자 네임스페이스를 만들 수 있습니다(kernel.unprivileged_userns_clone 값이 0)"
    ),
    "as root: sysctl -w kernel.unprivileged_userns_clone=1": (
        "root로 실행하세요: sysctl -w kernel.unprivileged_userns_clone=1"
    ),
    "AppArmor keeps unprivileged user namespaces powerless"
    " (kernel.apparmor_restrict_unprivileged_userns is 1, Ubuntu 23.10 and newer)": (
        "AppArmor가 일반 사용자의 사용자 네임스페이스에서 권한을 막고 있습니다"
        "(kernel.apparmor_restrict_unprivileged_userns 값이 1, Ubuntu 23.10 이상)"
    ),
    "as root: sysctl -w kernel.apparmor_restrict_unprivileged_userns=0"
    " (keep it with a file in /etc/sysctl.d), or run k8stutor as root": (
        "root로 실행하세요: sysctl -w kernel.apparmor_restrict_unprivileged_userns=0"
        " (유지하려면 /etc/sysctl.d에 파일로 저장). 또는 k8stutor를 root로 실행하세요"
    ),
    "this is a container, and its engine forbids namespaces or mounts ({} was refused)": (
        "여기는 컨테이너이고, 컨테이너 엔진이 네임스페이스나 마운트를 막고 있습니다(거부된 단계: {0})"
    ),
    "start it with: {} run --privileged …, or at least --security-opt seccomp=unconfined"
    " --security-opt apparmor=unconfined --security-opt systempaths=unconfined --cap-add SYS_ADMIN": (
        "이렇게 시작하세요: {0} run --privileged … 또는 최소한 --security-opt seccomp=unconfined"
        " --security-opt apparmor=unconfined --security-opt systempaths=unconfined --cap-add SYS_ADMIN"
    ),
    "mounts cover parts of /proc, as container engines do it, so the kernel allows no other /proc: {}": (
        "컨테이너 엔진이 하듯 /proc의 일부가 다른 마운트로 가려져 있어 커널이 새 /proc을 허용하지 않습니다: {0}"
    ),
    "start the container with --security-opt systempaths=unconfined (Docker) or --security-opt unmask=ALL (Podman);"
    " in a pod of Kubernetes: procMount: Unmasked with hostUsers: false; elsewhere, as root, umount them": (
        "컨테이너를 --security-opt systempaths=unconfined(Docker)나 --security-opt unmask=ALL(Podman)로 시작하세요."
        " 쿠버네티스 파드에서는 procMount: Unmasked와 hostUsers: false를 쓰고, 그 밖에는 root로 umount하세요"
    ),
    "the kernel refused to make namespaces (step: {}, error {})": (
        "커널이 네임스페이스 생성을 거부했습니다(단계: {0}, 오류 {1})"
    ),
    "try as root; if that fails as well, the machine's security module or its seccomp filter forbids it": (
        "root로 시도하세요. 그래도 실패하면 이 머신의 보안 모듈이나 seccomp 필터가 막고 있는 것입니다"
    ),
    "newuidmap is missing:"
    " only your own id exists in the lab, so pods that ask for another user (runAsUser) do not start there": (
        "newuidmap이 없습니다."
        " 랩에는 사용자 자신의 ID만 있으므로 다른 사용자를 요구하는 파드(runAsUser)는 시작되지 않습니다"
    ),
    "as root: apt install uidmap": "root로 실행하세요: apt install uidmap",
    "you have no range of ids in /etc/subuid and /etc/subgid:"
    " only your own id exists in the lab, so pods that ask for another user (runAsUser) do not start there": (
        "/etc/subuid와 /etc/subgid에 사용자의 ID 범위가 없습니다."
        " 랩에는 사용자 자신의 ID만 있으므로 다른 사용자를 요구하는 파드(runAsUser)는 시작되지 않습니다"
    ),
    "as root: usermod --add-subuids 100000-165535 --add-subgids 100000-165535 YOUR-NAME": (
        "root로 실행하세요: usermod --add-subuids 100000-165535 --add-subgids 100000-165535 사용자이름"
    ),
    "only your own user id is mapped into the lab: whoever changes user stays root there, and pods that ask for another"
    " user do not start (install uidmap and give yourself a range in /etc/subuid and /etc/subgid)": (
        "랩에는 사용자 자신의 ID만 있어서 사용자를 바꾸는 프로그램은 root로 남고,"
        " 다른 사용자를 요구하는 파드는 시작되지 않습니다"
        "(uidmap을 설치하고 /etc/subuid와 /etc/subgid에 ID 범위를 추가하세요)"
    ),
    "fetching {} tools for the lab (once): {}": "랩에 필요한 도구 {0}개를 받고 있습니다(처음 한 번만): {1}",
    "some tools could not be fetched: {}": "일부 도구를 받지 못했습니다: {0}",
    "these commands are missing on the hosts: {}": "호스트에 다음 명령이 없습니다: {0}",
    # Limits.
    "a process may have {} files open at most: a lab with many pods needs more": (
        "프로세스 하나가 파일을 {0}개까지만 열 수 있습니다. 파드가 많은 랩에는 더 필요합니다"
    ),
    "raise it, as root in the same shell: ulimit -Hn 65536": "같은 셸에서 root로 높이세요: ulimit -Hn 65536",
    "a user may have {} inotify instances at most: labs notice changed files late": (
        "사용자 한 명이 inotify 인스턴스를 {0}개까지만 쓸 수 있습니다. 랩이 바뀐 파일을 늦게 알아차립니다"
    ),
    "as root: sysctl -w fs.inotify.max_user_instances=1024": (
        "root로 실행하세요: sysctl -w fs.inotify.max_user_instances=1024"
    ),
}
