"""Passwords: none is built around a name of the house, and none that has leaked is taken, where there is a list."""

import hashlib

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.checks import run_checks
from django.core.exceptions import ValidationError

from claims.models import Desk
from config import checks
from tests.conftest import PASSWORD
from tests.factories import DeskFactory

WITH_LIST = [{"NAME": "config.passwords.LeakedPasswords"}]


@pytest.fixture
def house(db, settings):
    """A newsroom with names."""
    settings.SITE_NAME, settings.SITE_ORGANISATION = "The Harbour Courier", "Tromsø Presse AS"
    settings.BASE_URL, settings.PASSWORD_WORDS = "https://facts.nordlys-news.example", ["Blåbær", "kai"]
    DeskFactory(name="Climate & Energy")


@pytest.fixture
def leaked(tmp_path, settings):
    """A list of leaked passwords as it is downloaded; the function says what is in it."""

    def write(*passwords, sort=sorted):
        lines = sort(f"{hashlib.sha1(one.encode()).hexdigest().upper()}:{len(one)}" for one in passwords)
        file = tmp_path / "leaked.txt"
        file.write_bytes("\r\n".join(lines).encode())
        settings.LEAKED_PASSWORDS, settings.AUTH_PASSWORD_VALIDATORS = str(file), WITH_LIST

    return write


@pytest.mark.parametrize(
    "password",
    [
        "claimdesk2026", "Cl4imD3sk!!!!!!!!", "c-l-a-i-m-d-e-s-k", "HarbourCourier", "courier-12345", "h@rb0ur.h@rb0ur",
        "tromsø-presse", "nordlys1234567", "climate_2026", "energyenergy", "blabær--1999", "Facts.Nordlys.News",
    ],
)  # fmt: skip
def test_a_password_that_is_built_around_a_name_of_the_house_is_refused(house, password):
    with pytest.raises(ValidationError, match="a name of this house"):
        validate_password(password)


@pytest.mark.parametrize("password", ["harbour seals like herring", "kai-meets-a-whale", "my courier came late again"])
def test_a_name_among_enough_else_is_taken(house, password):
    validate_password(password)


def test_the_form_says_so_and_changes_nothing(newsroom, client):
    Desk.objects.filter(pk=newsroom.desk.pk).update(name="Quagmire Desk")
    newsroom.reviewer.set_password(PASSWORD)
    newsroom.reviewer.save()
    client.force_login(newsroom.reviewer)
    new = {"oldpassword": PASSWORD, "password1": "quagmire-1984", "password2": "quagmire-1984"}
    assert "a name of this house" in client.post("/accounts/password/change/", new).text
    newsroom.reviewer.refresh_from_db()
    assert newsroom.reviewer.check_password(PASSWORD)


def test_leaked_passwords_are_found_wherever_they_stand_and_no_others(leaked):
    known = [f"password {number}" for number in range(300)]
    leaked(*known)
    for one in known:
        with pytest.raises(ValidationError, match="has leaked"):
            validate_password(one)
    for number in range(300, 600):
        validate_password(f"password {number}")
    leaked()
    validate_password(known[0])


def test_a_list_that_is_away_or_not_in_order_is_named_by_the_check_and_lets_nothing_pass(leaked, settings):
    def found():
        return [one.id for one in run_checks() if one.id and one.id.startswith("config.")]

    words = [f"password {number}" for number in range(50)]
    leaked(*words)
    assert found() == []
    leaked(*words, sort=list)
    assert found() == ["config.E004"]
    settings.LEAKED_PASSWORDS += ".gone"
    assert found() == ["config.E003"]
    with pytest.raises(ValidationError, match="cannot be checked"):
        validate_password("never seen anywhere")
    settings.LEAKED_PASSWORDS = ""
    settings.SESSION_IDLE_HOURS = -1
    assert [one.id for one in checks.session_hours(None)] == ["config.E002"]
