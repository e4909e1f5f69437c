"""The number of a request: on its answer, on its log lines, and in what a fault of ours is answered with."""

import io
import json
import logging
import logging.config
import time
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.test import Client

from claims.api.claims import ClaimViewSet
from config import logs
from config.celery import app
from reviews.publishing.site import views


@pytest.fixture
def written():
    """What is logged meanwhile, as LOG_FORMAT=json writes it."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(logs.Worked())
    handler.setFormatter(logs.JsonLines())
    logging.getLogger().addHandler(handler)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    logging.getLogger().removeHandler(handler)


def broken(*args, **kwargs):
    raise ZeroDivisionError("division by zero")


def test_every_answer_has_a_number_of_its_own(db):
    numbers = {Client().get(path)["X-Request-ID"] for path in ("/healthz/", "/healthz/", "/fact-checks/", "/nothing/")}
    assert len(numbers) == 4
    assert all(len(number) == 32 for number in numbers)


def test_a_fault_is_a_problem_whose_number_leads_to_its_log_line(newsroom, api, monkeypatch, written):
    monkeypatch.setattr(ClaimViewSet, "get_queryset", broken)
    answer = api(newsroom.viewer).get("claims/")
    problem = answer.json()
    assert (answer.status_code, answer["Content-Type"]) == (500, "application/problem+json")
    assert (problem["title"], problem["status"]) == ("Internal Server Error", 500)
    assert problem["request"] == answer["X-Request-ID"]
    assert problem["request"] in problem["detail"]
    assert "division" not in answer.content.decode()
    (line,) = [one for one in written() if one["level"] == "ERROR"]
    assert (line["request"], line["logger"]) == (problem["request"], "django.request")
    assert "ZeroDivisionError: division by zero" in line["error"]


def test_a_page_says_the_number_too(db, monkeypatch):
    monkeypatch.setattr(views, "rich", broken)
    answer = Client(raise_request_exception=False).get("/fact-checks/about/")
    assert answer.status_code == 500
    assert answer["X-Request-ID"] in answer.content.decode()


def test_what_a_task_writes_carries_the_number_and_name_of_the_task(written):
    @app.task(name="tests.say")
    def say():
        logging.getLogger("tests").warning("said %s", "so")

    say.apply(task_id="0f0f")
    (line,) = [one for one in written() if one["logger"] == "tests"]
    assert (line["message"], line["task"], line["task_name"]) == ("said so", "0f0f", "tests.say")
    assert "request" not in line


def test_lines_for_people_are_in_utc_wherever_the_newsroom_is(capsys, monkeypatch):
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    time.tzset()
    try:
        logging.config.dictConfig(logs.configuration(level="INFO", form="line"))
        logging.getLogger("tests").info("a line")
    finally:
        monkeypatch.undo()
        time.tzset()
        logging.config.dictConfig(settings.LOGGING)
    written, _, _ = capsys.readouterr().err.partition("Z ")
    passed = datetime.now(UTC) - datetime.fromisoformat(f"{written}+00:00")
    assert timedelta(0) <= passed < timedelta(minutes=1)


def test_both_forms_are_ones_that_python_takes(capsys):
    for form in ("json", "line"):
        logging.config.dictConfig(logs.configuration(level="INFO", form=form))
        logging.getLogger("tests").info("a line")
        assert "a line" in capsys.readouterr().err
    logging.config.dictConfig(settings.LOGGING)
    with pytest.raises(ValueError, match="LOG_FORMAT"):
        logs.configuration(level="INFO", form="xml")
