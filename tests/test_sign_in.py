"""Signing in: password, one-time codes, single sign-on; and desks that require a second factor."""

import json
import re
import threading
import time
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import ClassVar
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone

from claims.models import SignIn, User
from tests.conftest import PASSWORD


@pytest.fixture(autouse=True)
def _nobody_has_tried_yet(db):
    cache.clear()


def sign_in(client, who, password=PASSWORD, **more):
    return client.post("/accounts/login/", {"login": who, "password": password, **more})


def code_of(secret):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def with_codes(user):
    secret = "JBSWY3DPEHPK3PXP"
    TOTP.activate(user, secret)
    return secret


# ── Password ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_one_signs_in_by_name_or_by_address_and_lands_on_the_desk(rosa):
    for who in (rosa.username, rosa.email):
        client = Client()
        answer = sign_in(client, who)
        assert (answer.status_code, answer.url) == (302, "/desk/")
        assert client.get("/desk/").status_code == 200


def test_one_lands_where_one_wanted_to_go_but_never_on_another_site(rosa):
    assert sign_in(Client(), rosa.username, next="/desk/?desk=x").url == "/desk/?desk=x"
    assert sign_in(Client(), rosa.username, next="https://evil.example/").url == "/desk/"


def test_the_admin_has_no_log_in_of_its_own(rosa):
    client = Client()
    answer = client.post("/admin/login/", {"username": rosa.username, "password": PASSWORD})
    assert answer.status_code == 302
    assert answer.url.startswith("/accounts/login/")
    assert "_auth_user_id" not in client.session


def test_nobody_signs_up_by_themselves(db):
    page = Client().get("/accounts/signup/").content.decode()
    assert "closed" in page.lower()
    Client().post("/accounts/signup/", {"username": "x", "password1": PASSWORD, "password2": PASSWORD})
    assert not User.objects.filter(username="x").exists()


def test_guessing_is_slowed_down_and_says_the_same_for_people_who_do_not_exist(rosa):
    unknown = sign_in(Client(), "nobody", "wrong").content.decode()
    wrong = sign_in(Client(), rosa.username, "wrong").content.decode()
    said = [re.search(r"The username[^<]+|Too many[^<]+", page)[0] for page in (unknown, wrong)]
    assert said[0] == said[1]
    answers = [sign_in(Client(), rosa.username, "wrong") for _ in range(12)]
    assert any("Too many" in answer.content.decode() for answer in answers) or answers[-1].status_code == 429
    assert sign_in(Client(), rosa.username).status_code != 302


def test_the_counters_tell_nobody_who_tried(rosa):
    sign_in(Client(), rosa.username, "wrong")
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM claimdesk_cache")
        keys = [key for (key,) in cursor.fetchall()]
    assert keys
    assert [key for key in keys if not re.fullmatch(r"1:[0-9a-f]{64}", key)] == []


def test_a_forgotten_password_is_replaced_by_a_link_that_works_once(rosa):
    Client().post("/accounts/password/reset/", {"email": rosa.email})
    (message,) = mail.outbox
    link = re.search(r"http://testserver(\S+)", message.body)[1]
    client = Client()
    form = client.get(link, follow=True)
    answer = client.post(
        form.redirect_chain[-1][0], {"password1": "another pass phrase", "password2": "another pass phrase"}
    )
    assert answer.status_code == 302
    assert sign_in(Client(), rosa.username, "another pass phrase").status_code == 302
    assert "password1" not in Client().get(link, follow=True).content.decode()


def test_asking_for_a_link_does_not_tell_whether_an_address_is_known(rosa):
    answers = [Client().post("/accounts/password/reset/", {"email": who}) for who in (rosa.email, "no@one.example")]
    assert [(answer.status_code, answer.url) for answer in answers] == [(302, "/accounts/password/reset/done/")] * 2


# ── One-time codes ────────────────────────────────────────────────────────────────────────────────────────────────


def test_with_a_second_factor_the_password_alone_opens_nothing(rosa):
    secret = with_codes(rosa)
    client = Client()
    answer = sign_in(client, rosa.username)
    assert answer.url == "/accounts/2fa/authenticate/"
    assert client.get("/desk/").status_code == 302
    client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert client.get("/desk/").status_code == 302
    assert client.post("/accounts/2fa/authenticate/", {"code": code_of(secret)}).url == "/desk/"
    assert client.get("/desk/").status_code == 200


def test_the_secret_of_the_codes_is_sealed_in_the_database(rosa):
    secret = with_codes(rosa)
    stored = json.dumps(Authenticator.objects.get(user=rosa, type="totp").data)
    assert secret not in stored


@pytest.mark.parametrize("path", ["/desk/", "/admin/", "/api/v1/claims/"])
def test_a_desk_that_requires_a_second_factor_is_closed_without_one(newsroom, as_staff, path):
    newsroom.desk.is_second_factor_required = True
    newsroom.desk.save()
    client = as_staff(newsroom.reviewer)
    answer = client.get(path)
    assert (answer.status_code, answer.url) == (302, "/accounts/2fa/totp/activate/")
    with_codes(newsroom.reviewer)
    assert client.get(path).status_code == 200


def test_a_token_is_not_asked_for_a_second_factor(newsroom, api):
    newsroom.desk.is_second_factor_required = True
    newsroom.desk.save()
    assert api(newsroom.reviewer).get("claims/").status_code == 200


# ── Single sign-on ────────────────────────────────────────────────────────────────────────────────────────────────


class Provider(BaseHTTPRequestHandler):
    """An identity provider that signs in whoever `person` is."""

    person: ClassVar[dict] = {}

    def log_message(self, *args):
        pass

    def _json(self, body):
        raw = json.dumps(body).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)

    def do_GET(self):
        base = f"http://127.0.0.1:{self.server.server_port}"
        if self.path.endswith("/.well-known/openid-configuration"):
            ends = {
                name: f"{base}/{name}"
                for name in ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri")
            }
            self._json({"issuer": base, "token_endpoint_auth_methods_supported": ["client_secret_post"], **ends})
        else:
            self._json(self.person)

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self._json({"access_token": "t", "token_type": "Bearer", "expires_in": 60})


@pytest.fixture
def provider(settings):
    server = HTTPServer(("127.0.0.1", 0), Provider)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    app = {"provider_id": "sso", "name": "House", "client_id": "c", "secret": "s", "settings": {"server_url": address}}
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
    yield Provider
    server.shutdown()
    server.server_close()


def come_from(person, provider):
    provider.person = person
    client = Client()
    leaving = client.post("/accounts/oidc/sso/login/")
    asked = parse_qs(urlsplit(leaving.url).query)
    assert "code_challenge" in asked
    return client, client.get("/accounts/oidc/sso/login/callback/", {"code": "x", "state": asked["state"][0]})


def test_the_house_s_sign_in_opens_the_account_with_that_verified_address(rosa, provider):
    client, answer = come_from({"sub": "1", "email": rosa.email, "email_verified": True}, provider)
    assert (answer.status_code, answer.url) == (302, "/desk/")
    assert client.get("/desk/").status_code == 200


def test_an_address_that_the_provider_has_not_verified_opens_nothing(rosa, provider):
    client, _ = come_from({"sub": "1", "email": rosa.email, "email_verified": False}, provider)
    assert client.get("/desk/").status_code == 302


def test_somebody_new_gets_an_account_only_where_the_settings_say_so(newsroom, provider, settings):
    stranger = {"sub": "2", "email": "new@house.example", "email_verified": True, "preferred_username": "newcomer"}
    come_from(stranger, provider)
    assert not User.objects.filter(email="new@house.example").exists()
    settings.OIDC_SIGN_UP = True
    client, _ = come_from(stranger, provider)
    assert User.objects.filter(email="new@house.example").exists()
    assert client.get("/desk/").status_code == 403  # signed in, and on no desk yet


def test_who_came_from_the_provider_is_asked_there_again_after_some_hours(rosa, provider, settings):
    client, _ = come_from({"sub": "1", "email": rosa.email, "email_verified": True}, provider)
    by_other_ways = Client()
    by_other_ways.force_login(User.objects.get(pk=rosa.pk))
    now = timezone.now()
    for hours, is_in in ((11, 200), (13, 302)):
        SignIn.objects.update(begun_at=now - timedelta(hours=hours), seen_at=now)
        assert [one.get("/desk/").status_code for one in (by_other_ways, client)] == [200, is_in]
