"""A person's data: handed out, and erased so that nothing names them, while the history and its chain hold."""

import json
import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client

from claims import auditing, chaining, erasing, personal
from claims import services as claim_services
from claims.models import ApiToken, ClaimEvent, Erasure, Membership, Role, SealedEvent, User
from reviews import announcing
from reviews import erasing as of_reviews
from reviews import services as review_services
from reviews.models import Assignment, ClaimReview, Comment, ReviewEvent, SavedSearch
from reviews.publishing import dispatch, people, telling, webhooks
from reviews.publishing.management.commands.audit import all_checks
from tests import factories
from tests.conftest import page_of
from tests.races import race

S = ClaimReview.State


def settle():
    while chaining.seal() + dispatch.dispatch() + announcing.announce() + telling.announce():
        pass


@pytest.fixture
def operator(db):
    return factories.UserFactory(username="olga", is_superuser=True, is_staff=True)


@pytest.fixture
def leaving(newsroom):
    """The reviewer, with a name, and a trace of them wherever one can be."""
    user = newsroom.reviewer
    User.objects.filter(pk=user.pk).update(
        first_name="Ada", last_name="Lindqvist", username="ada", email="ada@x.example"
    )
    user.refresh_from_db()
    review = newsroom.review(S.PUBLISHED)
    newsroom.translation()
    review_services.add_comment(review, body="I asked @ada, and @adalbert too.", by=newsroom.second)
    review_services.add_comment(review, body="Mine.", by=user)
    written = newsroom.review()
    review_services.reassign_review(written, to=newsroom.second, by=newsroom.editor, note="She leaves.")
    claim = newsroom.claim("accepted")
    review_services.take_this(Assignment.objects.get(claim=claim), by=user)
    claim_services.dismiss_claim(newsroom.claim(), by=user, reason="other", note="I know the mayor.")
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    SocialAccount.objects.create(user=user, provider="sso", uid="ada-1", extra_data={"name": "Ada Lindqvist"})
    Authenticator.objects.create(user=user, type="totp", data={"secret": "JBSWY3DPEHPK3PXP"})
    ApiToken.objects.issue(user, name="Ada's script", scopes=["claims:read"])
    SavedSearch.objects.create(user=user, desk=newsroom.desk, name="My own", query="q=harbour")
    LogEntry.objects.create(user_id=newsroom.admin.pk, object_repr="Ada Lindqvist · Reviewer", action_flag=2)
    endpoint, _ = webhooks.create_endpoint(newsroom.desk, url="https://hooks.example/", by=newsroom.admin)
    webhooks.disable_endpoint(endpoint, by=user)
    Client().force_login(user)
    settle()
    return user


def every_text():
    """All that stands in the tables, as text; but for what verdicts and others' prose say."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
        for (table,) in cursor.fetchall():
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            yield from ((table, row) for (row,) in cursor.fetchall())


def test_an_erased_person_is_named_nowhere_and_the_history_holds(newsroom, operator, leaving):
    events = ClaimEvent.objects.filter(actor=leaving).count()
    assert [table for table, row in every_text() if "Lindqvist" in row]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    erased = people.erase_person(leaving, by=operator)
    named = [
        (t, row) for t, row in every_text() if re.search(r"Lindqvist|ada@x|\bada\b(?!lbert)|ada-1|My own", row, re.I)
    ]
    assert named == []
    leaving.refresh_from_db()
    assert (str(leaving), leaving.is_active, leaving.has_usable_password()) == (
        f"former-member-{leaving.pk}",
        False,
        False,
    )
    for place in personal.places():
        assert not (place.is_own and place.rows(leaving).exists()), place.label
    assert ClaimEvent.objects.filter(actor=leaving).count() == events
    assert Comment.objects.filter(body=f"I asked @former-member-{leaving.pk}, and @adalbert too.").exists()
    assert Comment.objects.get(author=leaving).body == "Mine."
    assert not Assignment.objects.filter(holder=leaving).exists()
    assert not Assignment.objects.filter(assigned_to=leaving, is_open=True).exists()
    assert erased.gone["sessions.Session.user"] == 1
    assert ReviewEvent.objects.get(name="reassign").data == {}
    settle()
    assert list(chaining.breaks_in(newsroom.desk.pk)) == []
    of_erasing = [one for one in all_checks() if one.promise in {"I7", "I8", "I9", "I14"}]
    assert [row for check in of_erasing for row in auditing.look(check, desk_id=None).rows] == []
    with pytest.raises(erasing.AlreadyErased):
        people.erase_person(leaving, by=operator)
    with pytest.raises(IntegrityError), transaction.atomic():
        Erasure.objects.update(has_taken_words=True)


def test_their_words_can_be_taken_away_too_and_the_salts_with_them(newsroom, operator, leaving):
    newsroom.claim("accepted")
    dispatch.dispatch()  # told, and not sealed yet when they go
    people.erase_person(leaving, by=operator, with_words=True)
    assert Comment.objects.get(author=leaving).body == of_reviews.TAKEN_AWAY
    emptied = ClaimEvent.objects.get(name="dismiss", actor=leaving)
    assert (emptied.note, emptied.data) == ("", {})
    assert SealedEvent.objects.get(log="claims_claimevent", event_id=emptied.pk).salt is None
    settle()
    assert list(chaining.breaks_in(newsroom.desk.pk)) == []
    assert not ReviewEvent.objects.filter(actor=leaving).exclude(note="").exists()
    for sql in ("UPDATE claims_claimevent SET note = 'New.'", "UPDATE claims_claimevent SET actor_id = NULL, note = ''",
                "SELECT claimdesk_erase_events('claims_user', ARRAY[1])"):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


def test_what_must_be_done_first_is_said_and_nothing_is_changed(newsroom, operator, capsys):
    newsroom.review()
    claim = newsroom.claim()
    said = {str(one) for one in people.preview_of(newsroom.reviewer, by=operator).refusals}
    assert any("is not submitted" in one for one in said)
    assert any("still being told" in one for one in said)
    with pytest.raises(of_reviews.HasUnfinishedReviews):
        people.erase_person(newsroom.reviewer, by=operator)
    with pytest.raises(erasing.LeavesADesk):
        people.erase_person(newsroom.admin, by=operator)
    with pytest.raises(erasing.OnesOwnAccount):
        people.erase_person(operator, by=operator)
    other = factories.UserFactory(is_superuser=True, is_active=False)
    with pytest.raises(erasing.LastOperator):
        people.erase_person(operator, by=other)
    claim_services.accept_claim(claim, by=newsroom.second)
    with pytest.raises(of_reviews.StillBeingTold):
        people.erase_person(newsroom.second, by=operator)
    with pytest.raises(CommandError, match="no operator"):
        call_command("erase_person", newsroom.viewer.username, by=newsroom.editor.username)
    call_command("erase_person", newsroom.viewer.username, by="olga")
    assert "Nothing was changed" in capsys.readouterr().out
    assert not Erasure.objects.exists()
    assert Membership.objects.filter(user=newsroom.viewer).exists()


def test_the_page_asks_for_the_name_and_only_operators_may_open_it(newsroom, operator, as_staff):
    user = newsroom.viewer
    page = page_of(user).replace("/change/", "/erase/")
    for refused in (newsroom.admin, user):
        assert as_staff(refused).get(page).status_code == 403
        assert as_staff(refused).post(page, {"name": user.username}).status_code == 403
    client = as_staff(operator)
    assert page in client.get(page_of(user)).content.decode()
    assert "Memberships" in client.get(page).content.decode()
    assert "not the user name" in client.post(page, {"name": "somebody"}).content.decode()
    assert not Erasure.objects.exists()
    answer = client.post(page, {"name": user.username}, follow=True)
    assert f"former-member-{user.pk}" in answer.content.decode()
    assert Erasure.objects.get().person == user
    assert client.post(page_of(user), {"username": "back"}).status_code == 403


def test_a_person_gets_everything_about_themselves_and_no_secret(newsroom, leaving, client, capsys):
    client.force_login(leaving)
    answer = client.get("/desk/inbox/my-data/")
    lines = [json.loads(line) for line in answer.getvalue().decode().splitlines()]
    assert lines[0]["row"]["email"] == "ada@x.example"
    tables = {line["table"] for line in lines}
    assert {"claims.Membership", "claims.ClaimEvent", "reviews.Comment", "reviews.Verdict", "claims.ApiToken"} <= tables
    token = ApiToken.objects.get(user=leaving)
    kept = Authenticator.objects.get(user=leaving)
    whole = json.dumps(lines)
    assert next(line for line in lines if line["table"] == "claims.ApiToken")["row"]["name"] == token.name
    for secret in (token.digest, kept.data["secret"]):
        assert secret not in whole
    assert not re.search(r'"(password|digest|sealed_\w+|secret)"', whole)
    call_command("export_person", "ada")
    assert capsys.readouterr().out.count("\n") == len(lines)


def test_every_place_that_refers_to_people_is_in_the_docs(db):
    privacy = (settings.BASE_DIR / "docs/operations.md").read_text().partition("## Privacy")[2].partition("\n## ")[0]
    for place in personal.places():
        row = next((line for line in privacy.splitlines() if f"`{place.label}`" in line), None)
        assert row, f"docs/operations.md, “Privacy”, says nothing of {place.label}"
        assert row.startswith("| deleted" if place.is_own else "| kept"), f"{place.label}: {row}"


@pytest.mark.django_db(transaction=True)
def test_of_two_admins_who_are_erased_at_once_one_stays(newsroom, operator):
    other = newsroom.join(Role.ADMIN)
    outcomes = race(
        lambda: people.erase_person(newsroom.admin, by=operator), lambda: people.erase_person(other, by=operator)
    )
    assert {type(outcome) for outcome in outcomes} == {Erasure, erasing.LeavesADesk}
    assert Erasure.objects.count() == 1
    assert Membership.objects.filter(desk=newsroom.desk, role=Role.ADMIN).count() == 1
