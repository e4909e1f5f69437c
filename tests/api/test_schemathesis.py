"""Schemathesis tries what nobody thought of: each answer is one that docs/openapi.yaml describes, no 5xx."""

from contextlib import closing

import hypothesis
import pytest
import schemathesis
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.api.operations import OPERATIONS, PREFIX

CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance, response_headers_conformance,
    response_schema_conformance,
]  # fmt: skip
EXAMPLES = 2  # of right input and as many of wrong, for each of nearly two hundred operations
ALIKE = hypothesis.settings(  # in every run; an example changes what the next one meets, so none is tried again
    max_examples=EXAMPLES, derandomize=True, database=None, deadline=None, phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip


@pytest.fixture(scope="session")
def description():
    schemathesis.serializer.alias("application/x-ndjson", "application/octet-stream")  # it knows no lines
    return schemathesis.openapi.from_path(settings.BASE_DIR / "docs" / "openapi.yaml", config=schemathesis.Config())


@pytest.fixture
def service():
    """The whole service by WSGI. It would close the connection on which the test's transaction is open."""
    handler = WSGIHandler()

    def answer(environ, start_response):
        with closing(handler(environ, start_response)) as response:
            return [b"".join(response)]

    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield answer
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.mark.parametrize("name", OPERATIONS)
def test_whatever_is_asked_the_answer_is_one_that_is_described(newsroom, api, description, service, name):
    operation = OPERATIONS[name]
    row = operation.row(newsroom) if operation.row else None
    headers = api(getattr(newsroom, operation.by)).headers
    described = description[PREFIX + operation.path][operation.method]
    its_row = {"path_parameters": {"id": row.pk}} if operation.is_detail else {}
    unlike = []

    def ask(case):
        case.query.pop("fields", None)  # leaves members out on purpose, as its description says
        answer = case.call(app=service, headers=headers)
        try:
            case.validate_response(answer, checks=CHECKS)
        except FailureGroup as failures:
            unlike.extend(f"{one.title}. {one.message}\n{case.as_curl_command()}" for one in failures.exceptions)

    ALIKE(given(described.as_strategy(GenerationMode.POSITIVE, **its_row))(ask))()
    ALIKE(given(described.as_strategy(GenerationMode.NEGATIVE))(ask))()
    assert unlike == []
