# zsh has no --rcfile: ZDOTDIR leads it here first. Put the user's ZDOTDIR back, so that every later file is theirs.
if [[ -n ${K8STUTOR_ZDOTDIR-} ]]; then
    ZDOTDIR=$K8STUTOR_ZDOTDIR
else
    unset ZDOTDIR
fi
unset K8STUTOR_ZDOTDIR
K8STUTOR_KUBECONFIG=${KUBECONFIG-}
[[ -r ${ZDOTDIR:-$HOME}/.zshenv ]] && source ${ZDOTDIR:-$HOME}/.zshenv
[[ -o interactive && -n ${K8STUTOR_NONCE-} ]] && source ${${(%):-%x}:A:h:h}/k8stutor.zsh
