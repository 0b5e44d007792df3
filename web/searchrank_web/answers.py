"""What the API answers, as models: the document at /openapi.json is made of them, and tests read real answers with them."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class Answer(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Missing(Answer):
    """A part that did not take its share in the answer, and why."""

    part: str
    reason: str


class Understood(BaseModel):
    """What was typed and what was made of it."""

    model_config = ConfigDict(extra="allow")

    typed: str
    text: str
    tokens: list[Any]
    corrected: str | None = None


class Hit(Answer):
    """One thing on the page; `document` is the shop's own object, `highlight` HTML-escaped text with <mark>."""

    id: str
    document: dict[str, Any]
    score: float | None
    rank: int = Field(ge=1)
    type: Literal["product", "content", "ad", "query"]
    highlight: dict[str, str]
    sponsored: bool
    explain: dict[str, Any] | None


class Step(Answer):
    """What one stage did."""

    stage: str
    rows_in: int
    rows_out: int
    ms: float
    changed: str


class DidYouMean(BaseModel):
    """A correction; `auto_applied` says whether the hits are already those of `to`."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    from_: str = Field(alias="from")
    to: str
    auto_applied: bool
    strength: str
    kind: str


class Relaxed(Answer):
    """Words that the best hits lack."""

    dropped: list[str]


class Applied(Answer):
    """A filter that the words asked for: `value` as a filter writes it, `text` the words, `undo` what to send to be without it; `relaxed` where it
    let nothing pass and was left out."""

    field: str
    value: str
    text: str
    undo: str
    relaxed: bool


class Next(Answer):
    """What to ask for the page that continues this one."""

    page: int
    view: str


class Experiment(Answer):
    """The experiment that chose the pipeline."""

    id: str
    variant: str


class Suggestion(Answer):
    """One query to offer; `highlight` wraps the completed part in <mark>, `reason` says why it is offered."""

    text: str
    highlight: str
    type: Literal["query", "category", "product", "history"]
    match: str
    score: float
    hits: int
    category: str | None
    reason: str
    tags: list[str]


class SearchAnswer(Answer):
    """One page of hits."""

    query_id: str
    query: Understood
    took_ms: float
    total: int = Field(ge=0)
    total_relation: Literal["eq", "gte"]
    page: int
    per_page: int
    hits: list[Hit]
    facets: dict[str, dict[str, int]]
    ranker: str
    view: str
    pipeline: str
    matching: int | None = Field(description="Of the hits, from the first, so many match or stand among what matches; the others fit in part only.")
    did_you_mean: DidYouMean | None
    relaxed: Relaxed | None
    applied: list[Applied]
    refinements: list[Any]
    related_queries: list[Suggestion]
    applied_rules: list[str]
    experiment: Experiment | None
    next: Next | None
    degraded: list[Missing]
    timings_ms: dict[str, float]
    trace: list[Step]


class SuggestAnswer(Answer):
    """Queries to offer, the best first."""

    query_id: str
    scene: str
    suggestions: list[Suggestion]
    took_ms: float
    view: str
    degraded: list[Missing]


class Fault(Answer):
    """One thing that was wrong: `message` is for people, `code` for programs, `field` names the input, `link` what is known of the code."""

    code: str
    message: str
    field: str | None
    link: str


class ErrorAnswer(Answer):
    """Why there is no answer."""

    error: Fault


class ItemFault(Fault):
    """What was wrong with the item at this index (from 0)."""

    index: int


class RecordedAnswer(Answer):
    """What is kept now: it is on disk when this answer leaves. Faulty items are listed, the others are kept."""

    accepted: int
    duplicates: int
    errors: list[ItemFault]


class BlockedPattern(Answer):
    """A pattern that no suggestion may match, why, and since when (ISO 8601, UTC)."""

    pattern: str
    reason: str
    created_at: str


class BlocklistAnswer(Answer):
    """The block list, in byte order of the patterns."""

    patterns: list[BlockedPattern]


class ChangedAnswer(Answer):
    """What holds now, here at once and in other workers within a second. Faulty items are listed, the others are applied."""

    accepted: int
    errors: list[ItemFault]


class DictionaryEntry(Answer):
    """One entry of the dictionary: its kind, its text in the form of that kind, and a note."""

    kind: str
    entry: str
    note: str


class DictionaryLine(Answer):
    """What a change did to one entry: add or remove."""

    action: str
    kind: str
    entry: str
    note: str


class DictionaryChange(Answer):
    """Everything that was changed at once, when (ISO 8601, UTC), by whom and why; `undoes` the number of the change that it took back."""

    number: int
    at: str
    who: str
    why: str
    undoes: int | None
    lines: list[DictionaryLine]


class DictionaryAnswer(Answer):
    """The dictionary by kind and text, and its latest changes, newest first."""

    entries: list[DictionaryEntry]
    changes: list[DictionaryChange]


class ProductFault(ItemFault):
    """What was wrong with the product at this index (from 0, blank lines not counted); `value` is what was seen, where one value was wrong."""

    value: str | None


class ProductsAnswer(Answer):
    """What is kept now: on disk when this answer leaves, and seen by every worker within a second. Faulty items are listed, the others are applied.

    `changed` of the `accepted` ones were new or different; `change` is the number of the newest change, null where none was applied.
    """

    accepted: int
    changed: int
    change: int | None
    errors: list[ProductFault]


class HealthAnswer(Answer):
    """The process answers."""

    status: Literal["available"]


class Check(BaseModel):
    """One part that a shop needs or uses."""

    model_config = ConfigDict(extra="allow")

    ok: bool


class ReadyAnswer(Answer):
    """Whether this worker can serve searches, and every check by name."""

    status: Literal["ready", "not_ready"]
    checks: dict[str, Check]


class VersionAnswer(Answer):
    """The version of searchrank."""

    version: str
