"""What the options of a write may say."""

import pytest

from tutor.lab.apiserver import errors
from tutor.lab.apiserver.validation import options


@pytest.mark.parametrize(
    ("verb", "query", "words"),
    [
        (
            "create",
            {"fieldValidation": ["Bogus"]},
            'CreateOptions.meta.k8s.io "" is invalid: fieldValidation: Unsupported value: "Bogus": '
            'supported values: "Ignore", "Strict", "Warn"',
        ),
        (
            "delete",
            {"dryRun": ["Some"]},
            'DeleteOptions.meta.k8s.io "" is invalid: dryRun: Unsupported value: ["Some"]: supported values: "All"',
        ),
        (
            "patch",
            {"fieldManager": ["m" * 129]},
            'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Too long: may not be more than 128 bytes',
        ),
    ],
)
def test_unknown_options_are_refused(verb: str, query: dict[str, list[str]], words: str) -> None:
    """By the kind of the options and the field."""
    with pytest.raises(errors.Invalid) as caught:
        options.check(verb, query)
    assert caught.value.message == words


def test_known_options_and_reads_pass() -> None:
    """A read has no options that these rules are for."""
    options.check("update", {"dryRun": ["All"], "fieldValidation": ["Strict"], "fieldManager": ["kubectl"]})
    options.check("get", {"dryRun": ["Some"]})
