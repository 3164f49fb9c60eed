"""Keys are written as NATS writes them."""

import hypothesis
import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519
from hypothesis import strategies as st

from tutor.workshop import nkeys

KINDS: list[nkeys.Kind] = ["O", "A", "U"]


@pytest.mark.parametrize("kind", KINDS)
def test_a_seed_brings_the_key_back(kind: nkeys.Kind) -> None:
    """With the letters that tell what it is."""
    key = nkeys.Key.new(kind)
    assert key.public[0] == kind
    assert key.seed[:2] == f"S{kind}"
    assert nkeys.Key.of_seed(key.seed).public == key.public
    assert nkeys.is_public(key.public, kind)


def test_a_known_seed_gives_its_public_key() -> None:
    """A pair with a checksum computed by hand: 32 bytes of zero."""
    key = nkeys.Key("U", ed25519.Ed25519PrivateKey.from_private_bytes(bytes(32)))
    assert (len(key.seed), len(key.public)) == (58, 56)
    assert key.seed.startswith("SUAA" + "A" * 40)


@hypothesis.given(st.text(max_size=70))
def test_what_is_no_key_is_refused(text: str) -> None:
    """Never another exception."""
    assert not nkeys.is_public(text, "U")
    with pytest.raises(ValueError, match=r"."):
        nkeys.Key.of_seed(text)


def test_a_changed_character_is_noticed() -> None:
    """By the checksum."""
    public = nkeys.Key.new("U").public
    assert not nkeys.is_public(public[:-1] + ("A" if public[-1] != "A" else "B"), "U")
    assert not nkeys.is_public(public, "A")
