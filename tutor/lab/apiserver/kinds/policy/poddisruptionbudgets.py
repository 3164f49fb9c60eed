"""How many pods may be missing at once."""

from tutor.lab.apiserver.kinds import kind
from tutor.lab.apiserver.validation import policies as rules

KIND = kind.Kind(
    group="policy",
    version="v1",
    plural="poddisruptionbudgets",
    kind="PodDisruptionBudget",
    short_names=("pdb",),
    subresources=(kind.STATUS,),
    has_status=True,
    counts_generation=True,
    strategy=kind.Strategy(validate=rules.budget, validate_update=rules.again(rules.budget)),
)
