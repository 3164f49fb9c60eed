"""What was worded in English where it arose, in the learner's language."""

import functools

from tutor.base import i18n, translation


def said(text: str, lang: str) -> str:
    """A finished sentence in `lang`; as it is where no translation is known (another program's words)."""
    return text if lang == i18n.DEFAULT else _sentences(lang).translate(text)


@functools.cache
def _sentences(lang: str) -> translation.Sentences:
    if lang != "ko":
        return translation.Sentences({})
    # Only who reads Korean pays for the tables.
    from tutor.base.korean import (
        authoring,
        calls,
        checking,
        classes,
        course,
        deploying,
        lab,
        machine,
        serving,
        snapshots,
        use,
        words,
    )

    tables = (
        authoring,
        calls,
        checking,
        classes,
        course,
        deploying,
        lab,
        machine,
        serving,
        snapshots,
        use,
        words,
    )
    return translation.Sentences({key: value for table in tables for key, value in table.SENTENCES.items()})
