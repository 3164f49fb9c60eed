"""Sentences with places: a table of English sentences and what they are in another language.

Errors are worded where they arise, in English; a front shows them in the learner's language. A sentence of the table
has `{}` where a value stands; its translation refers to the values by number: `{0}`, `{1}`. A value that is itself an
entry of the table is translated as well.
"""

import re
from collections.abc import Mapping

PLACE = "{}"


class Sentences:
    """A table that finds the sentence a finished text was made from."""

    def __init__(self, table: Mapping[str, str]) -> None:
        self._table = table
        # The most letters first: of two sentences that fit, the one that says more is meant.
        self._ordered = sorted(
            (sentence for sentence in table if PLACE in sentence),
            key=lambda sentence: -len(sentence.replace(PLACE, "")),
        )

    def translate(self, text: str) -> str:
        """`text` in the other language, or as it is where the table does not know it (another program's words)."""
        if text in self._table and PLACE not in text:
            return self._table[text].format()
        for known in self._ordered:
            # Few sentences share a text's words, and only for those a pattern is worth its making.
            if all(part in text for part in known.split(PLACE)) and (found := pattern(known).fullmatch(text)):
                return self._table[known].format(*map(self.translate, found.groups()))
        return text


def pattern(sentence: str) -> re.Pattern[str]:
    """Matches every text that the sentence can become."""
    return re.compile("(.*?)".join(re.escape(part) for part in sentence.split(PLACE)), re.DOTALL)
