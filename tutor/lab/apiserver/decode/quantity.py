"""Resource quantities: how they are read, and the one way they are written (apimachinery: pkg/api/resource)."""

import dataclasses
import decimal
import re
from decimal import Decimal

from tutor.lab.apiserver.decode import errors

FORM = r"^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$"
"""As error messages show it."""
_FORM = re.compile(FORM)
_NUMBER = re.compile(r"^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)$")
_BINARY = {"Ki": 1, "Mi": 2, "Gi": 3, "Ti": 4, "Pi": 5, "Ei": 6}
_DECIMAL = {"n": -9, "u": -6, "m": -3, "": 0, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}
_EXPONENT = re.compile(r"^[eE]([+-]?[0-9]+)$")
_LEAST = Decimal("1e-9")
_CONTEXT = decimal.Context(prec=60, rounding=decimal.ROUND_UP)


@dataclasses.dataclass(frozen=True)
class Quantity:
    """A value and the family of suffixes it is written with: `decimal`, `binary` or `exponent`."""

    value: Decimal
    family: str


def parse(text: str) -> Quantity:
    """Read a quantity; finer than nano is rounded away from zero. Raises DecodeError in the real words."""
    form = _FORM.match(text)
    if not text:
        raise errors.DecodeError("quantities must not be empty")
    if form is None or not _NUMBER.match(form[1]):
        raise errors.DecodeError(f"quantities must match the regular expression '{FORM}'")
    number, suffix = Decimal(form[1]), form[2]
    power = _EXPONENT.match(suffix)
    if suffix in _BINARY:
        found = Quantity(_CONTEXT.multiply(number, Decimal(1024) ** _BINARY[suffix]), "binary")
    elif suffix in _DECIMAL:
        found = Quantity(number.scaleb(_DECIMAL[suffix], _CONTEXT), "decimal")
    elif power is not None:
        found = Quantity(number.scaleb(int(power[1]), _CONTEXT), "exponent")
    else:
        raise errors.DecodeError("unable to parse quantity's suffix")
    return dataclasses.replace(found, value=found.value.quantize(_LEAST, context=_CONTEXT))


def canonical(text: str) -> str:
    """The one way the server writes the quantity: `0.5` as `500m`, `1024Mi` as `1Gi`."""
    found = parse(text)
    if (
        found.family == "binary"
        and abs(found.value) >= 1024
        and found.value == found.value.to_integral_value()
    ):
        return _written(int(found.value), 1024, {power: suffix for suffix, power in _BINARY.items()})
    if found.family == "exponent":
        return _decimal(found.value, {power: f"e{power}" for power in _DECIMAL.values() if power})
    return _decimal(found.value, {power: suffix for suffix, power in _DECIMAL.items() if power})


def _written(number: int, base: int, suffixes: dict[int, str]) -> str:
    power = 0
    while number and number % base == 0 and power + 1 in suffixes:
        number, power = number // base, power + 1
    return f"{number}{suffixes.get(power, '')}"


def _decimal(value: Decimal, suffixes: dict[int, str]) -> str:
    power = 0
    while value and value % 1000 == 0 and power + 3 in suffixes:
        value, power = value / 1000, power + 3
    while value != value.to_integral_value() and power > -9:
        value, power = value * 1000, power - 3
    return f"{int(value)}{suffixes.get(power, '')}"
