"""Topics in triage: a filter, why a claim has each, and what a person changes about it."""

from django.urls import reverse

from claims import services, sorting
from claims.models import ClaimTopic, TopicExample
from reviews import services as review_services
from tests.conftest import Newsroom
from tests.factories import ClaimFactory


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


def test_what_a_person_took_off_stands_on_the_card_and_is_undone_and_no_topic_is_chosen_beforehand(newsroom, at_desk):
    topic = review_services.add_topic(newsroom.desk, name="Housing", keywords=["rents"], by=newsroom.admin)
    review_services.add_topic(newsroom.desk, name="Safety", keywords=["crime"], by=newsroom.admin)
    claim = newsroom.claim(text="Rents rose.")
    while sorting.work_off():
        pass
    desk = at_desk(newsroom.reviewer)

    def do(act):
        address = reverse("workspace:triage-topic", args=[claim.pk, act])
        return desk.post(address, {"topic": topic.pk}, headers={"HX-Request": "true"})

    page = do("take-off").text
    assert f"{newsroom.reviewer} took it off" in page
    assert '<option value="">Choose a topic</option>' in page
    page = do("put-back").text
    assert ("took it off" in page, "keyword “rents”" in page) == (False, True)
    assert do("put-back").status_code == 422
    assert claim.events.latest("version").name == "put_back_topic"


def test_a_desk_admin_sets_topics_up_and_an_editor_names_examples(newsroom, at_desk, settings):
    claim, like = newsroom.claim(text="Rents rose."), newsroom.claim(text="Rents rose again.")
    desk, page = at_desk(newsroom.admin), reverse("workspace:topics")
    assert "No topics yet" in desk.get(page).text
    given = {"name": "Housing", "keywords": "", "weight": 2}
    refused = desk.post(page, given)
    assert (refused.status_code, "name a claim as an example" in refused.text) == (422, True)
    assert desk.post(page, given | {"claim": ClaimFactory().pk}).status_code == 422
    made = desk.post(page, given | {"claim": claim.pk}, follow=True)
    topic = newsroom.desk.topics.get()
    assert ([row.claim for row in topic.examples.all()], topic.keywords) == ([claim], [])
    assert "Rents rose." in made.text
    address = reverse("workspace:topic", args=[topic.pk])
    changed = given | {"keywords": "rents\n\nrents\nflats", "version": 1}
    shown = desk.post(address, changed | {"preview": "1"})
    assert "Not saved yet: it would take <strong>2</strong> of the newest 2 claims, 2 by a word" in shown.text
    assert desk.post(address, changed, follow=True).context["topic"].keywords == ["rents", "flats"]
    assert desk.post(address, changed).status_code == 422, "an older version"
    editor, example = at_desk(newsroom.editor), reverse("workspace:topic-example", args=[topic.pk])
    editor.post(example, {"claim": like.pk})
    editor.post(example, {"claim": claim.pk, "off": "1"})
    assert [row.claim for row in topic.examples.all()] == [like]
    assert "no such claim" in editor.post(example, {"claim": 10**9}, follow=True).text
    assert editor.post(address, changed).status_code == editor.post(page, given).status_code == 403
    assert at_desk(newsroom.reviewer).post(example, {"claim": claim.pk}).status_code == 403
    assert at_desk(newsroom.viewer).get(address).status_code == 200
    stranger = at_desk(newsroom.stranger)
    remove = reverse("workspace:topic-remove", args=[topic.pk])
    assert [stranger.post(one).status_code for one in (example, remove)] == [404, 404]
    assert stranger.get(address).status_code == 404
    at_desk(newsroom.admin).post(remove)
    assert not newsroom.desk.topics.exists()
