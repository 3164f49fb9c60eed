"""Names, labels and their like (apimachinery: pkg/util/validation/validation.go). Pure."""

import re

DNS_LABEL = r"[a-z0-9]([-a-z0-9]*[a-z0-9])?"
DNS_SUBDOMAIN = rf"{DNS_LABEL}(\.{DNS_LABEL})*"
DNS_1035 = r"[a-z]([-a-z0-9]*[a-z0-9])?"
WILDCARD = rf"\*\.{DNS_SUBDOMAIN}"
HTTP_PATH = r"[A-Za-z0-9/\-._~%!$&'()*+,;=:]+"
QUALIFIED = r"([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]"
LABEL_VALUE = rf"({QUALIFIED})?"
CONFIG_KEY = r"[-._a-zA-Z0-9]+"

_LABEL_WORDS = (
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end "
    "with an alphanumeric character"
)
_SUBDOMAIN_WORDS = (
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start "
    "and end with an alphanumeric character"
)
_WILDCARD_WORDS = (
    "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of "
    "lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character"
)
_1035_WORDS = (
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, "
    "and end with an alphanumeric character"
)
_ENDS = "and must start and end with an alphanumeric character"
_QUALIFIED_WORDS = f"must consist of alphanumeric characters, '-', '_' or '.', {_ENDS}"
_VALUE_WORDS = (
    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and "
    "end with an alphanumeric character"
)
_CONFIG_KEY_WORDS = "a valid config key must consist of alphanumeric characters, '-', '_' or '.'"


def regex_words(words: str, form: str, *examples: str) -> str:
    """The words for a text that does not match, with examples."""
    if not examples:
        return f"{words} (regex used for validation is '{form}')"
    shown = "".join(f" or '{one}', " for one in examples)[4:]
    return f"{words} (e.g. {shown}regex used for validation is '{form}')"


def too_long(most: int) -> str:
    """The words for a text beyond its limit."""
    return f"must be no more than {most} characters"


def label(text: str) -> list[str]:
    """What is wrong with a DNS label (RFC 1123)."""
    found = [too_long(63)] if len(text) > 63 else []
    if not re.fullmatch(DNS_LABEL, text):
        found.append(regex_words(_LABEL_WORDS, DNS_LABEL, "my-name", "123-abc"))
    return found


def label1035(text: str) -> list[str]:
    """What is wrong with a DNS label that must begin with a letter (RFC 1035)."""
    found = [too_long(63)] if len(text) > 63 else []
    if not re.fullmatch(DNS_1035, text):
        found.append(regex_words(_1035_WORDS, DNS_1035, "my-name", "abc-123"))
    return found


def subdomain(text: str) -> list[str]:
    """What is wrong with a DNS subdomain (RFC 1123)."""
    found = [too_long(253)] if len(text) > 253 else []
    if not re.fullmatch(DNS_SUBDOMAIN, text):
        found.append(regex_words(_SUBDOMAIN_WORDS, DNS_SUBDOMAIN, "example.com"))
    return found


def wildcard(text: str) -> list[str]:
    """What is wrong with `*.` and a DNS subdomain."""
    found = [too_long(253)] if len(text) > 253 else []
    if not re.fullmatch(WILDCARD, text):
        found.append(regex_words(_WILDCARD_WORDS, WILDCARD, "*.example.com"))
    return found


def domain_path(text: str) -> list[tuple[str, str]]:
    """What is wrong with which part of `example.com/path`."""
    domain, _, rest = text.partition("/")
    if not domain or not rest:
        return [(text, 'must be a domain-prefixed path (such as "acme.io/foo")')]
    found = [(domain, words) for words in subdomain(domain)]
    if not re.fullmatch(HTTP_PATH, rest):
        found.append((rest, regex_words("Invalid path", HTTP_PATH)))
    return found


def path_segment(text: str) -> list[str]:
    """What is wrong with a name that only has to fit into a URL."""
    if text in (".", ".."):
        return [f"may not be '{text}'"]
    return [f"may not contain '{one}'" for one in ("/", "%") if one in text]


def qualified(text: str) -> list[str]:
    """What is wrong with a label key: `prefix/name`."""
    prefix, slash, name = text.rpartition("/")
    if "/" in prefix:
        words = regex_words(_QUALIFIED_WORDS, QUALIFIED, "MyName", "my.name", "123-abc")
        return [
            f"a valid label key {words} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"
        ]
    found: list[str] = []
    if slash and not prefix:
        found.append("prefix part must be non-empty")
    elif slash:
        found += [f"prefix part {words}" for words in subdomain(prefix)]
    if not name:
        found.append("name part must be non-empty")
    elif len(name) > 63:
        found.append(f"name part {too_long(63)}")
    if not re.fullmatch(QUALIFIED, name):
        found.append(f"name part {regex_words(_QUALIFIED_WORDS, QUALIFIED, 'MyName', 'my.name', '123-abc')}")
    return found


def label_value(text: str) -> list[str]:
    """What is wrong with a label's value."""
    found = [too_long(63)] if len(text) > 63 else []
    if not re.fullmatch(LABEL_VALUE, text):
        found.append(regex_words(_VALUE_WORDS, LABEL_VALUE, "MyValue", "my_value", "12345"))
    return found


def config_key(text: str) -> list[str]:
    """What is wrong with a key of a ConfigMap or Secret."""
    found = [too_long(253)] if len(text) > 253 else []
    if not re.fullmatch(CONFIG_KEY, text):
        found.append(regex_words(_CONFIG_KEY_WORDS, CONFIG_KEY, "key.name", "KEY_NAME", "key-name"))
    elif text in (".", ".."):
        found.append(f"must not be '{text}'")
    elif text.startswith(".."):
        found.append("must not start with '..'")
    return found


RULES = {"subdomain": subdomain, "label": label, "label1035": label1035, "path": path_segment}
"""By the name that a kind gives its rule."""
