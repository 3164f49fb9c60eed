# The radio station moves in; and the file of the BGP neighbour is filled in anew, from the plan of the network.
# `10-radio.sh back` puts the neighbours back as they were before the first change.
set -eu
here=$(dirname "$0")
kept=$HOME/.bgppeers-kept
peers="kubectl -n metallb-system get bgppeers.metallb.io"
if [ "${1:-}" = back ]; then
    [ -s "$kept" ] || exit 0
    kubectl -n metallb-system delete bgppeers.metallb.io --all
    kubectl create -f "$kept"
    rm -f "$kept"
    exit 0
fi
kubectl apply -f "$here/10-radio.yaml"
[ -s "$kept" ] || $peers -o json | jq 'del(.items[].metadata | .uid, .resourceVersion, .creationTimestamp, .generation)' > "$kept"
for peer in $($peers -o name); do
    kubectl -n metallb-system patch "$peer" --type merge -p '{"spec": {"peerASN": 64514}}'
done
