"""Sessions: one sees one's own and ends them, they end by themselves, and a page that is open by itself keeps none."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse
from django.utils import timezone

from claims import tasks
from claims.models import SignIn
from config.sessions import UNATTENDED
from tests.conftest import PASSWORD
from tests.test_sign_in import code_of, sign_in

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 Version/18.5 Safari/604.1"
HERE = "203.0.113.77"
PAGE = "/accounts/sessions/"
TEMPLATES = Path(__file__).resolve().parent.parent / "reviews/workspace/templates"


@pytest.fixture(autouse=True)
def _nobody_has_tried_yet(db):
    cache.clear()


def come(rosa, browser=FIREFOX):
    """A browser in which she has just signed in."""
    client = Client(REMOTE_ADDR=HERE, headers={"user-agent": browser})
    assert sign_in(client, rosa.username).url == "/desk/"
    return client


def confirm(client):
    """Give the password once more, as the page asks."""
    asked = client.get(PAGE)
    assert asked.url.startswith("/accounts/reauthenticate/")
    answer = client.post(asked.url, {"password": PASSWORD})
    assert answer.url == PAGE
    return client


def is_in(client):
    return client.get("/desk/").status_code == 200


def row_of(client):
    return SignIn.objects.get(session=client.session.session_key)


def age(client, **times):
    """Let this long have passed since then."""
    now = timezone.now()
    SignIn.objects.filter(pk=row_of(client).pk).update(**{name: now - passed for name, passed in times.items()})


# ── Seeing and ending them ────────────────────────────────────────────────────────────────────────────────────────


def test_one_sees_where_one_is_signed_in_and_nothing_says_from_where(rosa):
    here, _ = confirm(come(rosa)), come(rosa, SAFARI)
    page = here.get(PAGE).text
    names = [name.strip() for name in re.findall(r"session-name\">([^<]+)", page)]
    assert names == ["Firefox on Windows", "Safari on an iPhone"]
    assert page.count("This one") == 1
    assert page.count('/end/"') == 1
    assert "12 hours after it was used last, and 14 days after it began" in page
    assert HERE not in str([row.get_decoded() for row in Session.objects.all()]) + str(SignIn.objects.values())


def test_one_ends_one_session_or_all_but_this_one(rosa):
    here, phone, office = confirm(come(rosa)), come(rosa, SAFARI), come(rosa)
    assert here.post(reverse("account_session_end", args=(row_of(phone).pk,))).url == PAGE
    assert "Safari on an iPhone is signed out." in here.get(PAGE).text
    assert [is_in(client) for client in (here, phone, office)] == [True, False, True]
    assert here.post(reverse("account_sessions_end")).url == PAGE
    assert [is_in(client) for client in (here, office)] == [True, False]
    assert "You are signed in nowhere else." in here.get(PAGE).text
    assert SignIn.objects.count() == Session.objects.count() == 1
    assert here.post(reverse("account_session_end", args=(row_of(here).pk,))).url == "/accounts/logout/"
    assert is_in(here)


def test_nobody_ends_the_session_of_somebody_else_or_without_giving_the_password_again(rosa, newsroom):
    here, phone = come(rosa), come(rosa, SAFARI)
    other = Client()
    other.force_login(newsroom.second)
    doors = [reverse("account_session_end", args=(row_of(phone).pk,)), reverse("account_sessions_end")]
    for door in doors:
        assert here.post(door).url == PAGE
        assert Client().post(door).url.startswith("/accounts/login/")
        assert here.get(door).status_code == 405
    assert HERE not in str([row.get_decoded() for row in Session.objects.all()])
    other.post(doors[0])
    other.post(doors[1])
    newsroom.second.set_unusable_password()  # who comes by single sign-on alone has nothing to give again
    newsroom.second.save()
    other.force_login(newsroom.second)
    assert other.post(doors[0]).status_code == 404
    other.post(doors[1])
    assert [is_in(client) for client in (here, phone)] == [True, True]


def test_a_form_that_comes_long_after_the_password_is_not_kept_with_where_it_came_from(rosa):
    here = come(rosa)
    answer = here.post("/accounts/2fa/totp/activate/", {"code": "123456"})
    assert answer.url == "/accounts/reauthenticate/?next=%2Faccounts%2F2fa%2Ftotp%2Factivate%2F"
    assert HERE not in str([row.get_decoded() for row in Session.objects.all()])
    assert here.post(answer.url, {"password": PASSWORD}).url == "/accounts/2fa/totp/activate/"


def test_without_its_row_a_session_is_nobody_s(rosa):
    here = come(rosa)
    SignIn.objects.all().delete()
    assert not is_in(here)


def test_who_changes_the_second_factor_is_signed_out_everywhere_else(rosa, django_capture_on_commit_callbacks):
    def others_are_out(change):
        other = Client()
        other.force_login(rosa)
        assert is_in(other)
        with django_capture_on_commit_callbacks(execute=True):
            assert change().status_code == 302
        return is_in(here) and not is_in(other)

    here = confirm(come(rosa))
    here.get("/accounts/2fa/totp/activate/")
    secret = here.session["mfa.totp.secret"]
    assert others_are_out(lambda: here.post("/accounts/2fa/totp/activate/", {"code": code_of(secret)}))
    assert others_are_out(lambda: here.post("/accounts/2fa/recovery-codes/generate/"))
    assert others_are_out(lambda: here.post("/accounts/2fa/totp/deactivate/"))


def test_a_new_password_ends_the_others_and_their_rows(rosa):
    here, other = come(rosa), come(rosa)
    new = {"oldpassword": PASSWORD, "password1": "another pass phrase", "password2": "another pass phrase"}
    before = row_of(here)
    assert here.post("/accounts/password/change/", new).status_code == 302
    (kept,) = SignIn.objects.all()
    assert (kept.browser, kept.begun_at) == (before.browser, before.begun_at)
    assert [is_in(here), is_in(other)] == [True, False]


# ── Ending by themselves ──────────────────────────────────────────────────────────────────────────────────────────


def test_a_session_that_nobody_uses_ends_and_is_swept(rosa, settings):
    here, other = come(rosa), come(rosa)
    age(here, seen_at=timedelta(hours=12, minutes=1))
    age(other, seen_at=timedelta(hours=11, minutes=59))
    assert [is_in(here), is_in(other)] == [False, True]
    tasks.forget_sessions()
    assert [session.pk for session in Session.objects.all()] == [other.session.session_key]
    age(other, seen_at=timedelta(days=9))
    settings.SESSION_IDLE_HOURS = 0
    assert is_in(other)
    age(other, begun_at=timedelta(days=14, minutes=1))
    assert not is_in(other)
    tasks.forget_sessions()
    assert not Session.objects.exists()


def test_use_is_noted_every_few_minutes_and_a_page_that_asks_by_itself_is_no_use(rosa):
    here = come(rosa)
    age(here, seen_at=timedelta(minutes=30))
    before = row_of(here).seen_at
    assert here.get("/desk/articles/progress/?articles=1").status_code == 200
    assert here.get("/fact-checks/").status_code == 200
    assert row_of(here).seen_at == before
    assert is_in(here)
    noted = row_of(here).seen_at
    assert noted > before
    with CaptureQueriesContext(connection) as asked:
        assert is_in(here)
    assert [one["sql"] for one in asked if re.match("(?!SELECT).*claims_signin", one["sql"])] == []
    assert row_of(here).seen_at == noted


def test_every_request_that_a_page_sends_by_itself_is_known_as_such():
    by_themselves = re.compile(r"<[^>]*data-hx-trigger=\"(?:load|every)[^>]*>")
    sent = {
        found
        for path in TEMPLATES.rglob("*.html")
        for tag in by_themselves.findall(re.sub(r"\{%|%\}", "|", path.read_text()))
        for found in re.findall(r"data-hx-get=\"\| url '([\w:-]+)'", tag)
    }
    assert sent >= {"workspace:articles-progress", "workspace:imports-progress"}
    assert sent <= UNATTENDED
    known = set(get_resolver("reviews.workspace.urls").reverse_dict)
    assert {name.partition(":")[2] for name in UNATTENDED if ":" in name} <= known
    assert reverse("extraction-detail", args=(1,))
