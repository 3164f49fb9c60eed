# Sourced by ./k8stutor and ./test: finds a Python, makes the virtual environment once, and sets $venv.
# Also works where python3-venv or pip are missing, and uses pip's own index settings.
# What is said is there in English and in Korean, in this order.

lang=en

# find_language ARGUMENTS: what they ask for, else what the locale does, as the tutor itself reads them.
find_language() {
    case ${LC_ALL:-${LC_MESSAGES:-${LANG:-}}} in [kK][oO]*) lang=ko ;; esac
    case " $* " in
        *" --lang ko "* | *" --lang=ko "*) lang=ko ;;
        *" --lang en "* | *" --lang=en "*) lang=en ;;
    esac
}

tell() {
    if [ "$lang" = ko ]; then said=$2; else said=$1; fi
    echo "k8stutor: $said" >&2
}

fail() {
    tell "$@"
    exit 3
}

find_python() {
    for candidate in ${K8STUTOR_PYTHON:-} python3 /usr/bin/python3 python3.14 python3.13 python3.12 python3.11; do
        if "$candidate" -c 'import sys, ssl; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
            python=$candidate
            return
        fi
    done
    fail "no Python 3.11 or newer here; install it: sudo apt-get install python3" \
        "Python 3.11 이상이 없습니다. 설치하세요: sudo apt-get install python3"
}

# The environment stands in the checkout, or in the user's cache where the checkout can't be written.
choose_venv() {
    if [ -w "$1" ]; then
        venv=$1/.venv
    else
        key=$(printf '%s' "$1" | cksum | cut -d ' ' -f 1)
        venv=${XDG_CACHE_HOME:-$HOME/.cache}/k8stutor/venv-$key
    fi
}

# A pip for an environment made without one: the system's, or the wheel that Debian's python3-pip-whl carries.
find_pip() {
    if "$venv/bin/python" -m pip --version >/dev/null 2>&1; then
        pip() { "$venv/bin/python" -m pip "$@"; }
        return
    fi
    wheel=$(find_wheel /usr/share/python-wheels)
    if [ -z "$wheel" ] && command -v apt-get >/dev/null 2>&1 && command -v dpkg-deb >/dev/null 2>&1; then
        folder=$venv/pip-whl
        mkdir -p "$folder"
        (cd "$folder" && apt-get download python3-pip-whl && dpkg-deb -x ./*.deb .) >/dev/null 2>&1 || true
        wheel=$(find_wheel "$folder/usr/share/python-wheels")
    fi
    [ -n "$wheel" ] || fail "no pip to be had; install it: sudo apt-get update && sudo apt-get install python3-venv" \
        "pip를 구할 수 없습니다. 설치하세요: sudo apt-get update && sudo apt-get install python3-venv"
    pip() { PYTHONPATH=$wheel "$venv/bin/python" -m pip "$@"; }
}

find_wheel() {
    find "$1" -name 'pip-*.whl' 2>/dev/null | sort | tail -n 1
}

# prepare_environment CHECKOUT runtime|dev: does nothing when what pyproject.toml asks for is already there.
prepare_environment() {
    choose_venv "$1"
    stamp=$venv/.prepared-$2
    wanted=$(cksum <"$1/pyproject.toml")
    is_prepared && return
    mkdir -p "$(dirname "$venv")"
    # A second start at the same moment waits for the first one, and finds its work done.
    exec 9<"$(dirname "$venv")"
    flock 9 2>/dev/null || true
    if ! is_prepared; then
        prepare "$@"
    fi
    exec 9<&-
}

is_prepared() {
    [ "$(cat "$stamp" 2>/dev/null || true)" = "$wanted" ]
}

prepare() {
    find_python
    tell "preparing a virtual environment in $venv (once) ..." \
        "$venv 폴더에 가상 환경을 준비합니다(처음 한 번만) ..."
    if ! "$venv/bin/python" -c '' >/dev/null 2>&1; then
        rm -rf "$venv"
        "$python" -m venv "$venv" >/dev/null 2>&1 || {
            rm -rf "$venv"
            "$python" -m venv --without-pip "$venv" >&2 ||
                fail "can't make a virtual environment in $venv; install: sudo apt-get install python3-venv" \
                    "$venv 폴더에 가상 환경을 만들 수 없습니다. 설치하세요: sudo apt-get install python3-venv"
        }
    fi
    find_pip
    "$venv/bin/python" "$1/.setup/requirements.py" "$1/pyproject.toml" "$2" >"$venv/requirements.txt"
    pip install --quiet --disable-pip-version-check --no-input -r "$venv/requirements.txt" -c "$1/requirements.lock" >&2 ||
        pip install --quiet --disable-pip-version-check --no-input -r "$venv/requirements.txt" >&2 ||
        fail "pip could not install what the tutor needs (its words are above); check the network or pip's index settings and start again" \
            "튜터에 필요한 것을 pip가 설치하지 못했습니다(pip의 메시지는 위에 있습니다). 네트워크나 pip의 인덱스 설정을 확인한 뒤 다시 시작하세요"
    "$venv/bin/python" -m compileall -q "$1/tutor" >/dev/null 2>&1 || true
    printf '%s\n' "$wanted" >"$stamp"
}
