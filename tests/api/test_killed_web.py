"""A web server that is killed while it works on a request under a key: done once, whenever the kill came."""

import json
import os
import signal
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from http.client import HTTPConnection, HTTPException

import psycopg
import pytest
from django.conf import settings
from django.db.models.functions import Now

from claims.models import ApiToken, Claim, KeyedRequest, Scope
from config.children import dying_with
from config.run import WEB
from tests.config.test_children import until
from tests.conftest import Newsroom
from tests.servers import url_of_the_test_database

KEY = "0b0f6f2d-9a11-4d8c-8c1e-4b7f2f0e9d1b"
SECONDS_TO_START = 60
WAITING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND starts_with(query, %s)"


class Web:
    """The web server as production runs it, on a port that stays the same when it is started again."""

    def __init__(self, log):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.log, self.process = log, None

    def start(self):
        command = [sys.executable, "-m", "gunicorn", "config.wsgi:application", "--bind", f"127.0.0.1:{self.port}"]
        service = {"DJANGO_SETTINGS_MODULE": "config.settings", "DATABASE_URL": url_of_the_test_database()}
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                [*command, *WEB], stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
                cwd=settings.BASE_DIR, env=os.environ | service, start_new_session=True,
                preexec_fn=dying_with(os.getpid()),
            )  # fmt: skip
        until(self.answers, SECONDS_TO_START)

    def answers(self):
        assert self.process.poll() is None, self.log.read_text()
        with suppress(OSError, HTTPException):
            return self.ask("GET", "/healthz/")[0] == 200
        return False

    def ask(self, method, path, body=None, headers=None):
        """Status, headers and body of an answer; whoever is killed meanwhile gives none."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()

    def kill(self):
        """As the machine's power does: at once, the master with its workers."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@pytest.fixture
def newsroom(transactional_db):
    return Newsroom()


@pytest.fixture
def web(newsroom, tmp_path):
    web = Web(tmp_path / "web.log")
    web.start()
    yield web
    web.kill()


@pytest.fixture
def accept(newsroom, web):
    """`accept()`: the answer to accepting one claim, always by the same request under the same key."""
    _, secret = ApiToken.objects.issue(newsroom.reviewer, name="test", scopes=list(Scope.values))
    headers = {"Authorization": f"Bearer {secret}", "Content-Type": "application/json", "Idempotency-Key": KEY}
    path = f"/api/v1/claims/{newsroom.claim().pk}/accept/"
    return lambda: web.ask("POST", path, "{}", headers)


@contextmanager
def holding(statement):
    """What `statement` locks, locked by somebody else until the block ends."""
    with psycopg.connect(url_of_the_test_database()) as other:
        other.execute(statement)
        yield other


def someone_waits_for(statement):
    """Wait until the web server does: until PostgreSQL holds up a statement that begins like this."""
    with psycopg.connect(url_of_the_test_database(), autocommit=True) as watch:
        until(lambda: watch.execute(WAITING, [statement]).fetchone()[0], 10)


def told(answer, code, kind):
    assert (answer[0], json.loads(answer[2])["type"]) == (code, f"urn:claimdesk:problem:{kind}")


def accepted():
    """How often the claim was accepted."""
    return Claim.objects.get().events.filter(name="accept").count()


def end_the_lease():
    KeyedRequest.objects.update(lease_until=Now())


def test_killed_before_the_commit_nothing_is_done_and_the_next_attempt_does_it_once(web, accept):
    with ThreadPoolExecutor(1) as client, holding("SELECT FROM claims_claim FOR UPDATE"):
        lost = client.submit(accept)
        someone_waits_for('UPDATE "claims_claim"')
        web.kill()
        assert isinstance(lost.exception(), ConnectionError)
    web.start()
    told(accept(), 409, "RequestUnderWay")
    assert (accepted(), KeyedRequest.objects.get().has_happened) == (0, False)
    end_the_lease()
    code, headers, body = accept()
    assert (code, json.loads(body)["state"], "Idempotency-Replayed" in headers) == (200, "accepted", False)
    code, headers, again = accept()
    assert (code, again, headers["Idempotency-Replayed"]) == (200, body, "true")
    assert accepted() == 1


def test_killed_between_the_commit_and_the_answer_it_is_known_to_be_done_and_never_done_again(web, accept):
    """The answer names the places in the text, which nothing reads while the claim is moved."""
    with ThreadPoolExecutor(1) as client, holding("SELECT FROM claims_claim FOR UPDATE") as moving:
        lost = client.submit(accept)
        someone_waits_for('UPDATE "claims_claim"')
        with holding("LOCK TABLE claims_revision IN ACCESS EXCLUSIVE MODE"):
            moving.rollback()
            someone_waits_for('SELECT "claims_appearance"')
            web.kill()
        assert isinstance(lost.exception(), ConnectionError)
    web.start()
    told(accept(), 409, "RequestUnderWay")
    end_the_lease()
    for _ in range(2):
        told(accept(), 409, "OutcomeUnknown")
    assert (accepted(), Claim.objects.get().state) == (1, "accepted")


def test_killed_after_the_answer_was_kept_the_next_process_gives_it_again(web, accept):
    code, headers, body = accept()
    assert (code, "Idempotency-Replayed" in headers) == (200, False)
    web.kill()
    web.start()
    for _ in range(2):
        code, headers, again = accept()
        assert (code, again, headers["Idempotency-Replayed"]) == (200, body, "true")
    assert accepted() == 1
