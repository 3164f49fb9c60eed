# Shell integration for bash 4.4 and later: marks prompts and commands with OSC 133, so that the tutor knows
# where a command's output begins and ends. Used as `bash --rcfile`, so the user's own files are read first.
#
# Every mark carries a secret of this one shell. Without it, text that merely passes through the terminal (a log,
# a web page) could pretend that a command had ended well.

if [ -n "${K8STUTOR_NONCE-}" ]; then
    __k8stutor_nonce=$K8STUTOR_NONCE
    unset K8STUTOR_NONCE
fi

# Where this shell writes down what it remembers, for snapshots; empty where there are none.
__k8stutor_state=${K8STUTOR_STATE-}
unset K8STUTOR_STATE

# The lesson's cluster is the one that this shell was started for, whatever the user's files name.
__k8stutor_kubeconfig=${KUBECONFIG-}

[ -r /etc/bash.bashrc ] && . /etc/bash.bashrc
[ -r ~/.bashrc ] && . ~/.bashrc

if [ -n "$__k8stutor_kubeconfig" ]; then
    export KUBECONFIG=$__k8stutor_kubeconfig
else
    unset KUBECONFIG
fi

if [ -n "${__k8stutor_nonce-}" ] && [[ $- == *i* ]]; then

    __k8stutor_a=$'\e]133;A;k='$__k8stutor_nonce$'\a'
    __k8stutor_b=$'\e]133;B;k='$__k8stutor_nonce$'\a'
    __k8stutor_p=$'\e]133;P;k='$__k8stutor_nonce$'\a'

    # The last line of the history is what was typed, here-documents included; nothing may keep a line out of it.
    HISTCONTROL='' HISTIGNORE='' HISTTIMEFORMAT=''
    shopt -s cmdhist lithist checkwinsize
    [[ ${HISTSIZE:-0} == 0 ]] && HISTSIZE=1000
    bind 'set enable-bracketed-paste on' 2>/dev/null
    bind 'set enable-active-region off' 2>/dev/null

    # Writes $1 percent-encoded: only what could end or confuse the mark, and all that is not ASCII.
    __k8stutor_encode() {
        local LC_ALL=C text=${1//'%'/%25} char code i
        text=${text//$'\n'/%0A}
        if [[ $text == *[!' '-'~']* ]]; then
            for ((i = 0; i < ${#text}; i++)); do
                char=${text:i:1}
                if [[ $char == [' '-'~'] ]]; then
                    printf '%s' "$char"
                else
                    printf -v code '%d' "'$char"
                    printf '%%%02X' "$((code & 255))"
                fi
            done
        else
            printf '%s' "$text"
        fi
    }

    # Runs inside PS0: after a line was read, before it is carried out.
    __k8stutor_before() {
        local line
        line=$(HISTTIMEFORMAT='' builtin history 1)
        [[ $line =~ ^[[:space:]]*[0-9]+[*[:space:]][[:space:]] ]] && line=${line:${#BASH_REMATCH[0]}}
        printf '\e]133;C;k=%s;cmdline_url=%s\a' "$__k8stutor_nonce" "$(__k8stutor_encode "$line")"
    }

    # Fills __k8stutor_names with the names of all variables.
    __k8stutor_list() {
        local IFS=$' \t\n' __k8stutor_letter
        __k8stutor_names=()
        for __k8stutor_letter in _ {a..z} {A..Z}; do
            eval "__k8stutor_names+=(\"\${!$__k8stutor_letter@}\")"
        done
    }

    # Writes them down; the mark at the end tells that all of it was written. No program is started for this.
    __k8stutor_keep() {
        local __k8stutor_names __k8stutor_name __k8stutor_kept=(PWD PATH)
        __k8stutor_list
        for __k8stutor_name in "${__k8stutor_names[@]}"; do
            case $__k8stutor_first in
                *" $__k8stutor_name "*) ;;
                *) [[ $__k8stutor_name == __k8stutor_* ]] || __k8stutor_kept+=("$__k8stutor_name") ;;
            esac
        done
        {
            builtin declare -p "${__k8stutor_kept[@]}"
            printf '\0'
            builtin declare -f
            printf '\0end\n'
        } >|"$__k8stutor_state" 2>/dev/null
    }

    # Called by what a restore wrote: the learner's variables of now are none of the snapshot's.
    __k8stutor_forget() {
        local __k8stutor_names __k8stutor_name
        __k8stutor_list
        for __k8stutor_name in "${__k8stutor_names[@]}"; do
            case $__k8stutor_first in
                *" $__k8stutor_name "*) ;;
                *) [[ $__k8stutor_name == __k8stutor_* ]] || unset -v "$__k8stutor_name" 2>/dev/null ;;
            esac
        done
    }

    # What is there before the learner's first command belongs to the host.
    __k8stutor_begin() {
        local __k8stutor_names
        __k8stutor_list
        printf -v __k8stutor_first ' %s ' "${__k8stutor_names[@]}"
    }

    # At each prompt: take in what a restore has left here, then write down what is remembered now.
    __k8stutor_remember() {
        [[ -n $__k8stutor_first ]] || __k8stutor_begin
        if [[ -s $__k8stutor_state.restore ]]; then
            . "$__k8stutor_state.restore"
            : >|"$__k8stutor_state.restore"
        fi
        [[ -d ${__k8stutor_state%/*} ]] && __k8stutor_keep
    }
    __k8stutor_first=''

    # Runs first of all prompt commands, while $? is still the command's.
    __k8stutor_after() {
        local code=$?
        [[ -z $__k8stutor_state ]] || __k8stutor_remember
        printf '\e]133;D;k=%s;exit=%s\a' "$__k8stutor_nonce" "$code"
        return "$code"
    }

    # Runs last, since a prompt command may have set a new prompt.
    __k8stutor_wrap() {
        local code=$?
        if [[ $PS1 != *__k8stutor_a* ]]; then
            PS1='\[$__k8stutor_a\]'$PS1'\[$__k8stutor_b\]'
        fi
        [[ $PS2 == *__k8stutor_p* ]] || PS2='\[$__k8stutor_p\]'$PS2
        return "$code"
    }

    case ${PS1-} in
        '' | '\s-\v\$ ') PS1='\u@\h:\w\$ ' ;;
    esac
    shopt -s promptvars
    PS0='$(__k8stutor_before)'${PS0-}
    if [[ $(declare -p PROMPT_COMMAND 2>/dev/null) == 'declare -a'* ]]; then
        PROMPT_COMMAND=(__k8stutor_after "${PROMPT_COMMAND[@]}" __k8stutor_wrap)
    else
        PROMPT_COMMAND="__k8stutor_after${PROMPT_COMMAND:+; ${PROMPT_COMMAND%;}}; __k8stutor_wrap"
    fi
fi
