"""A TypeScript client by the types that openapi-typescript makes of docs/openapi.yaml: it compiles, and it works."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

from claims.models import ApiToken, Claim, Scope
from reviews.publishing import dispatch

MODULES = settings.BASE_DIR / "var" / "checkers" / "node_modules"
JOURNEY = Path(__file__).with_name("journey.mts")
PROJECT = {
    "compilerOptions": {
        "strict": True,
        "target": "es2022",
        "module": "nodenext",
        "lib": ["es2022", "dom"],
        "types": [],
    },
    "files": ["journey.mts"],
}
WRONG = {  # a slip of the pen in the journey, and what the compiler says to it
    "published_on:": ("published_at:", "'published_at' does not exist"),
    "claim.state": ("claim.status", "Property 'status' does not exist"),
    'stance: "refutes"': ('stance: "denies"', "Type '\"denies\"' is not assignable"),
    "{ body: { claim: claim.id } }": ("{ body: {} }", "Property 'claim' is missing"),
    "/reviews/{id}/publish/": ("/reviews/{id}/print/", "'\"/api/v1/reviews/{id}/print/\"' is not assignable"),
    "page.next && new URL(": ("new URL(", "'string | null' is not assignable"),
}


class Workshop:
    """A folder with the types, the packages beside them, and node."""

    def __init__(self, place, node):
        self.place, self.node = place, node
        (place / "node_modules").symlink_to(MODULES)
        (place / "tsconfig.json").write_text(json.dumps(PROJECT))
        made = self.run("openapi-typescript/bin/cli.js", settings.BASE_DIR / "docs" / "openapi.yaml", "-o", "api.d.ts")
        assert made.returncode == 0, made.stdout + made.stderr

    def run(self, script, *arguments, **environment):
        return subprocess.run(
            [self.node, MODULES / script, *arguments], cwd=self.place, env=os.environ | environment,
            capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip

    def compile(self, program, *options):
        """What the compiler says to a program; nothing where it is right."""
        (self.place / "journey.mts").write_text(program)
        return self.run("typescript/bin/tsc", *options).stdout


@pytest.fixture(scope="session")
def workshop(tmp_path_factory):
    node = shutil.which("node")
    needed = [name for name in ("openapi-typescript", "openapi-fetch", "typescript") if not (MODULES / name).is_dir()]
    if node is None or needed:
        pytest.skip(f"Not here: {', '.join(needed) or 'node'}. With npm installed, `make checkers` gets it.")
    return Workshop(tmp_path_factory.mktemp("typescript"), node)


def test_a_program_that_slips_is_not_compiled(workshop):
    program = JOURNEY.read_text()
    for right, (wrong, _) in WRONG.items():
        assert right in program
        program = program.replace(right, wrong)
    said = workshop.compile(program, "--noEmit")
    for _, told in WRONG.values():
        assert told in said


def test_an_article_becomes_a_fact_check(workshop, live_server, newsroom, settings):
    settings.BASE_URL = live_server.url
    assert workshop.compile(JOURNEY.read_text()) == ""
    for _ in range(3):
        newsroom.claim(Claim.State.DISMISSED)
    dispatch.dispatch()
    people = {"AUTHOR": newsroom.reviewer, "SECOND": newsroom.second, "EDITOR": newsroom.editor}
    tokens = {
        name: ApiToken.objects.issue(user, name=name, scopes=list(Scope.values))[1] for name, user in people.items()
    }
    ended = workshop.run(
        workshop.place / "journey.mjs", ROOT=live_server.url, RATING=str(newsroom.rating.pk), DESK=newsroom.desk.slug,
        **tokens,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    assert json.loads(ended.stdout) == {
        "handedIn": ["new", True],
        "quote": "Crime fell by 12 percent in two years",
        "states": ["candidate", "accepted", "draft", "approved"],
        "held": True,
        "evidence": "refutes",
        "refusals": [[422, "urn:claimdesk:problem:NoEvidence"], [422, "urn:claimdesk:problem:SecondPairOfEyes"]],
        "read": ["Crime fell by 7 percent", newsroom.rating.label, True],
        "events": ["claim.dismissed"] * 3,
        "met": [4, True],
        "lines": ["unchanged", "new", "summary"],
    }
