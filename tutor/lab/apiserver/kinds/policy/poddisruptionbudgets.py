"""How many pods may be missing at once."""

from tutor.lab.apiserver.kinds import kind

KIND = kind.Kind(
    group="policy",
    version="v1",
    plural="poddisruptionbudgets",
    kind="PodDisruptionBudget",
    short_names=("pdb",),
    subresources=(kind.STATUS,),
    has_status=True,
    counts_generation=True,
)
