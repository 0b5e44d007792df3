"""What every store keeps to, on SQLite and on a real PostgreSQL."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

import orjson
import pytest

from searchrank.errors import Conflict, InvalidInput, NotFound
from searchrank.records import Event, Judgment, Product
from searchrank.settings import Settings
from searchrank.store.catalogue import put_documents
from searchrank.store.dictionary import Entry
from searchrank.store.documents import parse_ad, parse_content, parse_rule
from searchrank.store.products import merged_document, parse_product, product_from_document
from searchrank.store.store import Store, check_store, open_store, upgrade_store
from searchrank.store.ubi import AskedQuery

NOW = 1_700_000_000.0


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """A new shop on each kind of database; on PostgreSQL products and events share one."""
    if request.param == "sqlite":
        return Settings(home=tmp_path)
    url = request.getfixturevalue("fresh_postgresql_url")
    return Settings(home=tmp_path, database_url=url, events_url=url)


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    opened = open_store(settings, create=True)
    yield opened
    opened.close()


class Cut(Exception):
    """Stands for a kill."""


def product(product_id: str, title: str = "跑鞋") -> Product:
    return parse_product({"id": product_id, "title": title})


def titles(store: Store) -> dict[str, str]:
    """What publishing reads, by id."""
    found = map(product_from_document, store.catalogue.read().documents)
    return {one.id: one.title for one in found}


def products_file(folder: Path, **products: str) -> Path:
    path = folder / f"{'-'.join(products)}.jsonl"
    path.write_text("".join(f'{{"id": "{key}", "title": "{title}"}}\n' for key, title in products.items()), "utf-8")
    return path


def cut_at(step: str) -> Callable[[str], None]:
    def checkpoint(reached: str) -> None:
        if reached == step:
            raise Cut(step)

    return checkpoint


def import_cut_off(store: Store, path: Path, step: str) -> None:
    with pytest.raises(Cut):
        store.imports.run("products", path, checkpoint=cut_at(step))


# --- products and their changes


def test_products_are_read_in_byte_order_of_their_ids(store: Store) -> None:
    ids = ["a", "B", "é", "z", "跑", "𝒳", "10", "9", "-"]
    store.catalogue.put(map(product, ids))
    assert list(titles(store)) == ["-", "10", "9", "B", "a", "z", "é", "跑", "𝒳"]
    assert list(titles(store)) == sorted(ids, key=str.encode)


def test_a_product_put_again_is_replaced_and_the_journal_keeps_both_versions(store: Store) -> None:
    assert store.catalogue.put([product("p1", "old"), product("p2")]) == 2
    assert store.catalogue.put([product("p1", "new"), product("p2")]) == 1
    assert titles(store) == {"p1": "new", "p2": "跑鞋"}
    assert [(one.number, one.kind, one.product_id) for one in store.catalogue.changes(0)] == [(1, "put", "p1"), (2, "put", "p2"), (3, "put", "p1")]
    assert store.catalogue.last_change() == 3


def test_a_product_that_says_the_same_in_another_order_is_no_change(store: Store, tmp_path: Path) -> None:
    said = {"id": "p1", "title": "跑鞋", "price": 299, "attributes": {"尺码": [42, 43], "颜色": "黑"}}
    again = {"attributes": {"颜色": "黑", "尺码": [42, 43]}, "price": "299.0", "title": "跑鞋", "id": "p1"}
    assert store.catalogue.put_now({"p1": parse_product(said).document}).count == 1
    assert store.catalogue.put_now({"p1": parse_product(again).document}).count == 0
    assert store.catalogue.merge_now([("p1", partial(merged_document, patch={"price": 299.0}))])[0].count == 0
    (tmp_path / "again.jsonl").write_bytes(orjson.dumps(again))
    assert store.imports.run("products", tmp_path / "again.jsonl").changed == 0
    assert [one.number for one in store.catalogue.changes(0)] == [1]
    other = {**again, "attributes": {"颜色": "黑", "尺码": [43, 42]}}
    assert store.catalogue.put_now({"p1": parse_product(other).document}).count == 1


def test_of_two_versions_in_one_call_the_last_counts(store: Store) -> None:
    store.catalogue.put([product("p1", "first"), product("p1", "last")])
    assert titles(store) == {"p1": "last"}


def test_a_removed_product_is_gone_and_its_removal_is_a_change(store: Store) -> None:
    store.catalogue.put([product("p1"), product("p2")])
    assert store.catalogue.remove(["p1", "p1", "nosuch"]) == 1
    assert titles(store) == {"p2": "跑鞋"}
    assert store.catalogue.get("p1") is None
    assert store.catalogue.known(["p1", "p2"]) == {"p2"}
    (change,) = store.catalogue.changes(2)
    assert (change.number, change.kind, change.product_id, change.document) == (3, "delete", "p1", None)
    store.catalogue.put([product("p1", "back")])
    assert titles(store) == {"p1": "back", "p2": "跑鞋"}


def test_a_product_comes_back_as_it_went_in(store: Store) -> None:
    given = parse_product({"id": "p1", "title": "杯", "price": "9.5", "attributes": {"容量": "500ml"}, "unheard_of": {"deep": [1, None, "\u0000"]}})
    store.catalogue.put([given])
    assert store.catalogue.get("p1") == given
    assert store.catalogue.count() == 1


def test_a_follower_gets_changes_in_pieces(store: Store) -> None:
    store.catalogue.put(product(f"p{number}") for number in range(5))
    assert [one.number for one in store.catalogue.changes(0, limit=2)] == [1, 2]
    assert [one.number for one in store.catalogue.changes(2, limit=2)] == [3, 4]
    assert store.catalogue.changes(5) == []


def test_more_products_than_one_transaction_takes_are_all_kept(store: Store) -> None:
    assert store.catalogue.put(product(f"p{number:04}") for number in range(2500)) == 2500
    assert len(titles(store)) == store.catalogue.last_change() == 2500


def test_of_two_overlapping_transactions_no_follower_sees_the_later_number_first(store: Store) -> None:
    done = threading.Event()

    def write_second() -> None:
        store.catalogue.put([product("second")])
        done.set()

    other = threading.Thread(target=write_second)
    with store.catalogue.database.write() as connection:
        put_documents(connection, {"first": product("first").document}, NOW)
        other.start()
        # With numbers from a sequence the second would be through by now, and a follower at 2 would never see 1.
        assert not done.wait(0.5)
        assert store.catalogue.changes(0) == []
    other.join(20)
    assert done.is_set()
    assert [(one.number, one.product_id) for one in store.catalogue.changes(0)] == [(1, "first"), (2, "second")]


def test_a_follower_among_many_writers_skips_no_number(store: Store) -> None:
    seen: list[int] = []
    writers = [threading.Thread(target=write_ones, args=(store, name)) for name in "abc"]
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers) or store.catalogue.last_change() > len(seen):
        seen += [one.number for one in store.catalogue.changes(seen[-1] if seen else 0)]
    assert seen == list(range(1, 61))


def write_ones(store: Store, name: str) -> None:
    for number in range(20):
        store.catalogue.put([product(f"{name}{number}")])


def test_a_failed_transaction_leaves_no_gap(store: Store) -> None:
    with pytest.raises(Cut), store.catalogue.database.write() as connection:
        put_documents(connection, {"lost": product("lost").document}, NOW)
        raise Cut
    store.catalogue.put([product("kept")])
    assert [(one.number, one.product_id) for one in store.catalogue.changes(0)] == [(1, "kept")]


def test_a_reading_sees_one_state_from_its_start_to_its_end(store: Store) -> None:
    store.catalogue.put(product(f"p{number:04}", "before") for number in range(1500))
    reading = store.catalogue.read()
    first = next(reading.documents)
    store.catalogue.put([product("p1499", "after"), product("q", "after")])
    documents = [first, *reading.documents]
    assert (reading.as_of_change, len(documents)) == (1500, 1500)
    assert not any(b"after" in document for document in documents)


def test_readings_dropped_half_way_hold_no_connection(store: Store) -> None:
    store.catalogue.put([product("p1"), product("p2")])
    for _ in range(40):
        next(store.catalogue.read().documents)
    assert store.catalogue.count() == 2


# --- imports under way


def test_a_product_touched_by_an_unfinished_import_is_read_as_it_was(store: Store, tmp_path: Path) -> None:
    store.catalogue.put([product("p1", "old"), product("p2", "old"), product("p3", "old")])
    store.catalogue.remove(["p3"])
    import_cut_off(store, products_file(tmp_path, p1="new", p3="new", p4="new"), "applied")
    assert titles(store) == {"p1": "old", "p2": "old"}
    assert store.catalogue.read().as_of_change == 4
    assert store.catalogue.last_change() == 7


def test_what_is_put_beside_an_unfinished_import_is_read(store: Store, tmp_path: Path) -> None:
    store.catalogue.put([product("p1", "old")])
    import_cut_off(store, products_file(tmp_path, p1="imported", p2="imported"), "applied")
    store.catalogue.put([product("p1", "by hand"), product("p2", "imported")])
    assert titles(store) == {"p1": "by hand", "p2": "imported"}
    store.catalogue.remove(["p1"])
    assert titles(store) == {"p2": "imported"}


def test_the_same_file_again_finishes_the_import(store: Store, tmp_path: Path) -> None:
    path = products_file(tmp_path, p1="new", p2="new")
    import_cut_off(store, path, "applied")
    assert [(one.name, one.state) for one in store.imports.unfinished()] == [(path.name, "staged")]
    report = store.imports.run("products", path)
    assert (report.resumed, report.lines, report.kept, report.changed) == (True, 2, 2, 2)
    assert titles(store) == {"p1": "new", "p2": "new"}
    assert store.catalogue.read().as_of_change == 2
    assert store.imports.unfinished() == []


def test_a_mended_file_makes_up_for_an_import_that_was_given_up(store: Store, tmp_path: Path) -> None:
    import_cut_off(store, products_file(tmp_path, p1="new", p2="nwe"), "applied")
    store.imports.run("products", products_file(tmp_path, p1="new", p2="new", p3="new"))
    assert titles(store) == {"p1": "new", "p2": "new", "p3": "new"}


def test_a_finished_file_imported_again_updates_and_changes_nothing_that_is_equal(store: Store, tmp_path: Path) -> None:
    path = products_file(tmp_path, p1="one", p2="two")
    first = store.imports.run("products", path)
    store.catalogue.put([product("p1", "by hand")])
    second = store.imports.run("products", path)
    assert (first.changed, second.changed, second.resumed) == (2, 1, False)
    assert second.import_id > first.import_id
    assert titles(store) == {"p1": "one", "p2": "two"}
    assert [one.import_id for one in store.catalogue.changes(0)] == [first.import_id, first.import_id, None, second.import_id]


def test_an_import_taken_over_by_another_process_ends_with_a_conflict(store: Store, tmp_path: Path) -> None:
    path = products_file(tmp_path, p1="new")

    def run_again(step: str) -> None:
        if step == "staged":
            store.imports.run("products", path)

    with pytest.raises(Conflict, match="taken over by another process"):
        store.imports.run("products", path, checkpoint=run_again)
    assert titles(store) == {"p1": "new"}
    assert store.catalogue.last_change() == 1


# --- everything else that is kept


def test_contents_ads_and_rules_are_kept_by_id(store: Store) -> None:
    guides = [parse_content({"id": key, "title": f"guide {key}", "steps": [1, 2]}) for key in ("g2", "g1")]
    assert store.contents.put(guides) == 2
    assert store.contents.put(guides) == 0
    assert [one.id for one in store.contents.read()] == ["g1", "g2"]
    assert store.contents.get("g2") == guides[0]
    assert store.contents.remove(["g1", "nosuch"]) == 1
    assert store.contents.count() == 1
    store.ads.put([parse_ad({"id": "a1", "product_id": "p1", "bid": "0.5"})])
    assert [(one.product_id, one.bid) for one in store.ads.read()] == [("p1", 0.5)]
    store.rules.put([parse_rule({"id": "r1", "then": "boost"})])
    assert [one.document for one in store.rules.read()] == [b'{"id":"r1","then":"boost"}']


def test_logged_queries_come_the_most_frequent_first(store: Store) -> None:
    assert store.queries.put([("跑鞋", 5), ("dress", 9), ("cup", 5)]) == 3
    assert store.queries.put([("cup", 5), ("跑鞋", 7)]) == 1
    assert list(store.queries.read()) == [("dress", 9), ("跑鞋", 7), ("cup", 5)]


def test_judgments_are_kept_and_unknown_names_counted(store: Store, tmp_path: Path) -> None:
    store.catalogue.put([product("p1")])
    (tmp_path / "qrels").write_text("q1 0 p1 3\nq1 0 gone 1\nq9 0 p1 0\nq1 0 p1 2\nq1 0 p1 x\n", "utf-8")
    (tmp_path / "queries.tsv").write_text("q1\t跑鞋\nq2\tcup\n", "utf-8")
    report = store.imports.import_judgments(tmp_path / "qrels", tmp_path / "queries.tsv")
    assert (report.unknown_queries, report.unknown_products) == (1, 1)
    assert [(bad.line, bad.field) for bad in report.judgments.bad] == [(5, "grade")]
    texts, judged = store.judgments.read()
    assert texts == {"q1": "跑鞋", "q2": "cup"}
    assert judged == [Judgment("q1", "gone", 1), Judgment("q1", "p1", 2), Judgment("q9", "p1", 0)]


def test_judgments_put_by_hand_replace_those_of_the_same_product(store: Store) -> None:
    store.judgments.put({"q1": "cup"}, [Judgment("q1", "p1", 1)])
    store.judgments.put({"q1": "mug"}, [Judgment("q1", "p1", 3), Judgment("q1", "p2", 0)])
    assert store.judgments.read() == ({"q1": "mug"}, [Judgment("q1", "p1", 3), Judgment("q1", "p2", 0)])


def test_the_model_promoted_last_is_the_newest_promoted(store: Store) -> None:
    assert store.models.newest_promoted() is None
    for version in ("m1", "m2", "m3"):
        store.models.register(version, f"models/{version}", {"nDCG@10": {"mean": 0.8}}, "better")
    for version in ("m2", "m1"):
        store.models.promote(version)
    newest = store.models.newest_promoted()
    assert newest is not None
    assert (newest.version, newest.measures, newest.promoted) == ("m1", {"nDCG@10": {"mean": 0.8}}, True)
    assert {one.version: one.promoted for one in store.models.list()} == {"m1": True, "m2": True, "m3": False}


def test_unknown_and_repeated_models_are_refused(store: Store) -> None:
    store.models.register("m1", "models/m1", {})
    with pytest.raises(Conflict, match="already a model 'm1'"):
        store.models.register("m1", "models/m1", {})
    for ask in (store.models.get, store.models.promote):
        with pytest.raises(NotFound, match="no model 'm9': known are m1"):
            ask("m9")


def test_snapshot_versions_are_never_given_twice(store: Store) -> None:
    assert [store.snapshots.next_version() for _ in range(2)] == ["v000001", "v000002"]
    store.snapshots.add("v000002", 7, 5, model="m1")
    store.snapshots.add("v000002", 9, 6, index_name="products-v000002")
    (noted,) = store.snapshots.list()
    assert (noted.version, noted.as_of_change, noted.products, noted.model, noted.index_name) == ("v000002", 9, 6, None, "products-v000002")
    assert (store.snapshots.remove("v000002"), store.snapshots.remove("v000002")) == (True, False)
    assert store.snapshots.next_version() == "v000003"


def test_every_change_of_the_block_list_raises_its_revision(store: Store) -> None:
    assert store.blocklist.revision() == 0
    store.blocklist.add("假货", "legal")
    store.blocklist.add("/^sex/")
    assert [one.pattern for one in store.blocklist.list()] == ["/^sex/", "假货"]
    assert store.blocklist.revision() == 2
    assert (store.blocklist.remove("假货"), store.blocklist.remove("假货")) == (True, False)
    assert store.blocklist.revision() == 3


@pytest.mark.parametrize("pattern", ["", "  ", "/(/"])
def test_a_pattern_that_cannot_be_read_is_refused(store: Store, pattern: str) -> None:
    with pytest.raises(InvalidInput):
        store.blocklist.add(pattern)
    assert store.blocklist.revision() == 0


# --- the dictionary


def texts(store: Store) -> list[str]:
    return [entry.text for entry in store.dictionary.list()]


def test_every_change_of_the_dictionary_is_kept_with_who_made_it_and_why(store: Store) -> None:
    assert store.dictionary.revision() == 0
    store.dictionary.add([Entry("synonym", "番茄, 西红柿", "veg"), Entry("stop", "促销")], "li", "summer")
    store.dictionary.remove([Entry("stop", "促销")], "wang")
    assert texts(store) == ["番茄, 西红柿"]
    later, first = store.dictionary.history()
    assert (first.number, first.who, first.why, [line.entry.text for line in first.lines]) == (1, "li", "summer", ["番茄, 西红柿", "促销"])
    assert (later.number, later.who, [(line.action, line.entry.text) for line in later.lines]) == (2, "wang", [("remove", "促销")])
    assert store.dictionary.revision() == 2


def test_what_changes_nothing_is_no_change(store: Store) -> None:
    store.dictionary.add([Entry("stop", "促销", "ads")])
    assert store.dictionary.add([Entry("stop", "促销", "ads")]) is None
    assert store.dictionary.remove([Entry("stop", "新款")]) is None
    assert store.dictionary.revision() == 1


def test_a_change_is_undone_and_the_undoing_too(store: Store) -> None:
    store.dictionary.add([Entry("stop", "促销", "old note")])
    store.dictionary.add([Entry("stop", "促销", "new note"), Entry("stop", "新款")])
    undone = store.dictionary.undo(2, "li")
    assert store.dictionary.list() == [Entry("stop", "促销", "old note")]
    assert (undone.undoes, undone.who) == (2, "li")
    store.dictionary.undo(undone.number)
    assert store.dictionary.list() == [Entry("stop", "促销", "new note"), Entry("stop", "新款")]


def test_a_change_whose_entries_were_changed_since_is_not_undone(store: Store) -> None:
    store.dictionary.add([Entry("stop", "促销"), Entry("stop", "新款")])
    store.dictionary.remove([Entry("stop", "促销")])
    with pytest.raises(Conflict, match="change 1 cannot be undone: stop '促销' was changed or removed since; undo that first"):
        store.dictionary.undo(1)
    assert texts(store) == ["新款"]
    with pytest.raises(NotFound, match="no change 9"):
        store.dictionary.undo(9)


def test_a_change_is_kept_whole_or_not_at_all(store: Store) -> None:
    def failing() -> Iterator[Entry]:
        yield Entry("stop", "促销")
        raise Cut

    with pytest.raises(Cut):
        store.dictionary.add(failing())
    assert (texts(store), store.dictionary.revision()) == ([], 0)


# --- events


def click(event_id: str, **more: object) -> Event:
    return Event(event_id, "click", NOW, query_id="q1", attributes={"object": {"object_id": "p1"}, "position": {"ordinal": 1}}, **more)  # type: ignore[arg-type]


def test_an_event_that_comes_again_is_a_duplicate(store: Store) -> None:
    assert tuple_of(store, [click("e1"), click("e2"), click("e1")]) == (2, 1)
    assert tuple_of(store, [click("e2"), click("e3")]) == (1, 1)
    assert [(one.number, one.event) for one in store.events.after(0)] == [(1, click("e1")), (2, click("e2")), (3, click("e3"))]
    assert store.events.count() == 3
    assert [one.number for one in store.events.after(1, limit=1)] == [2]


def tuple_of(store: Store, events: Sequence[Event]) -> tuple[int, int]:
    recorded = store.events.record(events)
    return recorded.accepted, recorded.duplicates


def test_asked_queries_come_back_as_they_were_recorded(store: Store) -> None:
    asked = AskedQuery("q1", "跑鞋", NOW, client_id="c1", hit_ids=("p2", "p1"), attributes={"page": 1})
    assert store.events.record_queries([asked, asked]).accepted == 1
    assert store.events.queries_after(0) == [(1, asked)]


def test_what_no_text_can_hold_is_left_out_of_a_recorded_query(store: Store) -> None:
    store.events.record([click("e1", user_query="a\x00b\ud800")])
    (kept,) = store.events.after(0)
    assert kept.event.user_query == "ab?"


# --- the databases


def test_tables_and_migrations_agree(store: Store, settings: Settings) -> None:
    check_store(settings)


def test_a_table_changed_behind_our_back_is_noticed(store: Store, settings: Settings) -> None:
    with store.catalogue.database.write() as connection:
        connection.exec_driver_sql("ALTER TABLE snapshots ADD COLUMN colour TEXT")
    with pytest.raises(Conflict, match=r"disagree.*colour"):
        check_store(settings)


def test_a_database_of_a_newer_version_is_refused(store: Store, settings: Settings) -> None:
    with store.catalogue.database.write() as connection:
        connection.exec_driver_sql("UPDATE catalogue_version SET version_num = '9999'")
    with pytest.raises(Conflict, match=r"is at revision 9999.*install a newer searchrank"):
        open_store(settings)
    with pytest.raises(Conflict, match="install a newer searchrank"):
        upgrade_store(settings)


def test_a_shop_that_was_never_made_says_how_to_make_it(settings: Settings) -> None:
    with pytest.raises(Conflict, match="searchrank init"):
        open_store(settings)
