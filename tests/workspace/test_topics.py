"""Topics in triage: a filter, why a claim has each, and what a person changes about it."""

from django.urls import reverse

from claims import services, sorting
from claims.models import ClaimTopic, TopicExample
from reviews import services as review_services
from tests.conftest import Newsroom


def test_candidates_are_filtered_by_topic_and_a_person_has_the_last_word(newsroom, at_desk):
    add = review_services.add_topic
    housing = add(newsroom.desk, name="Housing", keywords=["rents"], by=newsroom.admin)
    safety = add(newsroom.desk, name="Safety", keywords=["crime"], by=newsroom.admin)
    claim, other = newsroom.claim(text="Rents rose."), newsroom.claim(text="The bridge is old.", check_worthiness=0.9)
    while sorting.work_off():
        pass
    browser, page = at_desk(newsroom.editor), reverse("workspace:triage")
    shown = browser.get(page, {"topic": str(housing.pk)})
    assert shown.context["chosen"] == claim
    assert "keyword “rents”" in shown.text
    assert browser.get(page).context["chosen"] == other

    def do(act, topic, **headers):
        address = reverse("workspace:triage-topic", args=[claim.pk, act])
        return browser.post(address, {"topic": topic.pk if topic else ""}, headers=headers)

    assert do("take-off", housing).status_code == 302
    assert "No candidate matches" in browser.get(page, {"topic": str(housing.pk)}).text
    put_on = do("put-on", safety, **{"HX-Request": "true"})
    assert put_on.status_code == 200
    assert "a person decided it" in put_on.text
    assert "No longer an example" in do("example", safety, **{"HX-Request": "true"}).text
    assert TopicExample.objects.get().claim == claim
    do("no-example", safety)
    assert do("no-example", safety, **{"HX-Request": "true"}).status_code == 422
    assert do("put-on", Newsroom().desk.topics.create(name="Abroad", keywords=["x"])).status_code == 302
    assert {(row.topic, row.is_off) for row in ClaimTopic.objects.filter(claim=claim)} == {
        (housing, True), (safety, False),
    }  # fmt: skip
    assert do("unknown", housing).status_code == 404
    at_desk(newsroom.reviewer)
    assert do("example", safety).status_code == 403
    at_desk(newsroom.stranger)
    assert do("put-on", safety).status_code == 404


def test_the_worklist_counts_a_topic_that_a_person_put_on_and_none_that_was_taken_off(newsroom):
    topic = review_services.add_topic(newsroom.desk, name="Housing", keywords=["rents"], weight=5, by=newsroom.admin)
    off, on = newsroom.claim("accepted", text="Rents rose."), newsroom.claim("accepted", text="Flats are dear.")
    services.take_off_topic(off, topic=topic, by=newsroom.reviewer)
    services.put_on_topic(on, topic=topic, by=newsroom.reviewer)
    queue = review_services.take_claim(newsroom.desk, by=newsroom.reviewer)
    assert queue.claim == on
    assert "about Housing (as a person decided)" in [part["why"] for part in queue.parts]
