# Shell integration for zsh 5.1 and later: marks prompts and commands with OSC 133, so that the tutor knows where
# a command's output begins and ends. Read by zsh/.zshenv, ahead of the user's own files, hence the late set-up.
#
# Every mark carries a secret of this one shell. Without it, text that merely passes through the terminal (a log,
# a web page) could pretend that a command had ended well.

typeset -g __k8stutor_nonce=$K8STUTOR_NONCE
unset K8STUTOR_NONCE

# The lesson's cluster is the one that this shell was started for, whatever the user's files name.
typeset -g __k8stutor_kubeconfig=$K8STUTOR_KUBECONFIG
unset K8STUTOR_KUBECONFIG

__k8stutor_encode() {
    emulate -L zsh
    setopt no_multibyte extended_glob
    REPLY=${1//(#m)[^ -\$&-~]/%${(l:2::0:)$(([##16]#MATCH))}}
}

__k8stutor_before() {
    local REPLY
    __k8stutor_encode "$1"
    printf '\e]133;C;k=%s;cmdline_url=%s\a' "$__k8stutor_nonce" "$REPLY"
}

__k8stutor_after() {
    local code=$?
    printf '\e]133;D;k=%s;exit=%s\a' "$__k8stutor_nonce" "$code"
    if [[ $PS1 != *']133;A'* ]]; then
        PS1=$'%{\e]133;A;k='$__k8stutor_nonce$'\a%}'$PS1$'%{\e]133;B;k='$__k8stutor_nonce$'\a%}'
    fi
    [[ $PS2 == *']133;P'* ]] || PS2=$'%{\e]133;P;k='$__k8stutor_nonce$'\a%}'$PS2
    return $code
}

# The first prompt: the user's files have been read by now.
__k8stutor_begin() {
    if [[ -n $__k8stutor_kubeconfig ]]; then
        export KUBECONFIG=$__k8stutor_kubeconfig
    else
        unset KUBECONFIG
    fi
    # zsh's own mark for a line without an end would become part of a command's output.
    unsetopt prompt_sp prompt_cr
    precmd_functions=(${precmd_functions:#__k8stutor_begin})
    precmd_functions=(__k8stutor_after $precmd_functions)
    preexec_functions=($preexec_functions __k8stutor_before)
    [[ $PS1 == '%m%# ' ]] && PS1='%n@%m:%~%# '
    __k8stutor_after
}

typeset -ga precmd_functions preexec_functions
precmd_functions+=(__k8stutor_begin)
