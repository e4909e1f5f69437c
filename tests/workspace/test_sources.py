"""Watched sources in the workspace: added, in trouble, paused, removed; another desk's nowhere."""

import pytest
from django.urls import reverse

from claims import services
from claims.models import Watch
from tests.api.intake import a_watch, paused_watch

SOURCES = reverse("workspace:sources")


def address(row, act=""):
    return reverse("workspace:source-act", args=(row.pk, act)) if act else reverse("workspace:source", args=(row.pk,))


def test_an_editor_adds_a_source_and_everybody_sees_how_it_fares(newsroom, at_desk):
    editor = at_desk(newsroom.editor)
    said = editor.post(SOURCES, {"url": "post.example/feed", "name": "", "minutes": "60"}, follow=True).text
    row = Watch.objects.get()
    assert (row.url, row.name, row.minutes) == ("https://post.example/feed", "post.example", 60)
    assert "“post.example” is watched from now on" in said
    Watch.objects.update(reason="post.example could not be reached.", failures=3, looked_at=row.created_at)
    shown = at_desk(newsroom.viewer).get(SOURCES).text
    assert "In trouble" in shown
    assert "post.example could not be reached. 3 looks in a row came to nothing." in shown
    assert "Watch another one" not in shown


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"url": "", "minutes": "30"}, "This field is required"),
        ({"url": "no address", "minutes": "30"}, "Enter a valid URL"),
        ({"url": "https://x.example", "minutes": "1"}, "Select a valid choice"),
        ({"url": "https://post.example/0.xml", "minutes": "30"}, "on the list already"),
    ],
)
def test_what_cannot_be_watched_comes_back_with_the_reason(newsroom, at_desk, given, why):
    a_watch(newsroom)
    answer = at_desk(newsroom.editor).post(SOURCES, given)
    assert answer.status_code == 422
    assert why in answer.text
    assert given["url"] in answer.text
    assert Watch.objects.count() == 1


def test_a_source_is_paused_resumed_removed_and_put_back(newsroom, at_desk):
    row, editor = a_watch(newsroom), at_desk(newsroom.editor)
    for act, state in (("pause", "paused"), ("resume", "watched"), ("end", "ended"), ("resume", "watched")):
        editor.post(address(row, act))
        row.refresh_from_db()
        assert row.state == state
    assert "Only what is watched" in editor.post(address(paused_watch(newsroom), "look"), follow=True).text
    assert editor.post(address(row, "nonsense")).status_code == 404


def test_its_page_shows_what_it_brought_and_takes_changes_of_who_saw_the_latest(newsroom, at_desk):
    row, editor = a_watch(newsroom), at_desk(newsroom.editor)
    row.pages.update(reason="post.example asks programs not to read this address.")
    shown = editor.get(address(row)).text
    assert "About the wall" in shown
    assert "asks programs not to read this address. Given up." in shown.replace('</span> <span class="soft">', " ")
    editor.post(address(row), {"version": "1", "name": "The Evening Post", "minutes": "1440"})
    stale = editor.post(address(row), {"version": "1", "name": "The Morning Post", "minutes": "5"})
    assert stale.status_code == 422
    assert "Somebody else changed this" in stale.text
    row.refresh_from_db()
    assert (row.name, row.minutes) == ("The Evening Post", 1440)


def test_a_reviewer_changes_nothing_and_a_stranger_finds_nothing(newsroom, at_desk):
    row = a_watch(newsroom)
    reviewer = at_desk(newsroom.reviewer)
    assert reviewer.post(SOURCES, {"url": "https://x.example", "minutes": "30"}).status_code == 403
    assert [reviewer.post(address(row, act)).status_code for act in ("pause", "look")] == [403, 403]
    assert reviewer.post(address(row), {"version": "1", "name": "x", "minutes": "5"}).status_code == 403
    stranger = at_desk(newsroom.stranger)
    assert [stranger.get(address(row)).status_code, stranger.post(address(row, "pause")).status_code] == [404, 404]
    assert "The Post" not in stranger.get(SOURCES).text
    assert Watch.objects.get().version == row.version


def test_the_list_takes_the_same_statements_however_long_it_is(newsroom, at_desk, django_assert_max_num_queries):
    for _ in range(3):
        a_watch(newsroom)
    services.end_watch(a_watch(newsroom), by=newsroom.editor)
    client = at_desk(newsroom.editor)
    client.get(SOURCES)
    with django_assert_max_num_queries(14):
        assert client.get(SOURCES).text.count("Look now") == 3
