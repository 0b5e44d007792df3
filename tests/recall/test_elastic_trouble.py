"""Each kind of trouble with Elasticsearch is one clear sentence: on a real server where it can be brought about, on a scripted one elsewhere."""

from __future__ import annotations

import ssl
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from searchrank.recall.clause import Term
from searchrank.recall.elastic import ElasticServer
from searchrank.recall.engine import IndexRow, Request
from searchrank.settings import ElasticsearchSettings
from tests.recall.scripted import failure, playing, says

SHOE = Request(Term("title", "shoe"))
ONE = [IndexRow(0, {"title": "shoe"})]
FULL = "index.blocks.read_only_allow_delete"


@pytest.fixture(params=["elasticsearch_8_url", "elasticsearch_9_url"])
def server(request: pytest.FixtureRequest) -> Iterator[ElasticServer]:
    server = ElasticServer.connect(ElasticsearchSettings(url=request.getfixturevalue(request.param), timeout_ms=5000))
    yield server
    server.close()


@contextmanager
def full_disk(server: ElasticServer) -> Iterator[None]:
    """As a server locks itself when its disk is full: nothing is written anywhere, what is there may be read and removed."""
    lock: Callable[[bool | None], object] = lambda on: server.client.cluster.put_settings(  # noqa: E731
        persistent={"cluster.blocks.read_only_allow_delete": on}
    )
    lock(True)
    try:
        yield
    finally:
        lock(None)


def test_a_full_disk_while_publishing_is_told_and_the_older_index_still_answers(server: ElasticServer) -> None:
    older = server.engine("full-1")
    older.build(ONE)
    with full_disk(server):
        said = failure(lambda: server.engine("full-2").build(ONE))
        assert said.startswith(f"Elasticsearch at {server.address} lets nothing be written (")
        assert said.endswith("its disk is full or it was locked by hand; free it, then publish again")
        assert older.search(SHOE).rows.tolist() == [0]
        server.delete("full-1")
    assert server.indexes("full-") == []


def test_a_full_disk_while_products_change_is_told_and_the_change_can_be_made_again_later(server: ElasticServer) -> None:
    engine = server.engine("full-3")
    engine.build(ONE)
    server.client.indices.put_settings(index="full-3", settings={FULL: True})
    for call in (lambda: engine.update([IndexRow(1, {"title": "shoe"})]), lambda: engine.remove([0])):
        assert "lets nothing be written (" in failure(call)
    assert engine.search(SHOE).rows.tolist() == [0]
    server.client.indices.put_settings(index="full-3", settings={FULL: None})
    engine.update([IndexRow(1, {"title": "shoe"})])
    assert engine.search(SHOE).rows.tolist() == [0, 1]
    server.delete("full-3")


def test_a_product_that_does_not_fit_the_mapping_is_named_and_the_others_are_kept(server: ElasticServer) -> None:
    engine = server.engine("fitting")
    engine.build(ONE)
    said = failure(lambda: engine.update([IndexRow(1, {"title": "shoe"}), IndexRow(1 << 40, {"title": "shoe"})]))
    assert "refused 1 products (row 1099511627776 first: " in said and "out of range" in said
    server.delete("fitting")


def test_a_mapping_that_was_changed_by_hand_refuses_products_by_name(server: ElasticServer) -> None:
    engine = server.engine("conflict")
    engine.build(ONE)
    properties = {"row": {"type": "integer"}, "title": {"type": "boolean"}}
    server.client.indices.delete(index="conflict")
    meta = {"searchrank": {"mapping": 1, "shop": "", "shards": 1}}
    server.client.indices.create(index="conflict", mappings={"_meta": meta, "dynamic": "strict", "properties": properties})
    said = failure(lambda: engine.update([IndexRow(7, {"title": "shoe"})]))
    assert "refused 1 products (row 7 first: " in said and said.endswith(": publish again")
    server.delete("conflict")


def test_a_wrong_key_is_told_and_never_shown() -> None:
    denied = {"error": {"type": "security_exception", "reason": "unable to authenticate with provided credentials"}, "status": 401}
    with playing(says(denied, status=401), api_key="c2VjcmV0OmtleQ==") as (server, script):
        said = [failure(lambda: server.engine("products-1").search(SHOE)) for _ in range(7)]
        assert "c2VjcmV0" not in repr(server) + repr(server.settings) + str(server.settings.model_dump())
    assert set(said) == {f"Elasticsearch at {server.address} does not know who asks (401): check elasticsearch.api_key"}
    assert len(script.paths) == 7


def test_a_key_without_the_right_is_told() -> None:
    denied = {"error": {"type": "security_exception", "reason": "action [indices:data/read/search] is unauthorized"}, "status": 403}
    with playing(says(denied, status=403)) as (server, _):
        said = failure(lambda: server.engine("products-1").search(SHOE))
    assert "does not allow this (403: action [indices:data/read/search] is unauthorized): give the key" in said


def test_tls_to_a_server_that_speaks_none_is_told() -> None:
    with playing(says({}), url="https://127.0.0.1:PORT") as (server, script):
        said = failure(lambda: server.engine("products-1").search(SHOE))
    assert said.startswith(f"Elasticsearch at {server.address} cannot be spoken to over TLS (")
    assert said.endswith("check elasticsearch.url (http or https) and elasticsearch.ca_certs")
    assert script.paths == []


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate that signs itself, as a fresh server brings one, and its key."""
    folder = tmp_path_factory.mktemp("certificate")
    made, key = folder / "made.pem", folder / "key.pem"
    subject = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *subject, "-keyout", str(key), "-out", str(made)]
    subprocess.run(command, check=True, capture_output=True)
    return made, key


def test_a_certificate_that_nobody_vouches_for_is_told_and_trusted_once_it_is_named(certificate: tuple[Path, Path]) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    found = {"timed_out": False, "_shards": {"failed": 0}, "hits": {"hits": [{"sort": [1.5, 7]}]}}
    with playing(says(found), tls=context, url="https://127.0.0.1:PORT", timeout_ms=2000) as (server, script):
        assert "cannot be spoken to over TLS (" in failure(lambda: server.engine("products-1").search(SHOE))
        assert script.paths == []
        trusting = ElasticServer.connect(server.settings.model_copy(update={"ca_certs": certificate[0]}))
        assert trusting.engine("products-1").search(SHOE).rows.tolist() == [7]
        trusting.close()


def test_an_answer_that_is_none_of_elasticsearch_s_is_told() -> None:
    def page(handler: object) -> None:
        handler.send_response(200)  # type: ignore[attr-defined]
        handler.send_header("Content-Type", "text/html")  # type: ignore[attr-defined]
        handler.send_header("Content-Length", "5")  # type: ignore[attr-defined]
        handler.end_headers()  # type: ignore[attr-defined]
        handler.wfile.write(b"hello")  # type: ignore[attr-defined]

    with playing(page) as (server, _):
        said = failure(lambda: server.engine("products-1").search(SHOE))
    assert said == f"Elasticsearch at {server.address} gave an answer that is none of Elasticsearch's ('hello'): check elasticsearch.url"
