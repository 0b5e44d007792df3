"""What settings say of themselves: never a secret, and at once what cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest

from searchrank.errors import InvalidSettings
from searchrank.settings import load_settings


def said(home: Path, **changes: object) -> str:
    with pytest.raises(InvalidSettings) as caught:
        load_settings(home, {}, **changes)
    return caught.value.message


def test_key_and_token_are_shown_nowhere(tmp_path: Path) -> None:
    settings = load_settings(tmp_path, {"SEARCHRANK_ADMIN_TOKEN": "s3cret-token", "SEARCHRANK_ELASTICSEARCH__API_KEY": "s3cret-key"})
    assert "s3cret" not in repr(settings) + str(settings.model_dump()) + settings.model_dump_json()
    assert settings.admin_token is not None and settings.admin_token.get_secret_value() == "s3cret-token"


def test_a_faulty_secret_is_refused_without_being_shown(tmp_path: Path) -> None:
    message = said(tmp_path, elasticsearch={"api_key": 5318008}, admin_token=["5318008"])
    assert "5318008" not in message
    assert "setting 'elasticsearch.api_key' has the value (not shown)" in message and "setting 'admin_token' has the value (not shown)" in message


def test_a_prefix_that_could_be_another_shop_s_index_is_refused(tmp_path: Path) -> None:
    message = said(tmp_path, elasticsearch={"index_prefix": "shop-v000001"})
    assert message == "setting 'elasticsearch.index_prefix' has the value 'shop-v000001': it must not end like the index of a version"
    assert load_settings(tmp_path, {}, elasticsearch={"index_prefix": "shop-v2"}).elasticsearch.index_prefix == "shop-v2"


def test_a_certificate_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert "setting 'elasticsearch.ca_certs' has the value '/nowhere/ca.pem': path does not point to a file" in said(
        tmp_path, elasticsearch={"ca_certs": "/nowhere/ca.pem"}
    )
