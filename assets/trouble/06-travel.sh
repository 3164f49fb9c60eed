# The travel agency moves in; and names outside are now asked of the router, as everyone does at home.
set -eu
here=$(dirname "$0")
kubectl apply -f "$here/06-travel.yaml"
sh "$here/corefile.sh" 's/forward \. [^ ]*/forward . 192.168.10.254/'
