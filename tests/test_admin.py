"""The admin's doors: who finds which, and that nothing moves without a POST."""

from dataclasses import replace

import pytest
from django.contrib import admin
from django.urls import reverse

from claims.highlights import Piece, Span, cut
from claims.models import ApiToken, Article, Claim, Extraction, Role
from claims.tasks import extract_claims
from reviews import media, services
from reviews.models import ClaimReview
from reviews.publishing.models import Correction, FactCheck
from tests.conftest import page_of
from tests.factories import ExtractionFactory, MembershipFactory, RevisionFactory


def rows_of(newsroom):
    """One row of every kind of page that belongs to a desk."""
    review = newsroom.review(ClaimReview.State.RETRACTED)
    appearance = review.claim.appearances.get()
    extraction = ExtractionFactory(revision=appearance.revision)
    fact_check = FactCheck.objects.get(review=review)
    return [review, review.claim, appearance.revision.article, extraction, fact_check, fact_check.corrections.get()]


def test_every_page_opens_for_a_member_and_is_absent_for_everybody_else(newsroom, as_staff):
    rows = rows_of(newsroom)
    for user, expected in ((newsroom.viewer, 200), (newsroom.stranger, 302)):
        client = as_staff(user)
        assert [client.get(page_of(row)).status_code for row in rows] == [expected] * len(rows)


def test_every_list_opens_and_shows_a_stranger_nothing(newsroom, as_staff):
    rows_of(newsroom)
    for model in admin.site._registry:
        url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        member_sees = as_staff(newsroom.reviewer).get(url)
        if member_sees.status_code == 403:  # for operators only
            continue
        assert member_sees.status_code == 200, url
        stranger_sees = as_staff(newsroom.stranger).get(url).context["cl"].queryset
        assert not [row for row in stranger_sees if getattr(row, "desk", None) == newsroom.desk], url


def test_a_door_of_another_desk_does_not_exist(newsroom, as_staff):
    claim = newsroom.claim()
    assert as_staff(newsroom.stranger).post(page_of(claim, "accept")).status_code == 404
    claim.refresh_from_db()
    assert claim.state == Claim.State.CANDIDATE


def test_a_viewer_finds_no_doors_and_cannot_open_them(newsroom, as_staff):
    claim = newsroom.claim()
    client = as_staff(newsroom.viewer)
    assert client.get(page_of(claim)).context["doors"] == []
    assert client.post(page_of(claim, "accept")).status_code == 403


@pytest.mark.parametrize(("model", "door"), [("claim", "accept"), ("claim", "dismiss"), ("review", "publish")])
def test_looking_at_a_door_moves_nothing(newsroom, as_staff, model, door):
    row = newsroom.claim() if model == "claim" else newsroom.review(ClaimReview.State.APPROVED)
    before = row.version
    assert as_staff(newsroom.editor).get(page_of(row, door)).status_code in {200, 302}
    row.refresh_from_db()
    assert row.version == before


def test_only_legal_doors_are_shown(newsroom, as_staff):
    client = as_staff(newsroom.reviewer)
    shown = {
        state: [entry["door"].name for entry in client.get(page_of(newsroom.claim(state))).context["doors"]]
        for state in Claim.State.values
    }
    assert shown == {
        "candidate": ["accept", "dismiss", "merge", "edit"],
        "accepted": ["review", "dismiss", "merge", "edit", "reopen"],
        "dismissed": ["edit", "reopen"],
        "duplicate": ["edit", "reopen"],
    }


def test_a_door_that_is_refused_says_why_and_keeps_what_was_typed(newsroom, as_staff):
    review = newsroom.review()
    given = {"rating": newsroom.rating.pk, "headline": "Crime fell", "explanation": "By 7 percent."}
    answer = as_staff(newsroom.reviewer).post(page_of(review, "submit"), given)
    assert answer.status_code == 200
    assert "A verdict needs evidence" in answer.text
    assert "By 7 percent." in answer.text


def test_editing_a_claim_is_an_event_and_its_state_is_no_field(newsroom, as_staff):
    claim = newsroom.claim()
    given = {
        "text": "Crime fell.", "claimant": "Ilse Brandt", "kind": "quantity", "said_on": "", "state": "accepted",
        "seen_version": 1,
    }  # fmt: skip
    assert as_staff(newsroom.reviewer).post(page_of(claim, "edit"), given).status_code == 302
    as_staff(newsroom.reviewer).post(page_of(claim), {"state": "accepted"})
    claim.refresh_from_db()
    assert (claim.text, claim.claimant.name, claim.state, claim.version) == (
        "Crime fell.",
        "Ilse Brandt",
        "candidate",
        2,
    )
    assert claim.events.latest("version").data["after"] == {"text": "Crime fell.", "claimant": "Ilse Brandt"}


def test_moving_many_claims_names_the_ones_that_refuse(newsroom, as_staff):
    claims = [newsroom.claim(), newsroom.claim(Claim.State.DISMISSED)]
    data = {"action": "accept_selected", "_selected_action": [claim.pk for claim in claims]}
    answer = as_staff(newsroom.reviewer).post(reverse("admin:claims_claim_changelist"), data, follow=True)
    said = [str(message) for message in answer.context["messages"]]
    assert len(said) == 2
    assert "it is dismissed" in said[0]
    assert said[1] == "1 claim accepted."


def test_an_article_in_another_language_opens_for_claims_by_hand(newsroom, as_staff):
    text = (
        "Die Stadt hat im vergangenen Jahr 4,2 Millionen Kronen für die Mauer ausgegeben, sagte die Bürgermeisterin. "
        "Das ist mehr als in jedem Jahr zuvor, und die Opposition hält die Zahl für falsch."
    )
    given = {"desk": newsroom.desk.pk, "title": "Hafenmauer", "published_on": "2026-10-14", "text": text}
    client = as_staff(newsroom.reviewer)
    client.post(reverse("admin:claims_article_add"), given)
    article = Article.objects.get()
    extract_claims(Extraction.objects.get().pk)
    assert article.language == "de"
    assert "There is no detector for this language (de) yet" in client.get(page_of(article)).text


def test_a_claim_that_was_missed_is_added_by_its_words(newsroom, as_staff):
    article = RevisionFactory(article__desk=newsroom.desk).article
    client = as_staff(newsroom.reviewer)
    missing = client.post(page_of(article, "add"), {"quote": "Words that nobody printed."})
    assert "do not stand in the text" in missing.text
    assert client.post(page_of(article, "add"), {"quote": "Crime fell by 12 percent", "claimant": "Ilse Brandt"}).url
    claim = Claim.objects.get()
    assert (claim.text, claim.claimant.name, claim.state) == ("Crime fell by 12 percent", "Ilse Brandt", "candidate")
    assert claim.appearances.get().quote == "Crime fell by 12 percent"


def test_a_failed_article_says_why_and_is_tried_again(newsroom, as_staff):
    revision = RevisionFactory(article__desk=newsroom.desk)
    failed = ExtractionFactory(
        revision=revision,
        state="quarantined",
        reason="The worker that read this text died.",
        finished_at="2026-10-14T10:00Z",
    )
    client = as_staff(newsroom.reviewer)
    assert "The worker that read this text died." in client.get(page_of(revision.article)).text
    client.post(page_of(revision.article, "retry"))
    failed.refresh_from_db()
    assert (failed.state, failed.crashes) == (Extraction.State.QUEUED, 0)


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({}, "Give one of these"),
        ({"text": "Words.", "title": "Title"}, "both a title and the day"),
        ({"text": "Words without a header."}, "date"),
        ({"url": "http://127.0.0.1:1/secret"}, ""),
    ],
)
def test_an_article_that_cannot_be_taken_is_refused_in_words(newsroom, as_staff, given, refusal):
    answer = as_staff(newsroom.reviewer).post(reverse("admin:claims_article_add"), {"desk": newsroom.desk.pk, **given})
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert refusal in str(answer.context["form"].errors)
    assert not Article.objects.exists()


def test_a_token_is_shown_once(newsroom, as_staff):
    client = as_staff(newsroom.reviewer)
    given = {"name": "Spreadsheet", "scopes": ["claims:read"]}
    answer = client.post(reverse("admin:claims_apitoken_add"), given, follow=True)
    (said,) = [str(message) for message in answer.context["messages"] if "cd_" in str(message)]
    secret = said.rsplit(maxsplit=1)[-1]
    assert ApiToken.objects.get().digest != secret
    assert secret not in client.get(reverse("admin:claims_apitoken_changelist")).text
    assert client.get("/api/v1/claims/", headers={"Authorization": f"Bearer {secret}"}).status_code == 200


def test_a_desk_admin_names_members_and_an_editor_does_not(newsroom, as_staff):
    url = reverse("admin:claims_desk_change", args=(newsroom.desk.pk,))
    given = {
        "name": "Night desk", "slug": newsroom.desk.slug, "language": "en", "website": "",
        "memberships-TOTAL_FORMS": 0, "memberships-INITIAL_FORMS": 0, "seen_version": newsroom.desk.version,
    }  # fmt: skip
    assert as_staff(newsroom.editor).post(url, given).status_code == 403
    assert as_staff(newsroom.admin).post(url, given).status_code == 302
    newsroom.desk.refresh_from_db()
    assert newsroom.desk.name == "Night desk"


def members_form(newsroom, *lines):
    """The page of the desk as its form sends it, with a line for each (membership, user name, changes)."""
    stored = sum(1 for member, _, _ in lines if member)
    given = {
        "name": newsroom.desk.name, "slug": newsroom.desk.slug, "language": "en", "website": "",
        "memberships-TOTAL_FORMS": len(lines), "memberships-INITIAL_FORMS": stored,
        "seen_version": newsroom.desk.version,
    }  # fmt: skip
    for number, (member, user, changes) in enumerate(lines):
        line = {"id": member.pk if member else "", "desk": newsroom.desk.pk, "user": user, "role": "editor"} | changes
        given |= {f"memberships-{number}-{name}": value for name, value in line.items()}
    return given


def test_a_desk_admin_puts_people_on_the_desk_by_their_user_name(newsroom, as_staff):
    url = reverse("admin:claims_desk_change", args=(newsroom.desk.pk,))
    client = as_staff(newsroom.admin)
    page = client.get(url).text
    assert newsroom.second.username in page
    assert newsroom.stranger.username not in page  # who is on other desks only is nobody's list to read
    unknown = client.post(url, members_form(newsroom, (None, "nobody", {})))
    assert "Nobody here has this user name." in unknown.text
    assert client.post(url, members_form(newsroom, (None, newsroom.stranger.username, {}))).status_code == 302
    assert newsroom.desk.memberships.get(user=newsroom.stranger).role == "editor"
    read = as_staff(newsroom.editor).get(url)
    assert newsroom.second.username in read.text
    assert "memberships-0-role" not in read.text


def test_a_desk_keeps_its_last_admin_here_too(newsroom, as_staff):
    url = reverse("admin:claims_desk_change", args=(newsroom.desk.pk,))
    last, editor = (newsroom.desk.memberships.get(user=person) for person in (newsroom.admin, newsroom.editor))
    client = as_staff(newsroom.admin)
    for wrong in ({"role": "viewer"}, {"role": "admin", "DELETE": "on"}):
        lines = (last, last.user.username, wrong), (editor, editor.user.username, {})
        refused = client.post(url, members_form(newsroom, *lines))
        assert (refused.status_code, "keeps at least one desk admin" in refused.text) == (200, True)
        last.refresh_from_db()
        assert last.role == "admin"
    lines = (last, last.user.username, {"role": "viewer"}), (editor, editor.user.username, {"role": "admin"})
    assert client.post(url, members_form(newsroom, *lines)).status_code == 302
    last.refresh_from_db()
    assert last.role == "viewer"


def test_the_first_page_counts_what_waits_for_this_person(newsroom, as_staff):
    newsroom.claim()
    newsroom.review(ClaimReview.State.SUBMITTED)
    MembershipFactory(role=Role.EDITOR)
    tiles = {
        person: {tile["label"]: tile["count"] for tile in as_staff(person).get("/admin/").context["tiles"]}
        for person in (newsroom.reviewer, newsroom.second, newsroom.stranger)
    }
    assert tiles[newsroom.reviewer]["Waiting for my approval"] == 0
    assert tiles[newsroom.second]["Waiting for my approval"] == 1
    assert tiles[newsroom.second]["Candidates to triage"] == 1
    assert set(tiles[newsroom.stranger].values()) == {0}


def test_who_approves_in_the_admin_sees_what_is_said_of_images_and_videos(newsroom, as_staff):
    review = newsroom.with_media("submitted", {"original_context": "Filmed in 2019."})
    page = as_staff(newsroom.second).get(page_of(review)).content.decode()
    assert "Edited or cropped<br>Filmed in 2019.<br>" in page
    fact_check = newsroom.with_media("published").fact_check
    item = fact_check.review.media.get()
    services.change_media(item, replace(media.facts_of(item), categories=("staged",)), by=newsroom.reviewer)
    correction = newsroom.correct(fact_check)
    page = as_staff(newsroom.editor).get(page_of(correction)).content.decode()
    assert page.index("Edited or cropped<br>") < page.index("Staged<br>")


def test_a_proposed_correction_is_approved_by_another_editor_only(newsroom, as_staff):
    review = newsroom.review(ClaimReview.State.PUBLISHED)
    given = {
        "kind": "correction",
        "note": "A wrong year.",
        "rating": newsroom.rating.pk,
        "headline": "H",
        "explanation": "E",
    }
    as_staff(newsroom.editor).post(page_of(review, "correct"), given)
    correction = Correction.objects.get()
    shown = as_staff(newsroom.editor).get(page_of(correction)).context["doors"]
    assert [entry["door"].name for entry in shown] == ["decline"]
    assert as_staff(newsroom.admin).post(page_of(correction, "approve"), follow=True).status_code == 200
    correction.refresh_from_db()
    assert correction.state == Correction.State.PUBLISHED


def test_a_text_is_cut_at_its_claims_and_joins_to_itself_again():
    text = "🙂 One. Two. Three."
    pieces = cut(
        text, [Span(2, 6, "a"), Span(4, 9, "late"), Span(7, 11, "b"), Span(30, 40, "outside"), Span(5, 5, "empty")]
    )
    assert "".join(piece.text for piece in pieces) == text
    assert [piece for piece in pieces if piece.mark] == [Piece("One.", "a"), Piece("Two.", "b")]
