"""Resource quantities as numbers (Kubernetes: apimachinery pkg/api/resource/quantity.go)."""

import math
from fractions import Fraction

SUFFIXES = {
    "n": Fraction(1, 10**9),
    "u": Fraction(1, 10**6),
    "m": Fraction(1, 1000),
    "": Fraction(1),
    "k": Fraction(10**3),
    "M": Fraction(10**6),
    "G": Fraction(10**9),
    "T": Fraction(10**12),
    "P": Fraction(10**15),
    "E": Fraction(10**18),
    "Ki": Fraction(2**10),
    "Mi": Fraction(2**20),
    "Gi": Fraction(2**30),
    "Ti": Fraction(2**40),
    "Pi": Fraction(2**50),
    "Ei": Fraction(2**60),
}


def parse(text: str) -> Fraction:
    """The value of `100m`, `64Mi`, `1e3`. Raises ValueError for what is no quantity."""
    number = text.rstrip("numkMGTPEi")
    suffix = text[len(number) :]
    if suffix not in SUFFIXES or not number:
        raise ValueError(f"{text!r} is no quantity")
    return Fraction(number) * SUFFIXES[suffix]


def in_units(text: str, divisor: str) -> int:
    """The quantity in units of `divisor` ("0" means 1), rounded up."""
    unit = parse(divisor) or Fraction(1)
    return math.ceil(parse(text) / unit)
