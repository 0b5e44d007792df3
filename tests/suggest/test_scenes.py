"""A scene goes on without a part that is away, and with a snapshot that was published before it was thought of."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from searchrank.errors import Unavailable
from searchrank.store.snapshot import Draft, Snapshot
from searchrank.store.view import View
from searchrank.suggest.related import Asked
from searchrank.suggest.scenes import Asking, Lately, beside, hint, history_of
from tests.shop_vocabulary import living_shop, shoes


class Away:
    """An event log that does not answer."""

    def past(self, user_id: str, since: float, until: float) -> Any:
        raise Unavailable("the event log does not answer")


def asking(view: View, lately: Lately) -> Asking:
    return Asking(view, "", 3, 1_790_000_000.0, lambda _: False, lately, 1)


def published(folder: Path) -> View:
    with living_shop(folder / "shop") as shop:
        version = shop.publish(*shoes(60))
        return View(Snapshot.open(shop.settings.snapshots / version))


def test_while_the_event_log_is_away_the_box_shows_what_is_popular_and_says_so(tmp_path: Path) -> None:
    away: Any = Away()
    lately = Lately(away, "me")
    view = published(tmp_path)
    assert hint(asking(view, lately)) and [one.part for one in lately.missing] == ["shopper"]
    assert history_of(asking(view, Lately(away, "me"))) == ()


def test_a_stranger_is_not_looked_up(tmp_path: Path) -> None:
    away: Any = Away()
    lately = Lately(away, None)
    assert hint(asking(published(tmp_path), lately)) and lately.missing == ()


def test_a_snapshot_from_before_has_nothing_beside_a_query_and_still_hints(tmp_path: Path) -> None:
    newer = published(tmp_path).snapshot
    draft = Draft.begin(tmp_path / "older", "v000001")
    for path in newer.path.glob("*.npy"):
        if not path.name.startswith(("related.", "suggest.leaf")):
            (draft.folder / path.name).write_bytes(path.read_bytes())
    older = Snapshot(draft.folder, newer.manifest)
    assert beside(View(older), Asked("跑鞋", ("跑鞋",)), 5, lambda _: False) == ()
    assert hint(asking(View(older), Lately(Away(), None)))  # type: ignore[arg-type]
