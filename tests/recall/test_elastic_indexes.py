"""Indexes on a real Elasticsearch: made, told apart, named for people, removed; by one process or several threads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from searchrank.errors import Conflict
from searchrank.recall.clause import Term, any_of
from searchrank.recall.elastic import ElasticServer
from searchrank.recall.engine import IndexRow, Request
from searchrank.settings import ElasticsearchSettings
from tests.contracts.plain import SAME, catalogue
from tests.recall.scripted import failure

SHOE = Request(Term("title", "shoe"))
ONE = [IndexRow(0, {"title": "shoe"})]


@pytest.fixture
def server(elasticsearch_8_url: str) -> Iterator[ElasticServer]:
    server = ElasticServer.connect(ElasticsearchSettings(url=elasticsearch_8_url, timeout_ms=5000))
    yield server
    server.close()


def test_indexes_are_listed_by_prefix_found_and_deleted(server: ElasticServer) -> None:
    for name in ("kept-b", "kept-a", "other"):
        server.engine(name).build([IndexRow(0, {"title": "shoe"})])
    assert server.indexes("kept-") == ["kept-a", "kept-b"]
    assert server.indexes("nobody-") == []
    assert (server.exists("kept-a"), server.exists("kept-c")) == (True, False)
    for name in ("kept-a", "kept-a", "kept-b", "other"):
        server.delete(name)
    assert server.indexes("kept-") == []


def test_a_search_in_an_index_that_is_gone_says_what_to_do(server: ElasticServer) -> None:
    assert "has no such index" in failure(lambda: server.engine("never-built").search(SHOE))
    assert "publish again" in failure(lambda: server.engine("never-built").search(SHOE))


def test_a_product_that_the_server_refuses_is_named(server: ElasticServer) -> None:
    engine = server.engine("refusing")
    said = failure(lambda: engine.build([IndexRow(1, {"title": "shoe"}), IndexRow(1 << 40, {"title": "shoe"})]))
    assert "refused 1 products (row 1099511627776 first" in said
    server.delete("refusing")


def test_products_are_sent_as_they_come_in_portions(elasticsearch_8_url: str) -> None:
    server = ElasticServer.connect(ElasticsearchSettings(url=elasticsearch_8_url, bulk_size=2, bulk_threads=1, timeout_ms=5000))
    engine, seen = server.engine("portions"), []

    def rows() -> Iterator[IndexRow]:
        for row in range(7):
            seen.append(int(server.client.cat.count(index="portions", format="json").body[0]["count"]) if row == 6 else row)
            server.client.indices.refresh(index="portions")
            yield IndexRow(row, {"title": "shoe"})

    engine.build(rows())
    assert seen[-1] >= 2
    assert engine.search(SHOE).rows.tolist() == list(range(7))
    server.delete("portions")
    server.close()


def test_a_finished_index_is_one_segment_without_documents(server: ElasticServer) -> None:
    server.engine("finished").build(IndexRow(row, {"title": "shoe"}) for row in range(3000))
    segments = server.client.cat.segments(index="finished", format="json").body
    assert [(segment["docs.count"], segment["docs.deleted"]) for segment in segments] == [("3000", "0")]
    assert server.client.search(index="finished", size=1).body["hits"]["hits"][0].get("_source") is None
    server.delete("finished")


def test_the_release_is_told_without_the_call_that_small_servers_lack(server: ElasticServer) -> None:
    assert server.version().startswith("8.19.")


def behind(url: str, **settings: object) -> ElasticServer:
    return ElasticServer.connect(ElasticsearchSettings(url=url, timeout_ms=5000, **settings))  # type: ignore[arg-type]


def test_shards_and_replicas_of_the_settings_are_those_of_the_index(elasticsearch_8_url: str) -> None:
    server = behind(elasticsearch_8_url, shards=3, replicas=1)
    server.engine("spread").build(catalogue(300))
    settings = server.client.indices.get_settings(index="spread").body["spread"]["settings"]["index"]
    assert (settings["number_of_shards"], settings["number_of_replicas"]) == ("3", "1")
    segments = server.client.cat.segments(index="spread", format="json").body
    assert sorted(segment["shard"] for segment in segments) == ["0", "1", "2"]
    made = server.made("spread")
    assert made is not None and made.shards == 3
    server.delete("spread")
    server.close()


def test_products_weigh_the_same_on_one_shard_and_on_three(elasticsearch_8_url: str) -> None:
    """A rare word: each shard alone would weigh it by how many of its own products have it."""
    rows = [*catalogue(400), *(IndexRow(1000 + row, {"title": "rare w1"}) for row in range(5))]
    asked, scores = Request(any_of([Term("title", "rare"), Term("title", SAME)]), limit=400), []
    for shards in (1, 3):
        server = behind(elasticsearch_8_url, shards=shards)
        engine = server.engine(f"weighing-{shards}")
        engine.build(rows)
        answer = engine.search(asked)
        scores.append(list(zip(answer.rows.tolist(), answer.score.round(4).tolist(), strict=True)))
        server.delete(engine.index)
        server.close()
    assert scores[0] == scores[1]
    assert len(scores[0]) == 29


def test_a_build_by_several_threads_finds_and_orders_the_same_as_a_build_by_one(elasticsearch_8_url: str) -> None:
    rows, requests = catalogue(3000), [Request(any_of([Term("title", "w3"), Term("title", SAME)]), limit=500), Request(Term("title", "w1"), limit=50)]
    answers = []
    for threads in (1, 4, 4):
        server = behind(elasticsearch_8_url, bulk_threads=threads, bulk_size=100)
        engine = server.engine("built-in-parallel")
        engine.build(rows)
        answers.append([(one.rows.tolist(), one.score.tolist()) for one in engine.search_all(requests)])
        server.delete(engine.index)
        server.close()
    assert answers[0] == answers[1] == answers[2]


def test_an_index_that_another_shop_made_is_neither_replaced_nor_removed(server: ElasticServer) -> None:
    mine, theirs = (replace(server, shop=name) for name in ("mine", "theirs"))
    theirs.engine("clash-v000001").build(ONE)
    with pytest.raises(Conflict, match=r"the index clash-v000001 of .* is not this shop's: give elasticsearch.index_prefix a name"):
        mine.engine("clash-v000001").build(ONE)
    mine.delete("clash-v000001")
    assert theirs.engine("clash-v000001").search(SHOE).rows.tolist() == [0]
    theirs.engine("clash-v000001").build([*ONE, IndexRow(1, {"title": "shoe"})])
    assert mine.engine("clash-v000001").search(SHOE).rows.tolist() == [0, 1]
    theirs.delete("clash-v000001")
    assert not server.exists("clash-v000001")


def test_an_index_that_is_nobody_s_work_of_ours_is_not_replaced(server: ElasticServer) -> None:
    server.client.indices.create(index="stranger")
    with pytest.raises(Conflict, match="not this shop's"):
        server.engine("stranger").build(ONE)
    assert failure(lambda: server.engine("stranger").search(SHOE)) == (
        f"the index stranger of Elasticsearch at {server.address} is not made by searchrank: publish again"
    )
    server.client.indices.delete(index="stranger")


def test_an_index_with_another_version_of_the_mapping_is_refused(server: ElasticServer) -> None:
    engine = server.engine("aged")
    engine.build(ONE)
    server.client.indices.put_mapping(index="aged", meta={"searchrank": {"mapping": 99, "shop": "", "shards": 1}})
    expected = f"the index aged of Elasticsearch at {server.address} is of version 99 of the mapping, this program reads 1: publish again"
    later = server.engine("aged")
    for call in (lambda: later.search(SHOE), lambda: later.search_all([SHOE, SHOE]), lambda: later.update(ONE), lambda: later.remove([0])):
        assert failure(call) == expected
    server.delete("aged")


def test_an_index_made_before_indexes_told_their_version_still_answers(server: ElasticServer) -> None:
    engine = server.engine("early")
    engine.build(ONE)
    server.client.indices.put_mapping(index="early", meta={})
    assert server.engine("early").search(SHOE).rows.tolist() == [0]
    server.delete("early")


def test_a_change_of_an_index_that_is_gone_does_not_make_one(server: ElasticServer) -> None:
    engine = server.engine("vanished")
    engine.build(ONE)
    server.client.indices.delete(index="vanished")
    for call in (lambda: engine.update(ONE), lambda: engine.remove([0]), lambda: engine.search(SHOE)):
        assert "has no such index" in failure(call)
    assert not server.exists("vanished")


def test_the_alias_for_people_names_one_index_at_a_time(server: ElasticServer) -> None:
    for name in ("people-v000001", "people-v000002"):
        server.engine(name).build(ONE)
    named = []
    for index in ("people-v000001", "people-v000002", "people-v000002", "people-v000001", None, None):
        server.point("people", index)
        named.append([one for one in server.indexes("people-") if server.client.indices.exists_alias(name="people", index=one)])
    assert named == [["people-v000001"], ["people-v000002"], ["people-v000002"], ["people-v000001"], [], []]
    assert failure(lambda: server.point("people-v000002", "people-v000001"))
    for name in ("people-v000001", "people-v000002"):
        server.delete(name)
