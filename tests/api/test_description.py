"""The OpenAPI document against the service: every answer has a status and a form that it describes."""

import json
import re
from functools import cache

import jsonschema
import pytest
from django.test import Client
from drf_spectacular.validation import validate_schema

from claims.api.bulk import BulkQuery
from claims.api.duplicates import MostSuggestedInput
from claims.models import Claim, Claimant
from reviews.publishing.api.known import KnownForInput, MostInput
from reviews.publishing.api.search import SearchInput
from tests.api.operations import LISTS, OPERATIONS, ROWS, description, documented, perform
from tests.factories import ClaimantFactory


def as_json_schema(node):
    """OpenAPI 3.0 as JSON Schema: `nullable` allows null, and an object has no members but the described ones."""
    if isinstance(node, list):
        return [as_json_schema(inner) for inner in node]
    if not isinstance(node, dict):
        return node
    made = {name: as_json_schema(inner) for name, inner in node.items() if name != "nullable"}
    if "properties" in node and isinstance(node["properties"], dict) and node.get("type") == "object":
        made["additionalProperties"] = False
    return {"anyOf": [made, {"type": "null"}]} if node.get("nullable") is True else made


@cache
def components():
    return as_json_schema({"components": description()["components"]})


@cache
def validator(schema):
    return jsonschema.Draft202012Validator(components() | as_json_schema(json.loads(schema)))


def validate(body, schema):
    validator(json.dumps(schema)).validate(body)


TOLD = {"RateLimit", "RateLimit-Policy", "Retry-After", "Idempotency-Replayed"}
QUESTIONS = {
    "/search/": SearchInput, "/known-for/": KnownForInput, "/known/": MostInput, "/suggestions/": MostSuggestedInput,
}  # fmt: skip


def described(operation, answer):
    """The schema of what this very answer shows; fails where the description knows no such status, type or header."""
    responses = documented()[operation.name]["responses"]
    assert str(answer.status_code) in responses, (operation.name, answer.status_code)
    response = responses[str(answer.status_code)]
    assert {"RateLimit", "RateLimit-Policy"} <= TOLD & set(answer.headers) <= set(response["headers"])
    if "content" not in response:
        return None
    media = response["content"][answer.headers["Content-Type"].partition(";")[0]]
    return media.get("x-itemSchema", media["schema"])


def shown_by(answer):
    """The values that an answer in JSON shows: one, or one a line."""
    kind = answer.headers["Content-Type"].partition(";")[0]
    if kind.endswith("ndjson"):
        return [json.loads(line) for line in answer.getvalue().splitlines()]
    return [answer.json()] if kind.endswith("json") else []


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_answer_is_one_that_the_description_knows(newsroom, api, name):
    operation = OPERATIONS[name]
    row = operation.row(newsroom) if operation.row else None
    kind = Claimant.Kind.UNKNOWN if operation.is_write else Claimant.Kind.PERSON
    Claim.objects.update(claimant=ClaimantFactory(desk=newsroom.desk, kind=kind), said_on="2026-10-14")
    right = api(getattr(newsroom, operation.by))
    ask = getattr(right.client, operation.method)
    address = f"/api/v1/{operation.address(row)}"
    answers = [perform(operation, api(person), newsroom, row) for person in (newsroom.stranger, newsroom.viewer)]
    answers.append(getattr(Client(), operation.method)(address))
    if operation.body:
        for body in ("{", "[]", '{"nonsense": 1}'):
            answers.append(ask(address, body, content_type="application/json", headers=right.headers))
        answers.append(ask(address, "x", content_type="text/plain", headers=right.headers))
        answers.append(perform(operation, right, newsroom, row, If_Match='"77"'))
    else:
        answers.append(perform(operation, right, newsroom, row))
    if operation.is_write:  # again, from the state that it led to
        answers += [perform(operation, right, newsroom, row), perform(operation, right, newsroom, row)]
    for answer in answers:
        schema = described(operation, answer)
        for shown in shown_by(answer) if schema is not None else ():
            validate(shown, schema)
    assert operation.done in [answer.status_code for answer in answers]


def test_what_comes_in_lines_is_bytes_to_whoever_knows_no_lines():
    answer = documented()["post articles/bulk/"]["responses"]["200"]["content"]["application/x-ndjson"]
    assert answer["schema"] == {"type": "string", "format": "binary"}
    assert answer["x-itemSchema"] == {"$ref": "#/components/schemas/BulkAnswerOutput"}


def test_no_input_has_a_default_that_generated_clients_would_send():
    schemas = description()["components"]["schemas"]
    inputs = {name: schema["properties"] for name, schema in schemas.items() if name.endswith("Request")}
    assert [
        (name, member) for name, members in inputs.items() for member in members if "default" in members[member]
    ] == []
    assert inputs["CommentInputRequest"]["place"]["description"] == "Left out: `review`."


def test_an_address_that_may_be_empty_is_no_uri_and_another_is():
    schemas = description()["components"]["schemas"]
    assert "format" not in schemas["DeskOutput"]["properties"]["website"]
    assert schemas["WebhookOutput"]["properties"]["url"]["format"] == "uri"


def test_every_page_of_a_list_tells_of_both_its_neighbours():
    schemas = description()["components"]["schemas"]
    pages = {name: schema["required"] for name, schema in schemas.items() if name.startswith("Paginated")}
    del pages["PaginatedEventOutputList"]  # a stream, which goes one way
    assert set(map(tuple, pages.values())) == {("next", "previous", "results")}


def test_answers_to_come_back_later_say_when():
    for name, operation in documented().items():
        told = {status for status, answer in operation["responses"].items() if "Retry-After" in answer["headers"]}
        assert told == {"409", "429", "503"} & set(operation["responses"]), name


def test_the_description_is_valid_openapi_and_names_every_operation_once(db):
    validate_schema(description())
    names = [operation["operationId"] for operation in documented().values()]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_operation_says_in_words_what_it_does_and_needs_a_token(name):
    operation = documented()[name]
    assert operation.get("description", "").strip(), name
    assert {"token": []} in operation["security"]
    assert {"401", "403", "400"} <= set(operation["responses"])


def test_parameters_are_those_that_the_lists_take(newsroom, api):
    for name, operation in OPERATIONS.items():
        given = {p["name"] for p in documented()[name].get("parameters", []) if p["in"] == "query"}
        if name in LISTS or name.endswith("/deliveries/"):
            row = operation.row(newsroom) if operation.row else None
            answer = api(newsroom.admin).get(operation.address(row), nonsense=1)
            told = re.search(r"Known are: (.*)\.", answer.json()["errors"][0]["detail"])[1].split(", ")
            assert given == set(told), name
        elif operation.lines:
            assert given == set(BulkQuery().fields), name
        elif operation.path.endswith(tuple(QUESTIONS)):
            question = next(form for path, form in QUESTIONS.items() if operation.path.endswith(path))
            assert given == set(question().fields), name
        elif name in ROWS:
            assert given - {"expand"} == {"fields"}, name
        else:
            assert given == set(), name
