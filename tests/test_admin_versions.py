"""Two people at the same page of the admin: who saves second sees both, and nothing is lost."""

import re
from functools import partial

import pytest

from claims import services as claim_services
from claims.models import Topic
from reviews import services
from tests.api.rows import claimant, line, topic
from tests.conftest import Newsroom, page_of
from tests.races import race

NO_MEMBERS = {"memberships-TOTAL_FORMS": 0, "memberships-INITIAL_FORMS": 0}


# Each: a row, its page, what somebody else does to it, what one then reads of that, and what one has typed oneself.


def a_desk(newsroom):
    mine = {"name": "Mine", "slug": "almery", "language": "en", "website": ""} | NO_MEMBERS
    theirs = partial(claim_services.change_desk, newsroom.desk, website="https://theirs.example/", by=newsroom.admin)
    return newsroom.desk, page_of(newsroom.desk), theirs, "https://theirs.example/", mine


def a_practice(newsroom):
    row = services.set_practice(newsroom.desk, reply_days=3, by=newsroom.admin)
    theirs = partial(services.set_practice, newsroom.desk, second_verdict="blind", by=newsroom.admin)
    mine = {"second_verdict": "none", "reply_days": 9}
    return row, page_of(row), theirs, "The approver rates the claim before seeing the verdict", mine


def a_line(newsroom):
    row = line(newsroom)
    theirs = partial(services.change_criterion, row, label="Theirs to tick.", by=newsroom.admin)
    return row, page_of(row), theirs, "Theirs to tick.", {"label": "Mine.", "level": "required", "position": 1}


def a_topic(newsroom):
    row = topic(newsroom)
    theirs = partial(services.change_topic, row, keywords=["ships", "harbours"], by=newsroom.admin)
    return row, page_of(row), theirs, "ships, harbours", {"name": "Mine", "keywords": "police\ncrime", "weight": 3}


def a_claimant(newsroom):
    row = claimant(newsroom)
    theirs = partial(claim_services.change_claimant, row, same_as="https://theirs.example/", by=newsroom.admin)
    return row, page_of(row), theirs, "https://theirs.example/", {"kind": "organisation", "same_as": ""}


def a_claim(newsroom):
    row = newsroom.claim()
    theirs = partial(claim_services.edit_claim, row, text="Theirs fell.", by=newsroom.editor)
    mine = {"text": "Mine fell.", "claimant": "", "kind": "law", "said_on": ""}
    return row, page_of(row, "edit"), theirs, "Theirs fell.", mine


def seen(page):
    """The version that the page is about."""
    (version,) = re.findall(r'name="seen_version" value="(\d+)"', page)
    return version


SAME = {"name", "label", "text", "reply_days", "kind"}  # fields that are stored as they are typed
KINDS = [a_desk, a_practice, a_line, a_topic, a_claimant, a_claim]


@pytest.mark.parametrize("kind", KINDS)
def test_who_saves_second_sees_both_and_may_save_over_it(newsroom, as_staff, kind):
    row, address, somebody_else_changes, theirs, mine = kind(newsroom)
    client = as_staff(newsroom.admin)
    version = seen(client.get(address).text)
    somebody_else_changes()
    before = type(row).objects.filter(pk=row.pk).values().get()
    answer = client.post(address, mine | {"seen_version": version})
    assert (answer.status_code, "Somebody else changed this" in answer.text) == (200, True)
    assert f"It says now: {theirs}" in answer.text
    assert all(str(typed) in answer.text for typed in mine.values())
    assert type(row).objects.filter(pk=row.pk).values().get() == before
    assert client.post(address, mine | {"seen_version": seen(answer.text)}).status_code == 302
    after = type(row).objects.filter(pk=row.pk).values().get()
    assert after["version"] == before["version"] + 1
    assert {name: after[name] for name in mine.keys() & SAME} == {name: mine[name] for name in mine.keys() & SAME}


@pytest.mark.parametrize("kind", KINDS)
def test_who_does_not_say_what_they_saw_is_shown_what_there_is(newsroom, as_staff, kind):
    row, address, _, _, mine = kind(newsroom)
    answer = as_staff(newsroom.admin).post(address, mine)
    assert (answer.status_code, "nothing of yours is saved yet" in answer.text) == (200, True)
    assert seen(answer.text) == str(type(row).objects.get(pk=row.pk).version)


def test_of_two_who_save_at_the_same_moment_one_is_told(transactional_db, django_user_model, client):
    newsroom = Newsroom()
    row = topic(newsroom)
    newsroom.admin.is_staff = True
    newsroom.admin.save()
    clients = [type(client)() for _ in range(2)]
    [one.force_login(newsroom.admin) for one in clients]
    pages = [
        {"name": name, "keywords": name, "weight": 1, "seen_version": str(row.version)} for name in ("ships", "cranes")
    ]
    answers = race(
        *(lambda one=one, page=page: one.post(page_of(row), page) for one, page in zip(clients, pages, strict=True))
    )
    assert sorted(answer.status_code for answer in answers) == [200, 302]
    saved = Topic.objects.get()
    refused = next(answer for answer in answers if answer.status_code == 200)
    assert f"It says now: {saved.name}" in refused.text
    assert saved.version == row.version + 1
