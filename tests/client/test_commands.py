"""The `claimdesk` command and the Python client against a live server, as programs on another machine use them."""

import csv
import io
import json
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from click.testing import CliRunner
from django.conf import settings

from claims.models import ApiToken, Article, Claim, Import, Scope
from reviews.client import Claimdesk, Refused, Unreachable
from reviews.client.commands import main
from reviews.client.showing import plain
from tests.conftest import Newsroom
from tests.factories import ClaimantFactory
from tests.loopback import serving

FILE = " date 2026-10-14 Harbour wall costs more\n\nBy Ines Valloy\n\nThe council spent 4.2 million crowns, she said.\n"


@pytest.fixture
def newsroom(transactional_db):
    return Newsroom()


@pytest.fixture
def run(live_server):
    """`run(user, *words)`: what the command does for that person."""

    def call(user, *words):
        _, secret = ApiToken.objects.issue(user, name="command", scopes=list(Scope.values))
        environment = {"CLAIMDESK_URL": live_server.url, "CLAIMDESK_TOKEN": secret}
        return CliRunner().invoke(main, words, env=environment)

    return call


def test_files_folders_and_what_is_wrong_with_one_of_them(newsroom, worker, run, tmp_path):
    (tmp_path / "1.txt").write_text(FILE)
    (tmp_path / "2.txt").write_text("no header at all")
    done = run(newsroom.reviewer, "--json", "ingest", str(tmp_path))
    assert (done.exit_code, "2.txt" in done.stderr, "1 of 2 were refused" in done.stderr) == (1, True, True)
    (article,) = [json.loads(row) for row in done.stdout.splitlines() if row.startswith("{")]
    assert (article["title"], article["extraction"]["state"]) == ("Harbour wall costs more", "done")
    assert article["extraction"]["found"] == Claim.objects.count() > 0


def test_addresses_are_imported_and_what_fails_says_why(newsroom, worker, run, live_server):
    address = f"{live_server.url}/v1alpha1/claims:search?query=wall"
    done = run(newsroom.reviewer, "import", "no address", address)
    row = Import.objects.get()
    assert (done.exit_code, "no address: " in done.stderr, "2 of 2 failed" in done.stderr) == (1, True, True)
    assert (row.url, row.state, f"{row.pk}  failed  0  0  0  0  {address}" in done.stdout) == (address, "failed", True)
    assert row.reason[:60] in done.stdout, "an address inside the house is not fetched"
    queued = run(newsroom.reviewer, "--json", "import", "--no-wait", address)
    assert (queued.exit_code, json.loads(queued.stdout)["state"]) == (0, "queued")


def test_a_claim_is_listed_moved_taken_and_a_stale_move_is_refused(newsroom, run):
    claim = newsroom.claim(text="The wall cost 4.2 million crowns.")
    listed = run(newsroom.reviewer, "list", "claims", "-f", "state=candidate", "-f", "state=accepted")
    assert claim.text in listed.stdout
    stale = run(newsroom.reviewer, "move", "claims", str(claim.pk), "accept", "--if-version", "9")
    assert (stale.exit_code, "Traceback" in stale.output) == (1, False)
    accepted = run(newsroom.reviewer, "--json", "move", "claims", str(claim.pk), "accept", "-d", "note=Worth it")
    assert json.loads(accepted.stdout)["state"] == "accepted"
    assert claim.events.latest("version").note == "Worth it"
    taken = run(newsroom.reviewer, "--json", "take")
    assert json.loads(taken.stdout)["claim"] == claim.pk
    nothing = run(newsroom.second, "take")
    assert (nothing.exit_code, "Nothing waits for you" in nothing.stderr) == (1, True)


def test_everything_is_exported_page_by_page_in_three_formats(newsroom, run, tmp_path):
    claims = [newsroom.claim(claimant=ClaimantFactory(desk=newsroom.desk, name=f"=SUM({n})")) for n in range(130)]
    wanted = sorted(claim.pk for claim in claims)
    lines = run(newsroom.viewer, "export", "claims").stdout.splitlines()
    assert sorted(json.loads(row)["id"] for row in lines) == wanted
    file = tmp_path / "claims.json"
    assert "130 claims" in run(newsroom.viewer, "export", "claims", "--format", "json", "-o", str(file)).stderr
    assert sorted(row["id"] for row in json.loads(file.read_text())) == wanted
    rows = list(csv.DictReader(io.StringIO(run(newsroom.viewer, "export", "claims", "--format", "csv").stdout)))
    assert (len(rows), {row["claimant"][:2] for row in rows}) == (130, {"'="})
    assert run(newsroom.viewer, "export", "claims", "-f", "state=accepted", "--format", "json").stdout.strip() == "[]"


def test_events_are_read_on_from_a_cursor(newsroom, run):
    from_the_start = run(newsroom.viewer, "events")
    assert from_the_start.stderr.startswith("cursor ")
    assert run(newsroom.viewer, "events", "-f", "type=nonsense").exit_code == 1


def test_mistakes_are_said_in_words(newsroom, run, live_server):
    for words, said in (
        (("show", "claims", "999999"), "No Claim matches"),
        (("list", "claims", "-f", "nonsense=1"), "nonsense: Unknown parameter"),
        (("ingest", "missing.txt"), "There is no missing.txt"),
    ):
        answer = run(newsroom.viewer, *words)
        assert (answer.exit_code, said in answer.stderr) == (1, True), answer.output
    assert "not of the form name=value" in run(newsroom.viewer, "list", "claims", "-f", "state").stderr
    assert "CLAIMDESK_TOKEN" in CliRunner().invoke(main, ["list", "claims"], env={"CLAIMDESK_TOKEN": ""}).stderr
    away = CliRunner().invoke(main, ["--url", "http://127.0.0.1:9", "--token", "cd_x", "list", "claims"])
    assert (away.exit_code, "does not answer" in away.stderr) == (1, True)


def test_the_command_runs_without_django_and_completes_itself():
    shown = subprocess.run(
        [sys.executable, "-m", "reviews.client", "completion", "bash"],
        cwd=settings.BASE_DIR, env={"PATH": ""}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "_CLAIMDESK_COMPLETE" in shown.stdout
    loaded = "import sys, reviews.client.commands; sys.exit(any(name.startswith('django') for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", loaded], cwd=settings.BASE_DIR, check=False).returncode == 0


def test_a_program_uses_the_client(newsroom, live_server):
    _, secret = ApiToken.objects.issue(newsroom.reviewer, name="program", scopes=list(Scope.values))
    with Claimdesk(live_server.url, secret) as desk:
        body = {"title": "Roads", "published_on": "2026-10-14", "text": "Roads cost 3 million crowns."}
        article = desk.post("articles/", body)
        assert Article.objects.get().pk == article["id"]
        claim = newsroom.claim()
        assert desk.patch(f"claims/{claim.pk}/", {"text": "Crime fell."}, version=1)["version"] == 2
        with pytest.raises(Refused) as refusal:
            desk.patch(f"claims/{claim.pk}/", {"text": "Crime rose."}, version=1)
        assert (refusal.value.status, claim.events.count()) == (412, 2)


class Busy(BaseHTTPRequestHandler):
    """Too busy twice, then an empty list; and a web page at any other address."""

    def do_GET(self):
        self.server.asked += 1
        if "claims" not in self.path:
            return self.answer(200, b"<p>Hello</p>")
        if self.server.asked < 3:
            return self.answer(503, b'{"status": 503, "detail": "Come back."}')
        return self.answer(200, b'{"next": null, "previous": null, "results": []}')

    def answer(self, code, body):
        self.send_response(code)
        self.send_header("Retry-After", "0")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        """Nothing: the test's output is its own."""


def test_what_the_server_was_too_busy_for_is_asked_again_and_a_web_page_is_no_claimdesk():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Busy)
    server.asked = 0
    with serving(server), Claimdesk(f"http://127.0.0.1:{server.server_port}", "cd_x") as desk:
        assert list(desk.rows("claims/")) == []
        assert server.asked == 3
        with pytest.raises(Unreachable, match="but not as a Claimdesk"):
            desk.get("desks/")


class Torn(Busy):
    """Takes what is sent and hangs up before it answers, once; keeps the keys that came."""

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.server.keys.append(self.headers["Idempotency-Key"])
        if len(self.server.keys) > 1:
            self.answer(201, b'{"id": 7}')

    def do_PATCH(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.server.keys.append("patch")


def test_a_post_whose_answer_was_lost_is_sent_again_under_its_key_and_a_change_is_not():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Torn)
    server.keys, server.asked = [], 0
    with serving(server), Claimdesk(f"http://127.0.0.1:{server.server_port}", "cd_x") as desk:
        assert desk.post("claims/", {"revision": 1}) == {"id": 7}
        assert len(server.keys) == 2
        assert len(set(server.keys)) == 1
        with pytest.raises(Unreachable, match="did not answer to the end"):
            desk.patch("claims/7/", {"text": "Crime fell."})
        assert server.keys[2:] == ["patch"]


def test_what_a_terminal_would_obey_is_not_printed():
    assert plain("red \x1b[31m and \u202eback") == "red  [31m and  back"
    assert plain({"id": 7, "name": ""}) == "7"
