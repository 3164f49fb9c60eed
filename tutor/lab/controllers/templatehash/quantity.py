"""Resource quantities as Go holds them (k8s.io/apimachinery/pkg/api/resource/quantity.go)."""

import re
from typing import Any

_FORM = re.compile(r"([+-]?)(\d*)(?:\.(\d*))?(Ki|Mi|Gi|Ti|Pi|Ei|n|u|m|k|M|G|T|P|E|[eE][+-]?\d+)?")
_BINARY = {unit: 10 * (index + 1) for index, unit in enumerate(("Ki", "Mi", "Gi", "Ti", "Pi", "Ei"))}
_DECIMAL = {"n": -9, "u": -6, "m": -3, "": 0, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}


def _whole(number: str) -> str:
    return number.lstrip("0") or "0"


def parts(text: str) -> tuple[int, int, str]:
    """Value, decimal scale and format of a quantity that the API has accepted."""
    match = _FORM.fullmatch(text)
    assert match is not None, f"a quantity that the API let through: {text}"
    sign, whole, fraction, unit = match[1], match[2], match[3] or "", match[4] or ""
    digits = int(sign + _whole(whole + fraction))
    if unit in _BINARY:
        return digits << _BINARY[unit], -len(fraction), "BinarySI"
    if unit in _DECIMAL:
        return digits, _DECIMAL[unit] - len(fraction), "DecimalSI"
    return digits, int(unit[1:]) - len(fraction), "DecimalExponent"


def _kept(text: str) -> str:
    """The text that Go keeps beside the number: only of what it takes for the canonical form."""
    match = _FORM.fullmatch(text)
    assert match is not None, f"a quantity that the API let through: {text}"
    shifted = _whole(match[2]) + (match[3] or "")
    _, scale, form = parts(text)
    if text == "0":
        return text
    if form == "BinarySI":
        return text if "." not in text and int(shifted) & 7 else ""
    return text if scale % 3 == 0 and not shifted.endswith("000") and shifted[0] != "0" else ""


def dump(value: Any) -> str:
    """The struct in spew's form; an absent one is all zero."""
    amount, scale, form = parts(str(value)) if value is not None else (0, 0, "")
    text = "" if value is None else _kept(str(value))
    return (
        f"{{i:(resource.int64Amount){{value:(int64){amount} scale:(resource.Scale){scale}}} "
        f"d:(resource.infDecAmount){{Dec:(*inf.Dec)<nil>}} s:(string){text} Format:(resource.Format){form}}}"
    )
