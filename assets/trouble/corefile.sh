# Hands in the Corefile with one change: `corefile.sh SED-SCRIPT`. It begins from the Corefile as it was before the first
# change, which it keeps; `corefile.sh back` hands that one in, and forgets it.
set -eu
kept=$HOME/.corefile-kept
new=$(mktemp)
trap 'rm -f "$new"' EXIT
if [ "$1" = back ]; then
    [ -s "$kept" ] || exit 0
    cp "$kept" "$new"
else
    [ -s "$kept" ] || kubectl get configmap -n kube-system coredns -o jsonpath='{.data.Corefile}' > "$kept"
    sed "$1" "$kept" > "$new"
fi
kubectl create configmap -n kube-system coredns --from-file=Corefile="$new" --dry-run=client -o yaml | kubectl replace -f -
if [ "$1" = back ]; then rm -f "$kept"; fi
