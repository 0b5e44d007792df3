"""What a visitor is about: one thing that is looked for, and how far it has come."""

from __future__ import annotations

from dataclasses import dataclass, field

from searchrank.simulate.live.door import Answer, Search
from searchrank.simulate.live.meaning import Meaning
from searchrank.simulate.typing.typist import Utterance
from searchrank.simulate.wants import Needs


@dataclass(slots=True, eq=False)
class Errand:
    """One thing that is looked for: `need` of one row, what it means, what was typed for it last, if anything, and all words tried."""

    need: Needs
    wanted: Meaning
    said: Utterance | None = None
    tried: set[str] = field(default_factory=set)
    page: Answer | None = None
    asked: Search | None = None
