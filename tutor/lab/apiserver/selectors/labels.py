"""Label selectors as `-l` and `labelSelector=` write them (apimachinery: pkg/labels/selector.go)."""

import dataclasses
import re
from collections.abc import Mapping

from tutor.lab.apiserver.selectors import errors, lexer

_OPERATORS = ("=", "!=", "==", "in", "notin", ">", "<")
_LISTED = "in, notin, =, ==, !=, gt, lt"
_NAME = re.compile(r"[A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9])?")
_DOMAIN = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*")


@dataclasses.dataclass(frozen=True)
class Requirement:
    """One term; `operator` is one of exists, !, =, ==, !=, in, notin, >, <."""

    key: str
    operator: str
    values: frozenset[str] = frozenset()

    def matches(self, labels: Mapping[str, str]) -> bool:
        """Whether the labels fulfil the term."""
        value = labels.get(self.key)
        if self.operator in ("=", "==", "in"):
            return value is not None and value in self.values
        if self.operator in ("!=", "notin"):
            return value is None or value not in self.values
        if self.operator == "!":
            return value is None
        if self.operator == "exists":
            return value is not None
        return value is not None and self._compares(value)

    def _compares(self, value: str) -> bool:
        try:
            left, right = int(value), int(next(iter(self.values)))
        except ValueError:
            return False
        return left > right if self.operator == ">" else left < right


@dataclasses.dataclass(frozen=True)
class Selector:
    """All terms must hold; no term selects everything."""

    requirements: tuple[Requirement, ...] = ()

    def matches(self, labels: Mapping[str, str] | None) -> bool:
        """Whether an object with these labels is selected."""
        return all(one.matches(labels or {}) for one in self.requirements)


def parse(text: str) -> Selector:
    """Read a selector. Raises SelectorError with the server's message."""
    return Selector(tuple(_Parser(lexer.scan(text)).requirements()))


class _Parser:
    def __init__(self, tokens: list[lexer.Token]) -> None:
        self._tokens = tokens
        self._next = 0

    def _peek(self) -> lexer.Token:
        return self._tokens[min(self._next, len(self._tokens) - 1)]

    def _take(self) -> lexer.Token:
        token = self._peek()
        self._next += 1
        return token

    def requirements(self) -> list[Requirement]:
        """The terms between commas."""
        found: list[Requirement] = []
        while True:
            token = self._peek()
            if token.kind == lexer.END:
                return found
            if not (_is_identifier(token) or token.kind == "!"):
                raise errors.SelectorError(
                    f"found '{token.text}', expected: !, identifier, or 'end of string'"
                )
            found.append(self._requirement())
            token = self._take()
            if token.kind == lexer.END:
                return found
            if token.kind != ",":
                raise errors.SelectorError(f"found '{token.text}', expected: ',' or 'end of string'")
            after = self._peek()
            if not (_is_identifier(after) or after.kind == "!"):
                raise errors.SelectorError(f"found '{after.text}', expected: identifier after ','")

    def _requirement(self) -> Requirement:
        try:
            return self._term()
        except errors.SelectorError as error:
            raise errors.SelectorError(f"unable to parse requirement: {error}") from None

    def _term(self) -> Requirement:
        token = self._take()
        absent = token.kind == "!"
        if absent:
            token = self._take()
        if not _is_identifier(token):
            raise errors.SelectorError(f"found '{token.text}', expected: identifier")
        key = token.text
        _check_key(key)
        if absent or self._peek().kind in (lexer.END, ","):
            return Requirement(key, "!" if absent else "exists")
        operator = self._take()
        if operator.kind not in _OPERATORS:
            raise errors.SelectorError(f"found '{operator.text}', expected: {_LISTED}")
        values = self._set() if operator.kind in ("in", "notin") else {self._exact()}
        for value in values:
            _check_value(operator.kind, value)
        return Requirement(key, operator.kind, frozenset(values))

    def _exact(self) -> str:
        if self._peek().kind in (lexer.END, ","):
            return ""
        token = self._take()
        if not _is_identifier(token):
            raise errors.SelectorError(f"found '{token.text}', expected: identifier")
        return token.text

    def _set(self) -> set[str]:
        token = self._take()
        if token.kind != "(":
            raise errors.SelectorError(f"found '{token.text}' expected: '('")
        values: set[str] = set()
        value = ""
        while True:
            token = self._take()
            if token.kind == ")":
                return values | {value}
            if token.kind == ",":
                values.add(value)
                value = ""
            elif _is_identifier(token) and not value:
                value = token.text
            elif _is_identifier(token):
                raise errors.SelectorError(f"found '{token.text}', expected: ',' or ')'")
            else:
                raise errors.SelectorError(f"found '{token.text}', expected: ',', or identifier")


def _is_identifier(token: lexer.Token) -> bool:
    """An identifier; the words of the language may be names and values as well."""
    return token.kind in (lexer.IDENTIFIER, "in", "notin")


def _invalid(value: str, why: str, path: str = "<nil>") -> errors.SelectorError:
    return errors.SelectorError(f'{path}: Invalid value: "{value}": {why}')


_NAME_RULE = (
    "consist of alphanumeric characters, '-', '_' or '.',"
    " and must start and end with an alphanumeric character"
)
_DOMAIN_RULE = (
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', "
    "and must start and end with an alphanumeric character "
    f"(e.g. 'example.com', regex used for validation is '{_DOMAIN.pattern}')"
)


def _check_key(key: str) -> None:
    prefix, slash, name = key.rpartition("/")
    if slash and not prefix:
        raise _invalid(key, "prefix part must be non-empty")
    if slash and not _DOMAIN.fullmatch(prefix):
        raise _invalid(key, f"prefix part {_DOMAIN_RULE}")
    if not _NAME.fullmatch(name):
        example = "(e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is "
        raise _invalid(
            key, f"name part must {_NAME_RULE} {example}'([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')"
        )
    if len(name) > 63:
        raise _invalid(key, "name part must be no more than 63 bytes")


def _check_value(operator: str, value: str) -> None:
    if operator in (">", "<") and not re.fullmatch(r"[+-]?\d+", value):
        raise _invalid(value, "for 'Gt', 'Lt' operators, the value must be an integer", "<nil>[0]")
    if value and not _NAME.fullmatch(value):
        example = "(e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is "
        rule = f"a valid label must be an empty string or {_NAME_RULE} {example}"
        raise _invalid(value, f"{rule}'(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')")
    if len(value) > 63:
        raise _invalid(value, "must be no more than 63 bytes")
