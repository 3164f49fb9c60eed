"""Checks of the toy course: one that works, and one of each way in which a check may not."""

import threading

from tutor.checkapi import declare, evidence, verdict


@declare.check("toy.file")
def file(seen: evidence.Evidence, *, path: str, text: str) -> verdict.Verdict:
    """The file holds the text."""
    kept = (seen.read_file(seen.host, path) or "").strip()
    return verdict.Verdict(kept == text, text, kept or "nothing", "Write the file.", final=True)


@declare.check("toy.raises")
def raises(seen: evidence.Evidence) -> verdict.Verdict:
    """Fails of itself."""
    raise RuntimeError(f"no verdict on {len(seen.commands)} commands")


@declare.check("toy.hangs", limit=0.2)
def hangs(seen: evidence.Evidence) -> verdict.Verdict:
    """Never comes back."""
    threading.Event().wait()
    return verdict.Verdict(True, "", str(seen.answer))
