"""Which representation is chosen."""

import pytest

from tutor.lab.apiserver import errors, negotiation

TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io"


@pytest.mark.parametrize(
    ("accept", "media", "transform"),
    [
        ("", negotiation.JSON, ""),
        ("*/*", negotiation.JSON, ""),
        (
            f"{TABLE},application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json",
            negotiation.JSON,
            "Table",
        ),
        ("application/json;as=Table;v=v2;g=meta.k8s.io,application/json", negotiation.JSON, ""),
        ("application/vnd.kubernetes.protobuf,application/json", negotiation.JSON, ""),
        ("application/json;q=0.5,application/yaml", negotiation.YAML, ""),
    ],
)
def test_takes_the_first_that_it_can_make(accept: str, media: str, transform: str) -> None:
    """In the caller's order of preference; protobuf objects are not made, so JSON follows."""
    assert negotiation.choose(accept, transforms=True) == negotiation.Format(media, transform)


def test_refuses_what_it_cannot_make() -> None:
    """406 names what there is."""
    with pytest.raises(errors.NotAcceptable, match="Available representations: application/json"):
        negotiation.choose("text/csv", transforms=True)
