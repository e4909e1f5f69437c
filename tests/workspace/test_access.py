"""Addresses that forms send to: what somebody sees who opens one, or who sends a form without a session."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse

IMPORTS = "/desk/articles/imports/"


def test_an_address_that_only_forms_send_to_says_so(newsroom, at_desk):
    answer = at_desk(newsroom.reviewer).get(IMPORTS)
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert "There is nothing to see at this address" in answer.text
    assert answer.headers["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    ("sender", "shown"),
    [
        ("http://testserver/desk/articles/?q=tram#new", "/desk/articles/?q=tram"),
        ("", "/desk/"),
        ("https://elsewhere.example/desk/articles/", "/desk/"),
        ("javascript:alert(1)", "/desk/"),
        ("//elsewhere.example/", "/desk/"),
        ("http://testserver//elsewhere.example/", "/desk/"),
    ],
)
def test_who_signs_in_after_sending_a_form_comes_back_to_its_page(db, client, sender, shown):
    answer = client.post(IMPORTS, headers={"Referer": sender} if sender else {})
    assert answer.status_code == 302
    to = urlsplit(answer.headers["Location"])
    assert (to.netloc, to.path, parse_qs(to.query)["next"]) == ("", reverse("account_login"), [shown])
