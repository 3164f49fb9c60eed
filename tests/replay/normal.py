"""What may differ between two runs of the same command: ages, uids, versions, random names, addresses."""

import re

_RULES = tuple(
    (re.compile(pattern), instead)
    for pattern, instead in (
        (r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", "<time>"),
        (r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d \w{3} \d{4} \d\d:\d\d:\d\d \+0000", "<date>"),
        (r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)? \+0000", "<time>"),
        (r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "<uid>"),
        (r'((?:selfL|l)?resourceVersion"?: ?"?)\d+', r"\1<version>"),
        (r"containerd://[0-9a-f]{64}", "containerd://<id>"),
        (r"kube-api-access-[a-z0-9]{5}", "kube-api-access-<random>"),
        (
            r"\b([a-z][a-z0-9-]*?-[0-9a-f]{8,10}|agent|pi|tick-now|hello|gen)"
            r"-[bcdfghjklmnpqrstvwxz2456789]{5}\b",
            r"\1-<random>",
        ),
        (r"10\.244\.(\d)\.\d+", r"10.244.\1.<n>"),
        (r"\b10\.(9[6-9]|1[01]\d)\.\d+\.\d+", "<cluster ip>"),
        (r"\b3[012]\d{3}\b", "<node port>"),
        (r"(?<![\w.])(\d+d)?(\d+h)?(\d+m)?\d+(\.\d+)?(s|ms)\b", "<age>"),
        (r"/tmp/(LIVE|MERGED)-\d+", r"/tmp/\1-<n>"),
        (r"[EIW]\d{4} <?[\d:.]+ +\d+ ", "<log> "),
        (r"[ \t]+", " "),
    )
)


def text(output: str) -> str:
    """The output with everything that may differ replaced."""
    for pattern, instead in _RULES:
        output = pattern.sub(instead, output)
    return output


def lines(output: str) -> list[str]:
    """The same as sorted lines, for outputs whose order is open."""
    return sorted(text(output).splitlines())
