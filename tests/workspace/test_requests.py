"""Readers' requests at the desk: what is shown to whom, and grouping, making a claim, declining."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from claims import services as claim_services
from claims.models import Appearance, Article, Claim
from reviews import services
from reviews.models import Assignment, ReaderRequest
from reviews.readers import NoWords, WasDismissed
from reviews.services.readers import AlreadySettled
from tests.races import race

REQUESTS = reverse("workspace:requests")
WORDS = "Did crime really fall by 12 percent in two years?"
SCRIPT = {"HX-Request": "true"}


def ask(newsroom, **facts):
    return services.take_request(newsroom.desk, **({"text": WORDS} | facts))


def door(request, name="request"):
    return reverse(f"workspace:{name}", args=(request.pk,))


def test_what_readers_asked_is_shown_by_state_and_their_address_to_nobody(newsroom, at_desk):
    new = ask(newsroom, url="https://paper.example/story", email="reader@example.org")
    services.confirm_request(new.pk)
    unconfirmed = ask(newsroom, text="Is the wall too dear?", email="other@example.org")
    declined = ask(newsroom, text="Is the earth flat?")
    services.decline_request(declined, by=newsroom.second)
    client = at_desk(newsroom.admin)
    page = client.get(REQUESTS)
    assert [row.pk for row in page.context["rows"]] == [unconfirmed.pk, new.pk]
    assert page.text.count("wants to be told") == 1
    assert "https://paper.example/story" in page.text
    assert 'rel="noopener noreferrer nofollow ugc"' in page.text
    for where in (REQUESTS, door(new), door(unconfirmed), door(declined)):
        shown = client.get(where).text
        assert ("reader@" in shown, "other@" in shown) == (False, False)
    page = client.get(REQUESTS, {"state": "declined"}).text
    assert (declined.text in page, new.text in page, f"by {newsroom.second}" in page) == (True, False, True)


def test_a_request_is_put_with_a_claim_that_says_nearly_the_same(newsroom, at_desk):
    near = newsroom.claim("accepted", text="Crime fell by 12 percent in two years.")
    newsroom.claim(text="The harbour wall cost 4.2 million crowns.")
    request = ask(newsroom)
    client = at_desk(newsroom.reviewer)
    part = client.get(door(request), headers=SCRIPT)
    assert [claim.pk for claim in part.context["similar"]] == [near.pk]
    assert ("<html" in part.text, "Group with this claim" in part.text) == (False, True)
    Assignment.objects.update(ranked_at="2026-10-14T12:00Z")
    answer = client.post(door(request, "request-group"), {"claim": near.pk}, follow=True)
    assert "which has become more urgent" in answer.text
    request.refresh_from_db()
    assert (request.state, request.claim) == ("grouped", near)
    assert Assignment.objects.get(claim=near).ranked_at is None
    about = client.get(REQUESTS, {"state": "grouped", "claim": near.pk})
    assert ([row.pk for row in about.context["rows"]], about.context["claim"]) == ([request.pk], near)
    assert client.get(REQUESTS, {"state": "grouped", "claim": near.pk + 1}).context["rows"] == []


@pytest.mark.parametrize("number", ["", "x", "999999999", "9" * 30, "-1"])
def test_a_number_that_is_no_claim_of_the_desk_is_refused_in_place(newsroom, at_desk, number):
    request = ask(newsroom)
    answer = at_desk(newsroom.reviewer).post(door(request, "request-group"), {"claim": number})
    assert (answer.status_code, answer.context["form"].is_valid()) == (422, False)
    request.refresh_from_db()
    assert request.state == "new"


def test_a_claim_is_made_of_the_readers_words_and_anchored_to_them(newsroom, at_desk):
    request = ask(newsroom, text=f"  {WORDS}\r\nAsk the mayor.  ")
    answer = at_desk(newsroom.reviewer).post(door(request, "request-make-claim"), follow=True)
    assert "It is a candidate: triage decides." in answer.text
    claim, article = Claim.objects.get(), Article.objects.get()
    assert (article.title, article.origin, article.desk) == (
        f"Readers’ request {request.pk}",
        "paste",
        newsroom.desk,
    )
    assert (claim.state, claim.text, claim.said_on) == ("candidate", f"{WORDS}\nAsk the mayor.", None)
    place = Appearance.objects.get(claim=claim)
    assert (place.quote, place.start, place.revision.text) == (claim.text, 0, claim.text)
    assert claim.events.get().actor == newsroom.reviewer
    request.refresh_from_db()
    assert (request.state, request.claim, request.decided_by) == ("grouped", claim, newsroom.reviewer)
    assert claim.text.splitlines()[0] in at_desk(newsroom.viewer).get(f"/desk/triage/?claim={claim.pk}").text


def test_the_same_words_are_one_claim_however_many_readers_send_them(newsroom):
    claims = {services.make_claim_of_request(ask(newsroom), by=newsroom.reviewer).pk for _ in range(3)}
    assert claims == {Claim.objects.get().pk}
    assert Article.objects.count() == 1
    other = services.make_claim_of_request(ask(newsroom, text="The wall is too dear."), by=newsroom.reviewer)
    assert other.pk not in claims


@pytest.mark.django_db(transaction=True)
def test_two_people_make_one_claim_of_two_requests_in_the_same_words(newsroom):
    requests = [ask(newsroom) for _ in range(4)]
    made = race(*[lambda row=row: services.make_claim_of_request(row, by=newsroom.reviewer) for row in requests])
    assert {claim.pk for claim in made} == {Claim.objects.get().pk}
    assert ReaderRequest.objects.filter(claim__isnull=False).count() == 4


def test_what_was_merged_or_dismissed_meanwhile_is_seen(newsroom):
    claim = services.make_claim_of_request(ask(newsroom), by=newsroom.reviewer)
    stays = newsroom.claim()
    claim_services.merge_claim(claim, into=stays, by=newsroom.reviewer)
    assert services.make_claim_of_request(ask(newsroom), by=newsroom.reviewer) == stays
    claim_services.reopen_claim(claim, by=newsroom.reviewer)
    claim_services.dismiss_claim(claim, reason="opinion", by=newsroom.reviewer)
    request = ask(newsroom)
    with pytest.raises(WasDismissed):
        services.make_claim_of_request(request, by=newsroom.reviewer)
    assert ReaderRequest.objects.get(pk=request.pk).state == "new"


def test_a_link_alone_leads_to_handing_in_its_article(newsroom, at_desk):
    request = ask(newsroom, text="", url="https://paper.example/story?a=1&b=2#c")
    client = at_desk(newsroom.reviewer)
    page = client.get(door(request)).text
    assert "Make a claim of it" not in page
    href = f"/desk/articles/?desk={newsroom.desk.slug}&amp;url=https%3A%2F%2Fpaper.example%2Fstory%3Fa%3D1%26b%3D2%23c"
    assert f'href="{href}#hand-in"' in page
    form = client.get(href.replace("&amp;", "&")).text
    assert 'value="https://paper.example/story?a=1&amp;b=2#c"' in form
    with pytest.raises(NoWords):
        services.make_claim_of_request(request, by=newsroom.reviewer)
    assert not Article.objects.exists()


def test_what_is_settled_stays_so_and_leaves_no_trace(newsroom, at_desk):
    request = ask(newsroom)
    services.decline_request(request, by=newsroom.second)
    client = at_desk(newsroom.reviewer)
    for name in ("request-make-claim", "request-decline"):
        answer = client.post(door(request, name))
        assert (answer.status_code, "This request was settled already" in answer.text) == (422, True)
    with pytest.raises(AlreadySettled):
        services.make_claim_of_request(request, by=newsroom.reviewer)
    assert (Article.objects.count(), Claim.objects.count()) == (0, 0)
    assert "that is final" in client.get(door(request)).text


def test_a_viewer_reads_and_decides_nothing(newsroom, at_desk):
    request, claim = ask(newsroom), newsroom.claim(text=WORDS)
    viewer = at_desk(newsroom.viewer)
    page = viewer.get(door(request)).text
    assert claim.text in page
    assert '<button class="button' not in page
    for name in ("request-group", "request-make-claim", "request-decline"):
        assert viewer.post(door(request, name), {"claim": claim.pk}).status_code == 403
    request.refresh_from_db()
    assert request.state == "new"


def test_another_desks_requests_are_not_there(newsroom, at_desk):
    request, claim = ask(newsroom), newsroom.claim()
    stranger = at_desk(newsroom.stranger)
    assert request.text not in stranger.get(REQUESTS).text
    assert stranger.get(door(request)).status_code == 404
    assert stranger.get(REQUESTS, {"desk": newsroom.desk.slug}).status_code == 404
    for name in ("request-group", "request-make-claim", "request-decline"):
        assert stranger.post(door(request, name), {"claim": claim.pk}).status_code == 404
    own = services.take_request(newsroom.stranger.memberships.get().desk, text=WORDS)
    assert stranger.post(door(own, "request-group"), {"claim": claim.pk}).status_code == 422


def test_hostile_words_are_shown_as_words(newsroom, at_desk):
    evil = '<script>alert(1)</script><img src=x onerror="alert(2)">'
    request = ask(newsroom, text=evil)
    newsroom.claim(text=evil)
    for where in (REQUESTS, door(request)):
        page = at_desk(newsroom.reviewer).get(where).text
        assert ("<script>alert" in page, "<img src=x" in page) == (False, False)


def test_an_empty_list_says_where_requests_come_from(newsroom, at_desk, settings):
    client = at_desk(newsroom.viewer)
    assert f"/fact-checks/ask/to/{newsroom.desk.slug}/" in client.get(REQUESTS).text
    assert "Show the new ones" in client.get(REQUESTS, {"state": "told"}).text
    settings.READER_DESKS = ["another"]
    assert "an operator can name it" in client.get(REQUESTS).text


def test_it_goes_on_page_by_page_and_asks_the_same_number_of_questions(newsroom, at_desk):
    client, counts = at_desk(newsroom.reviewer), []
    for many in (2, 40):
        for n in range(many):
            request = ask(newsroom, text=f"Is it {n}?")
        client.get(REQUESTS)
        for where in (REQUESTS, door(request)):
            with CaptureQueriesContext(connection) as asked:
                answer = client.get(where)
            counts.append(len(asked))
            assert answer.status_code == 200
    assert counts[:2] == counts[2:]
    assert max(counts) <= 15
    first = client.get(REQUESTS).context
    second = client.get(f"{REQUESTS}?{first['next_query']}").context
    assert (len(first["rows"]), len(second["rows"]), second["next_query"]) == (25, 17, "")
    assert client.get(REQUESTS, {"state": "x\x00", "before": "y", "claim": "'"}).status_code == 200
