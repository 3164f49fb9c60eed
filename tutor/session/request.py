"""What the words of a call ask of a session.

Imports nothing that takes time: the screens paint before they load a session.
"""

from pathlib import Path
from typing import Literal, NamedTuple

Where = Literal["lab", "cluster"]


class Options(NamedTuple):
    """What the learner asked for; `on` None leaves the choice open, `confirmed` is a cluster's name and server.

    `form` is the form of lessons that have several; "" leaves it to the cluster, or to what was chosen before.
    """

    course: Path
    lang: str
    on: Where | None = None
    confirmed: tuple[str, str] | None = None
    form: str = ""
    watch: bool = False
    """Whether the course is read again whenever one of its files is saved."""
    attend: str = ""
    """The id of the class that is told of what is done; "" for none."""
