"""Requests in the access log of a web server. Pure.

Format: Apache's combined log (httpd.apache.org/docs/2.4/logs.html), which nginx writes as well.
"""

import re
import urllib.parse
from collections.abc import Iterator, Mapping
from typing import NamedTuple

LINE = re.compile(r'^(\S+) \S+ \S+ \[[^\]]*\] "(\S+) (\S+)[^"]*" (\d{3}) ', re.MULTILINE)


class Request(NamedTuple):
    """Who asked (as the server saw it), how, for which path with which query, and the status code it got."""

    client: str
    method: str
    path: str
    query: Mapping[str, str]
    status: int


def requests(log: str) -> Iterator[Request]:
    """The requests of a log, oldest first; lines of other kinds are passed over."""
    for found in LINE.finditer(log):
        try:
            url = urllib.parse.urlsplit(found[3])
        except ValueError:
            continue  # a target that is no URL, as scanners send them
        query = dict(urllib.parse.parse_qsl(url.query, keep_blank_values=True))
        yield Request(found[1], found[2], url.path, query, int(found[4]))
