"""Help texts. Pure."""

_RESOURCES = """\
    * bgpConfiguration
    * bgpFilter
    * bgpPeer
    * clusterInformation
    * felixConfiguration
    * globalNetworkPolicy
    * globalNetworkSet
    * hostEndpoint
    * ipamConfiguration
    * ipPool
    * ipReservation
    * kubeControllersConfiguration
    * networkPolicy
    * networkSet
    * node
    * profile
    * workloadEndpoint
"""

_HELP = "  -h --help                    Show this screen.\n"
_CONFIG = """\
  -c --config=<CONFIG>         File with the connection's settings; the lab's calicoctl
                               goes by KUBECONFIG and ~/.kube/config alone.
"""
_FILE = """\
  -f --filename=<FILENAME>     File to read resources from, "-" for standard input, or a
                               folder, of which every .json, .yaml and .yml file is read.
  -R --recursive               Read the folders inside that folder too.
     --skip-empty              A file without resources is no error.
"""
_PLACE = """\
  -n --namespace=<NS>          Namespace of the resource, "default" unless given. Only for
                               NetworkPolicy, NetworkSet and WorkloadEndpoint.
     --context=<context>       Context of the kubeconfig to use.
"""
_MISMATCH = "     --allow-version-mismatch  Go on when this program and the cluster differ in version.\n"

MAIN = """\
Usage:
  calicoctl [options] <command> [<args>...]

    create       Create resources from a file, a folder or standard input.
    replace      Replace resources from a file, a folder or standard input.
    apply        Create what does not exist yet, and replace what does.
    patch        Change a part of a resource.
    delete       Delete resources, by file or by type and name.
    get          Show resources, by file or by type and name.
    ipam         IP address management.
    node         Calico on this node.
    version      Show the versions of this program and of the cluster.

Options:
  -h --help                    Show this screen.
  -l --log-level=<level>       One of panic, fatal, error, warn, info, debug [default: panic]
     --context=<context>       Context of the kubeconfig to use.
     --allow-version-mismatch  Go on when this program and the cluster differ in version.

Description:
  The calicoctl command line tool manages Calico's network and security policy, shows
  endpoints and addresses, and tells how Calico does on a node.

  See 'calicoctl <command> --help' for more on one command.
"""

_IPAM = """\
Usage:
  calicoctl ipam <command> [<args>...]

    check            Compare IPAM's data with what is in use.
    release          Give an address back.
    show             Show an address, the configuration, or how much is in use.
    configure        Change the configuration.

Options:
  -h --help      Show this screen.

Description:
  IP address management for Calico.

  See 'calicoctl ipam <command> --help' for more on one command.
"""

_NODE = """\
Usage:
  calicoctl node <command> [<args>...]

    status       Show whether Calico runs on this node, and its BGP sessions.

Options:
  -h --help      Show this screen.

Description:
  Commands for the node that they are run on.

  See 'calicoctl node <command> --help' for more on one command.
"""

GROUPS = {"ipam": _IPAM, "node": _NODE}

_GET = f"""\
Usage:
  calicoctl get ( (<KIND> [<NAME>...]) |
                --filename=<FILENAME> [--recursive] [--skip-empty] )
                [--output=<OUTPUT>] [--config=<CONFIG>] [--namespace=<NS>] [--all-namespaces]
                [--export] [--context=<context>] [--allow-version-mismatch]

Examples:
  # All pools, with all columns.
  calicoctl get ippool -o wide

Options:
{_HELP}{_FILE}\
  -o --output=<OUTPUT FORMAT>  One of yaml, json, ps, wide, custom-columns=...   [Default: ps]
{_CONFIG}{_PLACE}\
  -A --all-namespaces          Show the resources of all namespaces.
     --export                  Leave out what belongs to this cluster alone; needs a <NAME>.
{_MISMATCH}
Description:
  Shows resources as a table, or as YAML or JSON that the other commands read again.

  Resource types, in any letter case, singular or plural:

{_RESOURCES}
  custom-columns takes a list of headings with commas between them.
"""


def _writing(verb: str, more: str, options: str, description: str) -> str:
    pad = " " * len(f"  calicoctl {verb} ")
    return f"""\
Usage:
  calicoctl {verb} --filename=<FILENAME> [--recursive] [--skip-empty]{more}
{pad}[--config=<CONFIG>] [--namespace=<NS>] [--context=<context>] [--allow-version-mismatch]

Examples:
  # Read pool.yaml.
  calicoctl {verb} -f ./pool.yaml

  # Read standard input.
  cat pool.yaml | calicoctl {verb} -f -

Options:
{_HELP}{_FILE}{options}{_CONFIG}{_PLACE}{_MISMATCH}
Description:
{description}
  Resource types:

{_RESOURCES}"""


_APPLY = _writing(
    "apply",
    "",
    "",
    """\
  Creates the resources that do not exist yet, and replaces the spec of those that do:
  the whole spec must be given, not only what changes.
""",
)
_CREATE = _writing(
    "create",
    " [--skip-exists]",
    "     --skip-exists             A resource that exists already counts as created.\n",
    """\
  Creates resources. One that exists already is an error, unless --skip-exists is given.
""",
)
_REPLACE = _writing(
    "replace",
    "",
    "",
    """\
  Replaces the spec of resources that exist: the whole spec must be given.
""",
)
_DELETE = f"""\
Usage:
  calicoctl delete ( (<KIND> [<NAME>...]) |
                   --filename=<FILE> [--recursive] [--skip-empty] )
                   [--skip-not-exists] [--config=<CONFIG>] [--namespace=<NS>]
                   [--context=<context>] [--allow-version-mismatch]

Examples:
  # Delete what pool.yaml names.
  calicoctl delete -f ./pool.yaml

Options:
{_HELP}  -s --skip-not-exists         A resource that does not exist counts as deleted.
{_FILE}{_CONFIG}{_PLACE}{_MISMATCH}
Description:
  Deletes resources by type and name. One that does not exist is an error, unless
  --skip-not-exists is given.
"""
_PATCH = f"""\
Usage:
  calicoctl patch <KIND> <NAME> --patch=<PATCH> [--type=<TYPE>] [--config=<CONFIG>]
                  [--namespace=<NS>] [--context=<context>] [--allow-version-mismatch]

Examples:
  # Hand out no more addresses of a pool.
  calicoctl patch ippool default-ipv4-ippool -p '{{"spec": {{"disabled": true}}}}'

Options:
{_HELP}\
  -p --patch=<PATCH>           The change, as JSON.
  -t --type=<TYPE>             Format of the patch: strategic, which is the only one.
{_CONFIG}{_PLACE}{_MISMATCH}
Description:
  Changes a part of one resource in place.
"""
_VERSION = f"""\
Usage:
  calicoctl version [--config=<CONFIG>] [--poll=<POLL>] [--allow-version-mismatch]

Options:
{_HELP}{_CONFIG}{_MISMATCH}
Description:
  Shows the versions of this program and of the cluster.
"""
_SHOW = f"""\
Usage:
  calicoctl ipam show [--ip=<IP> | --show-blocks | --show-borrowed | --show-configuration]
                      [--config=<CONFIG>] [--allow-version-mismatch]

Options:
{_HELP}\
     --ip=<IP>                 Tell whether this address is in use, and by whom.
     --show-blocks             Show the blocks of each pool as well.
     --show-borrowed           Show addresses that nodes have of other nodes' blocks.
     --show-configuration      Show IPAM's configuration.
{_CONFIG}{_MISMATCH}
Description:
  Shows how many addresses of each pool are in use, or more of one thing.
"""
_CHECK = f"""\
Usage:
  calicoctl ipam check [--config=<CONFIG>] [--show-all-ips] [--show-problem-ips] [-o <FILE>] [--allow-version-mismatch]

Options:
{_HELP}\
     --show-all-ips            Print every address that is looked at.
     --show-problem-ips        Print the addresses that are not as they should be.
{_CONFIG}{_MISMATCH}
Description:
  Compares IPAM's data with the addresses that pods and nodes use.
"""
_RELEASE = f"""\
Usage:
  calicoctl ipam release --ip=<IP> [--config=<CONFIG>] [--allow-version-mismatch]

Options:
{_HELP}\
     --ip=<IP>                 The address to give back.
{_CONFIG}{_MISMATCH}
Description:
  Gives an address back, so that it may be assigned again. Make sure that nothing uses it:
  this does not end the pod that has it.
"""
_CONFIGURE = f"""\
Usage:
  calicoctl ipam configure [--strictaffinity=<true/false>] [--max-blocks-per-host=<number>]
                           [--config=<CONFIG>] [--allow-version-mismatch]

Options:
{_HELP}\
     --strictaffinity=<true/false>   Whether nodes may have no addresses of other nodes' blocks.
     --max-blocks-per-host=<number>  How many blocks a node may have; 0 is any number.
{_CONFIG}{_MISMATCH}
Description:
  Changes IPAM's configuration.
"""
_STATUS = f"""\
Usage:
  calicoctl node status [--allow-version-mismatch]

Options:
{_HELP}{_MISMATCH}
Description:
  Tells whether Calico runs on this node, and how its BGP sessions are. Needs root.
"""

COMMANDS = {
    "get": _GET,
    "apply": _APPLY,
    "create": _CREATE,
    "replace": _REPLACE,
    "delete": _DELETE,
    "patch": _PATCH,
    "version": _VERSION,
    "ipam show": _SHOW,
    "ipam check": _CHECK,
    "ipam release": _RELEASE,
    "ipam configure": _CONFIGURE,
    "node status": _STATUS,
}
