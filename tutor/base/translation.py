"""Sentences with places: a table of English sentences and what they are in another language.

Errors are worded where they arise, in English; a front shows them in the learner's language. A sentence of the table
has `{}` where a value stands; its translation refers to the values by number: `{0}`, `{1}`.
"""

import functools
import re
from collections.abc import Mapping


class Sentences:
    """A table that finds the sentence a finished text was made from."""

    def __init__(self, table: Mapping[str, str]) -> None:
        self._table = table

    @functools.cached_property
    def _patterns(self) -> list[tuple[re.Pattern[str], str]]:
        # The most letters first: of two sentences that fit, the one that says more is meant.
        ordered = sorted(self._table, key=lambda sentence: -len(sentence.replace("{}", "")))
        return [(pattern(sentence), self._table[sentence]) for sentence in ordered]

    def translate(self, text: str) -> str:
        """`text` in the other language, or as it is where the table does not know it (another program's words)."""
        for known, translation in self._patterns:
            if found := known.fullmatch(text):
                return translation.format(*found.groups())
        return text


def pattern(sentence: str) -> re.Pattern[str]:
    """Matches every text that the sentence can become."""
    return re.compile("(.*?)".join(re.escape(part) for part in sentence.split("{}")), re.DOTALL)
