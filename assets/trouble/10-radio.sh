# The radio station moves in; and the numbers of the BGP neighbours are entered anew, from the plan of the network.
# `10-radio.sh back` gives the neighbours the numbers that they had before the first change.
set -eu
here=$(dirname "$0")
kept=$HOME/.bgppeers-kept
number() {
    kubectl patch -n metallb-system bgppeers.metallb.io "$1" --type merge -p "{\"spec\": {\"peerASN\": $2}}"
}
if [ "${1:-}" = back ]; then
    [ -s "$kept" ] || exit 0
    # A neighbour that is there no more was deleted by someone who knew why.
    while read -r peer asn; do number "$peer" "$asn" || true; done < "$kept"
    rm -f "$kept"
    exit 0
fi
kubectl apply -f "$here/10-radio.yaml"
if [ ! -s "$kept" ]; then
    kubectl get -n metallb-system bgppeers.metallb.io \
        -o jsonpath='{range .items[*]}{.metadata.name} {.spec.peerASN}{"\n"}{end}' > "$kept"
fi
for peer in $(kubectl get -n metallb-system bgppeers.metallb.io -o jsonpath='{.items[*].metadata.name}'); do
    number "$peer" 64514
done
