"""A shop of thirteen products held in memory, that keeps the contract pages and API ask for. Finds by substring; no engine."""

from __future__ import annotations

import html
import threading
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from pydantic import SecretStr
from searchrank_web.contract import ShopDictionary

from searchrank.errors import InvalidInput, NothingPublished, UnknownName
from searchrank.records import SORTS, Event, Hit, Missing, Page, Step, Suggestion, Suggestions
from searchrank.settings import Settings
from searchrank.store.blocklist import Blocked, checked_pattern
from searchrank.store.ubi import AskedQuery

FIELDS = ("brand", "category", "price", "stock", "attributes.颜色")
PIPELINES = ("default", "keyword")
SCENES = ("complete", "hint", "related", "history")
TOKEN = "口令 of the tests"


def product(product_id: str, title: str, brand: str, category: list[str], price: float, **more: Any) -> dict[str, Any]:
    return {"id": product_id, "title": title, "brand": brand, "category": category, "price": price, "stock": 5, **more}


DRESSES, SHOES, PHONES = ["女装", "连衣裙"], ["鞋", "跑鞋"], ["Electronics", "Headphones"]
PRODUCTS: tuple[dict[str, Any], ...] = (
    product(
        "d1",
        "夏季碎花连衣裙 中长款 显瘦",
        "ONLY",
        DRESSES,
        299.0,
        original_price=399.0,
        rating=4.8,
        sales=23456,
        shop="花间女装店",
        region="杭州",
        attributes={"颜色": ["红色"]},
        released_at="2026-11-01T00:00:00Z",
        free_shipping=True,
    ),
    product("d2", "法式复古红色连衣裙", "ONLY", DRESSES, 459.5, sales=120, attributes={"颜色": ["红色"]}),
    product("d3", "通勤衬衫连衣裙 白色", "优衣库", DRESSES, 199.0, sales=3400, attributes={"颜色": ["白色"]}),
    product("s1", "轻便透气跑鞋 男 黑色", "李宁", SHOES, 359.0, original_price=499.0, rating=4.6, sales=8800, attributes={"颜色": ["黑色"]}),
    product("s2", "缓震马拉松跑鞋 女", "安踏", SHOES, 429.0, sales=5100, stock=0, attributes={"颜色": ["白色"]}),
    product("h1", "Wireless noise cancelling headphones, over-ear, 40 hours", "Sony", PHONES, 1299.0, rating=4.7, sales=980),
    product("h2", "Sports earbuds with <b>charging</b> case & cable", "Anker", PHONES, 199.0, image_url="/missing.jpg", url="javascript:alert(1)"),
    *(
        product(
            f"x{n}",
            f"纯棉短袖T恤 第{n}款 <script>alert({n})</script>",
            "优衣库",
            ["男装", "T恤"],
            59.0 + n,
            sales=n,
            image_url=f"/picture/x{n}.svg?category=x",
            picture={"shape": "shirt", "colour": "green"},
        )
        for n in range(1, 31)
    ),
)
GUIDE = {"id": "g1", "kind": "guide", "title": "第一双跑鞋怎么选 <b>", "text": "先看脚型。\n再看体重。", "categories": ["跑鞋"]}
JUDGED = "simulated grades"
QUERIES = ("连衣裙", "连衣裙 夏", "连衣裙 红色", "跑鞋", "跑鞋 女", "headphones", "headphones wireless", "T恤")
PINYIN = {"lian": "连衣裙", "lianyi": "连衣裙", "lianyiqun": "连衣裙", "pao": "跑鞋", "paoxie": "跑鞋"}


@dataclass(frozen=True)
class Front:
    categories: tuple[tuple[str, int], ...]
    newest: tuple[Hit, ...]
    best_selling: tuple[Hit, ...]


@dataclass(frozen=True)
class Recorded:
    accepted: int
    duplicates: int


@dataclass
class FakeShop:
    """`slow` delays suggestions by prefix (seconds); `asked` and `searched` say what came. `members` of what is found match, the rest in part."""

    version: str = "0.1.0"
    slow: dict[str, float] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    searched: list[dict[str, Any]] = field(default_factory=list)
    events: dict[str, Event] = field(default_factory=dict)
    queries: dict[str, Any] = field(default_factory=dict)
    settings: Settings = field(default_factory=lambda: Settings(home=Path("/nowhere"), admin_token=SecretStr(TOKEN)))
    blocked: dict[str, str] = field(default_factory=dict)
    obeyed: tuple[str, ...] = ()
    degraded: tuple[Missing, ...] = ()
    published: bool = True
    broken: bool = False
    members: int | None = None
    hints: tuple[tuple[str, str], ...] = ()
    hinted: list[str | None] = field(default_factory=list)
    trained: bool = True
    cards: tuple[Hit, ...] = ()
    related: tuple[Suggestion, ...] = ()
    meant: Mapping[str, Any] | None = None
    products: tuple[dict[str, Any], ...] = PRODUCTS
    lock: threading.Lock = field(default_factory=threading.Lock)

    def search(self, text: str, *, filters: Sequence[str] = (), facets: Sequence[str] = (), **told: Any) -> Page:
        asked = {"sort": "best", "page": 1, "per_page": 20, "pipeline": None, "explain": False, "view": None, **told}
        self._check(asked["sort"], asked["pipeline"], filters, facets)
        self.searched.append({"text": text, "filters": tuple(filters), **asked})
        matched = [one for one in self.products if all(word in one["title"].lower() for word in text.lower().split())]
        found = ordered([one for one in matched if holds(one, filters)], asked["sort"])
        counted = {name: counts(name, matched, filters) for name in facets}
        total = len(found) if self.members is None else self.members
        page = page_of(text, found, asked)
        hits = tuple(sorted((*page.hits, *self.cards), key=lambda hit: hit.rank)) if asked["page"] == 1 and page.hits else page.hits
        return replace(page, hits=hits, total=total, facets=counted, degraded=self.degraded, related_queries=self.related, did_you_mean=self.meant)

    def content(self, content_id: str) -> Mapping[str, Any] | None:
        return GUIDE if content_id == GUIDE["id"] else None

    def model(self) -> Mapping[str, Any] | None:
        measures = {of: {"nDCG@10": {"mean": 0.8, "low": 0.75, "high": 0.85}} for of in ("day_one", "model", "difference")}
        return (
            {"version": "m000001", "judged": JUDGED, "trained_on": ["a", "b"], "features": [1, 2, 3], "measures": measures} if self.trained else None
        )

    def _check(self, sort: str, pipeline: str | None, filters: Sequence[str], facets: Sequence[str]) -> None:
        if self.broken:
            raise RuntimeError("a fault of our own")
        if not self.published:
            raise NothingPublished("nothing is published yet: run searchrank publish")
        if sort not in SORTS:
            raise UnknownName("sort", sort, SORTS)
        if pipeline is not None and pipeline not in PIPELINES:
            raise UnknownName("pipeline", pipeline, PIPELINES)
        named = [*(("filter", text.partition(":")[0]) for text in filters), *(("facets", name) for name in facets)]
        for kind, name in named:
            if name not in FIELDS:
                raise UnknownName(kind, name, FIELDS)

    def suggest(
        self, prefix: str, *, scene: str = "complete", limit: int = 10, user_id: str | None = None, session_id: str | None = None
    ) -> Suggestions:
        if scene not in SCENES:
            raise UnknownName("scene", scene, SCENES)
        if scene == "hint":
            self.hinted.append(user_id)
            return Suggestions("h-1", scene, tuple(Suggestion(text, "", "query", "hint", 1.0, 9, None, why) for text, why in self.hints), 0.05, "v1")
        with self.lock:
            self.asked.append(prefix)
        time.sleep(self.slow.get(prefix, 0))
        typed = PINYIN.get(prefix.replace("'", "").lower(), prefix)
        allowed = [text for text in QUERIES if not any(pattern in text for pattern in self.obeyed)]
        made = [suggestion(text, prefix) for text in allowed if text.lower().startswith(typed.lower())]
        scoped = [Suggestion("跑鞋", "跑鞋", "category", "prefix", 1.0, 2, "鞋 > 跑鞋", "catalogue")] if prefix == "跑鞋" else []
        return Suggestions("s-1", scene, tuple([*scoped, *made][:limit]), 0.05, "v1")

    def record(self, events: Sequence[Event]) -> Recorded:
        return kept(self.events, {event.id: event for event in events}, len(events))

    def record_queries(self, queries: Sequence[AskedQuery]) -> Recorded:
        return kept(self.queries, {query.id: query for query in queries}, len(queries))

    def block(self, pattern: str, reason: str = "", *, more: bool = False) -> None:
        self.blocked[checked_pattern(pattern)] = reason
        if not more:
            self.obey()

    def unblock(self, pattern: str, *, more: bool = False) -> bool:
        found = self.blocked.pop(pattern, None) is not None
        if not more:
            self.obey()
        return found

    def obey(self) -> None:
        self.obeyed = tuple(self.blocked)

    @property
    def dictionary(self) -> ShopDictionary:
        raise NotImplementedError

    def block_list(self) -> Sequence[Blocked]:
        return [Blocked(pattern, reason, "2026-11-22T00:00:00Z") for pattern, reason in sorted(self.blocked.items())]

    @property
    def engines(self) -> SimpleNamespace:
        return SimpleNamespace(paused=bool(self.degraded))

    def health(self) -> Mapping[str, Any]:
        return {
            "snapshot": {"ok": self.published, "version": "v1.7", "age_seconds": 60, "products": len(PRODUCTS)},
            "engine": {"ok": not self.degraded, "required": False},
        }

    def facet_fields(self) -> tuple[str, ...]:
        return ("brand", "category", "price", "attributes.颜色")

    def front(self) -> Front:
        sold = ordered(list(PRODUCTS), "sales")[:10]
        categories = Counter(path_of(one) for one in PRODUCTS)
        hits = tuple(hit_of(one, rank, [], False) for rank, one in enumerate(sold, 1))
        return Front(tuple(categories.most_common()), hits[:5], hits)


def page_of(text: str, found: list[dict[str, Any]], asked: Mapping[str, Any]) -> Page:
    words, page, size = text.lower().split(), asked["page"], asked["per_page"]
    first = (page - 1) * size
    steps = (
        ("understand", 0, 0, 0.11, f"words: {text}"),
        ("recall", 0, len(PRODUCTS), 0.8, "2 products match, 37 brought"),
        ("day_one", len(PRODUCTS), len(found), 0.4),
    )
    return Page(
        query_id="q-1",
        query={"typed": text, "text": text.lower(), "tokens": words, "corrected": None, "entities": entities(words)},
        took_ms=1.31,
        total=len(found),
        total_relation="eq",
        page=page,
        per_page=size,
        hits=tuple(hit_of(one, rank, words, asked["explain"]) for rank, one in enumerate(found[first : first + size], first + 1)),
        facets={},
        ranker="day_one",
        view="v1",
        pipeline=asked["pipeline"] or "default",
        relaxed={"dropped": ["防水"]} if "显瘦" in words else None,
        next={"page": page + 1, "view": "v1"} if first + size < len(found) else None,
        trace=tuple(Step(*step) for step in steps),
    )


def entities(words: Sequence[str]) -> list[dict[str, str]]:
    return [{"kind": "category", "name": "女装 > 连衣裙"} for word in words if word == "连衣裙"]


def kept(store: dict[str, Any], new: Mapping[str, Any], sent: int) -> Recorded:
    fresh = {key: value for key, value in new.items() if key not in store}
    store.update(fresh)
    return Recorded(len(fresh), sent - len(fresh))


def path_of(one: Mapping[str, Any]) -> str:
    return " > ".join(one["category"])


def value_of(one: Mapping[str, Any], name: str) -> str:
    if name == "category":
        return path_of(one)
    return (one.get("attributes", {}).get("颜色") or [""])[0] if name.startswith("attributes.") else str(one.get(name, ""))


def holds(one: Mapping[str, Any], filters: Sequence[str]) -> bool:
    by_field: dict[str, list[bool]] = {}
    for text in filters:
        name, _, value = text.partition(":")
        by_field.setdefault(name, []).append(condition(one, name, value))
    return all(any(some) for some in by_field.values())


def condition(one: Mapping[str, Any], name: str, value: str) -> bool:
    if name == "price":
        low, _, high = value.partition("..")
        try:
            return (not low or one["price"] >= float(low)) and (not high or one["price"] <= float(high))
        except ValueError:
            raise InvalidInput(f"price has the value {value!r}: write price:lo..hi", field="filter") from None
    if name == "stock":
        return bool(one["stock"] > 0)
    return value_of(one, name) == value or (name == "category" and path_of(one).startswith(value + " > "))


def counts(name: str, matched: Sequence[Mapping[str, Any]], filters: Sequence[str]) -> dict[str, int]:
    others = [text for text in filters if text.partition(":")[0] != name]
    if name == "price":
        return {text: sum(condition(one, "price", text) for one in matched if holds(one, others)) for text in ("..200", "200..500", "500..")}
    values = (value for one in matched if holds(one, others) for value in facet_values(one, name) if value)
    return dict(Counter(values).most_common())


def facet_values(one: Mapping[str, Any], name: str) -> list[str]:
    """A category counts for those above it too."""
    parts = one["category"] if name == "category" else [value_of(one, name)]
    return [" > ".join(parts[:depth]) for depth in range(1, len(parts) + 1)]


def ordered(found: list[dict[str, Any]], sort: str) -> list[dict[str, Any]]:
    keys = {"price_asc": lambda one: one["price"], "price_desc": lambda one: -one["price"], "sales": lambda one: -one.get("sales", 0)}
    return sorted(found, key=keys[sort]) if sort in keys else found


def hit_of(one: dict[str, Any], rank: int, words: Sequence[str], explain: bool) -> Hit:
    title = html.escape(one["title"])
    for word in words:
        title = title.replace(html.escape(word), f"<mark>{html.escape(word)}</mark>")
    features = [{"name": "all_terms", "value": 1.0, "contribution": 0.9}, {"name": "sold", "value": 8.0, "contribution": 0.3},
                {"name": "brand_contradicted", "value": 1.0, "contribution": -0.5}]  # fmt: skip
    # As recall may bring it: the keyword order turns the engine's around, and what is beyond ten was not ranked.
    positions = {"engine": 12 - rank, "keyword": rank, "page": rank} if rank <= 10 else {"engine": rank, "page": rank}
    explained = {"features": features, "positions": positions}
    return Hit(one["id"], one, 1.0 / rank, rank, highlight={"title": title} if words else {}, explain=explained if explain else None)


def suggestion(text: str, prefix: str) -> Suggestion:
    rest = text[len(prefix) :] if text.lower().startswith(prefix.lower()) else ""
    highlight = html.escape(text[: len(text) - len(rest)]) + (f"<mark>{html.escape(rest)}</mark>" if rest else "")
    return Suggestion(text, highlight, "query", "prefix" if rest or text == prefix else "pinyin", 1.0, 12, None, "log")
