"""What callers of the API may rely on: each way of breaking it is named, and what may come is let in."""

import copy

import pytest
import yaml
from django.conf import settings

from config.contract import as_text, broken, main, promises

DOCUMENT = yaml.safe_load("""
paths:
  /claims/:
    get:
      parameters:
      - {in: query, name: state, schema: {type: array, items: {type: string, enum: [candidate, accepted]}}}
      - {in: query, name: page_size, schema: {type: integer, minimum: 1, maximum: 100}}
      responses:
        '200': {content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Claim'}}}}}
        '404': {content: {application/problem+json: {schema: {type: object}}}}
    post:
      parameters: [{in: header, name: Idempotency-Key, schema: {type: string}}]
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/ClaimInput'}}}}
      responses:
        '201': {content: {application/json: {schema: {$ref: '#/components/schemas/Claim'}}}}
components:
  schemas:
    Kind: {type: string, enum: [quote, law]}
    Nothing: {enum: [null]}
    Claim:
      type: object
      required: [id, text, kind]
      properties:
        id: {type: integer}
        text: {type: string}
        kind: {oneOf: [{$ref: '#/components/schemas/Kind'}, {$ref: '#/components/schemas/Nothing'}]}
        features: {type: object, additionalProperties: {type: number}}
        parts: {type: array, items: {type: object, required: [why], properties: {why: {type: string}}}}
        duplicate_of: {allOf: [{$ref: '#/components/schemas/Claim'}], nullable: true}
    ClaimInput:
      type: object
      required: [text]
      properties:
        text: {type: string, maxLength: 500, minLength: 1}
        kind: {allOf: [{$ref: '#/components/schemas/Kind'}]}
        note: {type: string, nullable: true}
""")
CLAIM, INPUT = "components/schemas/Claim", "components/schemas/ClaimInput"
GONE = object()


def changed(path, value):
    """The document with another value at `path`, whose parts are names and numbers between slashes; `|` is a slash."""
    document = copy.deepcopy(DOCUMENT)
    *way, last = [part.replace("|", "/") for part in path.split("/")]
    place = document
    for part in way:
        place = place[int(part) if isinstance(place, list) else part]
    last = int(last) if isinstance(place, list) else last
    if value is GONE:
        del place[last]
    else:
        place[last] = value
    return document


BREAKING = {
    "an operation is gone": ("paths/|claims|/post", GONE, "POST /claims/: is gone."),
    "a parameter is gone": ("paths/|claims|/get/parameters/1", GONE, "GET /claims/ ?page_size: is gone."),
    "a parameter must be sent": ("paths/|claims|/get/parameters/1/required", True, "?page_size: must be sent now."),
    "a page is smaller": ("paths/|claims|/get/parameters/1/schema/maximum", 50, "takes at most 50 now."),
    "a filter lost a value": (
        "paths/|claims|/get/parameters/0/schema/items/enum", ["candidate"], "?state[]: does not take accepted any more."
    ),
    "an answer is gone": ("paths/|claims|/post/responses/201", GONE, "POST /claims/ → 201: is gone."),
    "a member is not told": (f"{CLAIM}/properties/text", GONE, "reads Claim.text: is gone."),
    "a member deep inside is not told": (f"{CLAIM}/properties/parts/items/properties", {}, "parts[].why: is gone"),
    "a member may be missing": (f"{CLAIM}/required", ["id", "kind"], "Claim.text: is not always there any more."),
    "a member may be null": (f"{CLAIM}/properties/id/nullable", True, "reads Claim.id: may be null now."),
    "a number became a text": (f"{CLAIM}/properties/id/type", "string", "reads Claim.id: was integer, is string."),
    "values became a free text": (f"{INPUT}/properties/kind", {"type": "integer"}, "was string, is integer."),
    "a text is shorter": (f"{INPUT}/properties/text/maxLength", 400, "ClaimInput.text: takes at most 400 now."),
    "a text is longer": (f"{INPUT}/properties/text/minLength", 2, "ClaimInput.text: takes no less than 2 now."),
    "a text must be a known one": (f"{INPUT}/properties/text/enum", ["a"], "does not take every value any more."),
    "null is not taken": (f"{INPUT}/properties/note/nullable", False, "ClaimInput.note: may not be null any more."),
    "a member must be sent": (f"{INPUT}/required", ["text", "note"], "sends ClaimInput.note: must be sent now."),
    "a sent value is not taken": ("components/schemas/Kind/enum", ["law"], "ClaimInput.kind: does not take quote any"),
}  # fmt: skip
HARMLESS = {
    "an error is not answered": ("paths/|claims|/get/responses/404", GONE),
    "a larger page": ("paths/|claims|/get/parameters/1/schema/maximum", 500),
    "one more value": ("components/schemas/Kind/enum", ["quote", "law", "event"]),
    "a member may be left out": (f"{INPUT}/required", []),
    "a member is always there": (f"{CLAIM}/required", ["id", "text", "kind", "features"]),
    "one more member": (f"{CLAIM}/properties/state", {"type": "string"}),
    "one more that may be sent": (f"{INPUT}/properties/state", {"type": "string"}),
    "no shortest text": (f"{INPUT}/properties/text/minLength", GONE),
}


@pytest.mark.parametrize("name", BREAKING)
def test_what_breaks_a_promise_is_named(name):
    path, value, told = BREAKING[name]
    problems = broken(promises(DOCUMENT), promises(changed(path, value)))
    assert any(told in problem for problem in problems), problems


@pytest.mark.parametrize("name", HARMLESS)
def test_what_takes_nothing_away_is_let_in(name):
    assert broken(promises(DOCUMENT), promises(changed(*HARMLESS[name]))) == []


def test_a_new_member_that_must_be_sent_breaks_what_callers_send_today():
    document = changed(f"{INPUT}/properties/state", {"type": "string"})
    document["components"]["schemas"]["ClaimInput"]["required"].append("state")
    assert broken(promises(DOCUMENT), promises(document)) == ["sends ClaimInput.state: is new and must be sent."]
    asked = {"in": "query", "name": "desk", "required": True, "schema": {"type": "string"}}
    document = changed("paths/|claims|/get/parameters/0", asked)
    assert "GET /claims/ ?desk: is new and must be sent." in broken(promises(DOCUMENT), promises(document))


def test_a_new_operation_may_ask_for_what_it_likes():
    document = copy.deepcopy(DOCUMENT)
    document["paths"]["/desks/"] = {"get": {"parameters": [
        {"in": "query", "name": "language", "required": True, "schema": {"type": "string"}}
    ]}}  # fmt: skip
    assert broken(promises(DOCUMENT), promises(document)) == []


def test_the_contract_comes_back_from_its_file_as_it_went_in():
    document = yaml.safe_load((settings.BASE_DIR / "docs" / "openapi.yaml").read_text())
    assert yaml.safe_load(as_text(promises(document))) == promises(document)


def test_promises_are_made_one_by_one_and_kept(tmp_path, capsys):
    description, contract = tmp_path / "openapi.yaml", tmp_path / "contract.yaml"

    def said(document, *more):
        description.write_text(yaml.safe_dump(document))
        code = main([str(description), str(contract), *more])
        return code, capsys.readouterr().err

    assert said(DOCUMENT)[0] == 1  # nothing is promised yet
    assert said(DOCUMENT, "--promise") == (0, "")
    assert said(DOCUMENT) == (0, "")
    code, told = said(changed(f"{CLAIM}/properties/text", GONE), "--promise")
    assert (code, "reads Claim.text: is gone." in told) == (1, True)
    assert "reads Claim.text" in contract.read_text()  # which no command takes out
    more = changed(f"{CLAIM}/properties/state", {"type": "string"})
    code, told = said(more)
    assert (code, "reads Claim.state. Add them: make promise" in told) == (1, True)
    assert said(more, "--promise") == (0, "")
    assert said(more) == (0, "")


def test_what_a_line_of_an_answer_tells_is_kept_too():
    lines = {"schema": {"type": "string"}, "x-itemSchema": {"type": "object", "properties": {"outcome": {}}}}
    document = changed("paths/|claims|/get/responses/200/content", {"application/x-ndjson": lines})
    kept = promises(document)
    del lines["x-itemSchema"]["properties"]["outcome"]
    (problem,) = broken(kept, promises(document))
    assert problem == "GET /claims/ → 200 application/x-ndjson line.outcome: is gone."
