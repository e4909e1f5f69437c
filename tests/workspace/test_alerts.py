"""Alerts: who keeps a search hears of new claims that match it, of each once, and of nobody else's."""

import threading

import pytest
from django.core import mail
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from claims.models import Claim
from reviews import digests, notifying, services
from reviews.models import Notice, SavedSearch
from reviews.publishing import alerting, tasks
from tests.factories import ClaimantFactory, ClaimFactory, DeskFactory, MembershipFactory
from tests.reviews.conftest import together

SEARCH = reverse("workspace:search")
WALL = "The harbour wall cost 4.2 million crowns."


def watch(newsroom, person=None, query="q=harbour+wall", name="Harbour walls", desk=None):
    """A saved search whose owner is told of new claims from now on."""
    owner = person or newsroom.reviewer
    saved = services.save_search(desk or newsroom.desk, name=name, query=query, by=owner)
    services.set_alert(saved, is_alerting=True, by=owner)
    return saved


def told(person):
    """The lines of a person's alerts, the oldest first."""
    notices = Notice.objects.filter(recipient=person, kind="alert").order_by("pk")
    return list(notices.values_list("text", flat=True))


def shown(answer):
    return {hit.row.pk for part in answer.context["parts"] for hit, _ in (*part["hits"], *part["near"])}


def test_new_claims_are_told_once_in_one_line_that_leads_to_them_alone(newsroom, at_desk, settings):
    old, client = newsroom.claim(text=WALL), at_desk(newsroom.reviewer)
    saved = services.save_search(newsroom.desk, name="Harbour walls", query="q=harbour+wall", by=newsroom.reviewer)
    switch = reverse("workspace:search-alert", args=(saved.pk,))
    assert "Alert off" in client.get(SEARCH).text
    page = client.post(switch, {"is_alerting": "1"}, follow=True).text
    assert ("From now on you are told" in page, "Alert on" in page) == (True, True)
    tasks.look_for_new_claims()
    assert told(newsroom.reviewer) == []  # what was there before is not new
    new = {newsroom.claim(text=f"{WALL} {n}").pk for n in range(3)}
    newsroom.claim(text="The bridge is closed.")
    tasks.look_for_new_claims()
    tasks.look_for_new_claims()
    client.post(switch, {"is_alerting": "1"})  # again changes nothing
    tasks.look_for_new_claims()
    assert told(newsroom.reviewer) == ["3 new claims match “Harbour walls”"]
    later = newsroom.claim(text="Nobody paid for the harbour wall.")
    tasks.look_for_new_claims()
    assert told(newsroom.reviewer)[1:] == ["1 new claim matches “Harbour walls”: Nobody paid for the harbour wall."]

    first = Notice.objects.filter(kind="alert").earliest("pk")
    place = client.post(reverse("workspace:inbox-open", args=(first.pk,))).url
    answer = client.get(place)
    assert shown(answer) == new
    assert [tab.get("count") for tab in answer.context["tabs"]] == [None, "3", "0", "0"]
    assert shown(client.get(f"{SEARCH}?{answer.context['lasting_query']}")) == new | {old.pk, later.pk}
    client.post(reverse("workspace:search-save"), {"name": "Again", "query": place.partition("?")[2]})
    assert SavedSearch.objects.get(name="Again").query == "q=harbour+wall&kind=claims"

    settings.EMAIL_HOST, settings.DIGEST_HOUR = "mail.example", 0
    digests.send(newsroom.reviewer.pk)
    assert "- New for your search: 1 new claim matches “Harbour walls”: Nobody paid" in mail.outbox[0].body


def test_the_filters_of_the_search_hold_and_so_do_desks_and_people(newsroom):
    brandt = ClaimantFactory(desk=newsroom.desk, name="Ilse Brandt")
    watch(newsroom, query='q="harbour wall"&claimant=brandt&page=2&state=', name="Brandt")
    watch(newsroom, newsroom.stranger, desk=newsroom.stranger.memberships.get().desk)
    watch(newsroom, newsroom.viewer, query="q=brandt")
    newsroom.claim(text=WALL)
    newsroom.claim(text="A wall of the harbour.", claimant=brandt)
    newsroom.claim(text=WALL, claimant=brandt)
    ClaimFactory(desk=DeskFactory(), text=WALL)
    tasks.look_for_new_claims()
    assert told(newsroom.reviewer) == [f"1 new claim matches “Brandt”: {WALL}"]
    assert told(newsroom.viewer) == ["2 new claims match “Harbour walls”"]
    assert told(newsroom.stranger) == []
    assert Notice.objects.filter(kind="alert").count() == 2


def test_who_switched_it_off_or_left_the_desk_hears_nothing_and_nothing_of_it_later(newsroom):
    off, kept = watch(newsroom, newsroom.viewer), watch(newsroom, newsroom.second)
    watch(newsroom, newsroom.editor)
    services.set_alert(off, is_alerting=False, by=newsroom.viewer)
    services.set_alert(kept, is_alerting=False, by=newsroom.viewer)  # who is not its owner
    newsroom.desk.memberships.filter(user=newsroom.editor).delete()
    newsroom.claim(text=WALL)
    tasks.look_for_new_claims()
    services.set_alert(off, is_alerting=True, by=newsroom.viewer)
    MembershipFactory(desk=newsroom.desk, user=newsroom.editor)
    tasks.look_for_new_claims()
    assert [told(one) for one in (newsroom.viewer, newsroom.editor)] == [[], []]
    assert len(told(newsroom.second)) == 1
    newsroom.claim(text=WALL)
    tasks.look_for_new_claims()
    assert [len(told(one)) for one in (newsroom.viewer, newsroom.editor, newsroom.second)] == [1, 1, 2]


def test_a_worker_that_dies_has_told_nothing_and_the_next_one_tells_all(newsroom, monkeypatch):
    saved, tell = watch(newsroom), notifying.tell
    newsroom.claim(text=WALL)

    def tell_and_die(*people, **line):
        tell(*people, **line)
        raise SystemExit

    monkeypatch.setattr(notifying, "tell", tell_and_die)
    with pytest.raises(SystemExit):
        tasks.look_for_new_claims()
    monkeypatch.undo()
    assert (told(newsroom.reviewer), SavedSearch.objects.behind(10**9).get()) == ([], saved)
    tasks.look_for_new_claims()
    assert len(told(newsroom.reviewer)) == 1


def test_however_much_came_and_however_many_search_a_round_has_bounds(newsroom, monkeypatch):
    people = [newsroom.viewer, newsroom.reviewer, newsroom.second]
    for number in range(4):
        watch(newsroom, people[number % 3], name=f"Walls {number}")
    Claim.objects.bulk_create(Claim(desk=newsroom.desk, text=WALL, check_worthiness=0.5) for _ in range(130))
    monkeypatch.setattr(alerting, "MOST_SEARCHES", 2)
    with CaptureQueriesContext(connection) as asked:
        tasks.look_for_new_claims()
    assert len(asked) <= 3 + 2 * 12
    assert [len(told(one)) for one in people] == [1, 1, 0]
    tasks.look_for_new_claims()
    assert [told(one) for one in people] == [
        ["More than 100 new claims match “Walls 0”", "More than 100 new claims match “Walls 3”"],
        ["More than 100 new claims match “Walls 1”"], ["More than 100 new claims match “Walls 2”"],
    ]  # fmt: skip
    monkeypatch.setattr(alerting, "MOST_CLAIMS", 100)
    Claim.objects.bulk_create(Claim(desk=newsroom.desk, text=WALL, check_worthiness=0.5) for _ in range(130))
    for _ in range(4):
        tasks.look_for_new_claims()
    assert told(newsroom.second)[1:] == ["100 new claims match “Walls 2”", "30 new claims match “Walls 2”"]
    monkeypatch.setattr(alerting, "ROUND_SECONDS", 0)
    newsroom.claim(text=WALL)
    tasks.look_for_new_claims()
    assert len(told(newsroom.second)) == 3


def test_a_search_that_takes_too_long_holds_up_no_other(newsroom, monkeypatch):
    slow, _ = watch(newsroom, query="q=slow", name="Slow"), watch(newsroom)
    newsroom.claim(text=f"slow {WALL}")
    matching = alerting.finding.matching

    def sleep_first(kind, wanted, user, desk):
        if wanted.words == "slow":
            connection.cursor().execute("SELECT pg_sleep(5)")
        return matching(kind, wanted, user, desk)

    monkeypatch.setattr(alerting.finding, "PATIENCE", 300)
    monkeypatch.setattr(alerting.finding, "matching", sleep_first)
    tasks.look_for_new_claims()
    assert told(newsroom.reviewer) == [f"1 new claim matches “Harbour walls”: slow {WALL}"]
    monkeypatch.undo()
    tasks.look_for_new_claims()
    assert told(newsroom.reviewer)[1:] == [f"1 new claim matches “{slow}”: slow {WALL}"]


@pytest.mark.django_db(transaction=True)
def test_a_claim_that_was_begun_before_others_and_seen_after_them_is_told_too(newsroom, monkeypatch):
    watch(newsroom)
    monkeypatch.setattr(alerting, "WAIT_SECONDS", 0.3)
    begun, go_on = threading.Event(), threading.Event()

    def write_slowly():
        with transaction.atomic():
            ClaimFactory(desk=newsroom.desk, text=f"First: {WALL}")
            begun.set()
            go_on.wait(20)

    def write_and_look():
        begun.wait(20)
        ClaimFactory(desk=newsroom.desk, text=f"Second: {WALL}")
        tasks.look_for_new_claims()
        early = told(newsroom.reviewer)
        go_on.set()
        return early

    assert together(write_slowly, write_and_look) == [None, []]
    together(*[tasks.look_for_new_claims] * 4)
    assert told(newsroom.reviewer) == ["2 new claims match “Harbour walls”"]
