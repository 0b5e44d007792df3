from __future__ import annotations

import re
from dataclasses import fields
from typing import Any

import pytest
from flask.testing import FlaskClient
from pydantic import BaseModel
from searchrank_web import answers

from searchrank import records

RECORDS = [
    (records.Page, answers.SearchAnswer),
    (records.Hit, answers.Hit),
    (records.Step, answers.Step),
    (records.Missing, answers.Missing),
    (records.Suggestions, answers.SuggestAnswer),
    (records.Suggestion, answers.Suggestion),
]


@pytest.mark.parametrize(("record", "model"), RECORDS)
def test_models_of_answers_have_the_fields_of_the_records(record: Any, model: type[BaseModel]) -> None:
    assert {field.name for field in fields(record)} == set(model.model_fields)


def test_every_api_address_is_in_the_document_and_no_other(client: FlaskClient) -> None:
    served = {
        (re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule), method.lower())
        for rule in client.application.url_map.iter_rules()
        if rule.endpoint.startswith("api.")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    paths = client.get("/openapi.json").get_json()["paths"]
    assert served == {(path, method) for path, methods in paths.items() for method in methods}


def test_every_reference_in_the_document_leads_somewhere(client: FlaskClient) -> None:
    response = client.get("/openapi.json")
    body = response.get_json()
    for pointer in set(re.findall(r'"\$ref":"#/([^"]+)"', response.text)):
        found = body
        for part in pointer.split("/"):
            found = found[part]


def test_the_parameters_in_the_document_are_those_that_are_read(client: FlaskClient) -> None:
    named = [parameter["name"] for parameter in client.get("/openapi.json").get_json()["paths"]["/search"]["get"]["parameters"]]
    refused = client.get("/search?no_such=1").get_json()["error"]["message"]
    assert refused.endswith("known are " + ", ".join(named))


@pytest.mark.parametrize(
    ("address", "model"),
    [
        ("/search?q=连衣裙&facets=brand&explain=1", answers.SearchAnswer),
        ("/search?q=显瘦", answers.SearchAnswer),
        ("/search?q=T恤&page=2", answers.SearchAnswer),
        ("/search?page=0", answers.ErrorAnswer),
        ("/suggest?q=跑鞋", answers.SuggestAnswer),
        ("/health", answers.HealthAnswer),
        ("/health/ready", answers.ReadyAnswer),
        ("/version", answers.VersionAnswer),
    ],
)
def test_real_answers_keep_the_document(client: FlaskClient, address: str, model: type[BaseModel]) -> None:
    response = client.get(address)
    model.model_validate_json(response.data, strict=True)
    path, status = address.split("?")[0], str(response.status_code)
    described = _resolved(client.get("/openapi.json").get_json(), path, status)
    assert described == {"$ref": f"#/components/schemas/{model.__name__}"}


def _resolved(document: dict[str, Any], path: str, status: str) -> Any:
    response = document["paths"][path]["get"]["responses"][status]
    if "$ref" in response:
        response = document["components"]["responses"][response["$ref"].rpartition("/")[2]]
    return response["content"]["application/json"]["schema"]
