"""The Fact Check Tools API through Google's own JavaScript client: only the root address is another."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

from claims.models import ApiToken, Scope
from reviews.models import ClaimReview
from tests.publishing.test_google_client import PAGE

MODULES = settings.BASE_DIR / "var" / "checkers" / "node_modules"
SCRIPT = Path(__file__).with_name("google_client.mjs")


@pytest.fixture
def node(tmp_path):
    """`node(**environment)`: what the script tells, with the client's packages beside it."""
    found = shutil.which("node")
    if found is None or not (MODULES / "@googleapis" / "factchecktools").is_dir():
        pytest.skip("Google's JavaScript client is not here. With npm installed, `make checkers` gets it.")
    (tmp_path / "node_modules").symlink_to(MODULES)
    script = shutil.copy(SCRIPT, tmp_path)

    def tell(**environment):
        ended = subprocess.run(
            [found, script], env=os.environ | environment, capture_output=True, text=True, check=False, timeout=60
        )
        assert ended.returncode == 0, ended.stderr
        return json.loads(ended.stdout)

    return tell


def test_searching_paging_and_pages_work_unchanged(node, live_server, newsroom, settings):
    settings.BASE_URL = live_server.url
    newsroom.desk.website = "https://www.courier.example/about"
    newsroom.desk.save()
    published = [newsroom.review(ClaimReview.State.PUBLISHED).fact_check for _ in range(5)]
    urls = {live_server.url + page.get_absolute_url() for page in published}
    _, token = ApiToken.objects.issue(newsroom.editor, name="node", scopes=[Scope.CLAIMS_READ, Scope.PUBLISH])
    told = node(ROOT=f"{live_server.url}/", TOKEN=token, PAGE=json.dumps(PAGE))
    assert told["found"]["claims"][0]["claimReview"][0]["publisher"]["site"] == "courier.example"
    assert told["nothing"] == told["images"] == {}
    assert (len(told["byToken"]), set(told["byToken"])) == (5, urls)
    assert told["byOffset"] == told["byToken"]
    assert (told["made"], told["read"], told["listed"], told["replaced"]) == (2, PAGE["pageUrl"], 1, 1)
    assert (told["removed"], told["gone"]) == ({}, [404, "NOT_FOUND"])
    assert (told["wrong"]["code"], told["wrong"]["status"]) == (400, "INVALID_ARGUMENT")
