"""Images, videos and recordings at the desk: on a page of their own, listed on that of the review."""

import html5lib
import pytest
from django.urls import reverse

from reviews import media, services
from reviews.models import ClaimReview, MediaItem
from reviews.publishing.models import FactCheck

S = ClaimReview.State


def at(review, door="", *more):
    return reverse("workspace:review-media" + (f"-{door}" if door else ""), args=(review.pk, *more))


def home(review):
    return reverse("workspace:review", args=(review.pk,))


def typed(*places, **facts):
    given = {"kind": "video", "description": "The mayor speaks", "categories": ["edited"]} | facts
    given |= {"places-TOTAL_FORMS": len(places), "places-INITIAL_FORMS": 0}
    return given | {f"places-{n}-{name}": value for n, place in enumerate(places) for name, value in place.items()}


def whole(page):
    html5lib.HTMLParser(strict=True).parse(page)
    return page


def test_it_is_described_with_several_addresses_and_listed_on_the_review(newsroom, at_desk):
    review = newsroom.review()
    client = at_desk(newsroom.reviewer)
    page = whole(client.get(home(review)).content.decode())
    assert at(review, "new") in page
    form = whole(client.get(at(review, "new")).content.decode())
    assert "Parts were cut away or put in another order" in form
    first = {"url": "https://video.example/1", "archived_url": "https://archive.example/1", "start": "00:00:05"}
    saved = client.post(at(review, "add"), typed(first, {"url": "https://social.example/9"}, {"url": ""}))
    assert (saved.status_code, saved.url) == (302, f"{home(review)}#media")
    item = MediaItem.objects.get()
    assert media.facts_of(item) == media.Facts(
        "video", "The mayor speaks", ("edited",), "", "",
        (media.Place("https://video.example/1", "", "https://archive.example/1", "", "00:00:05"),
         media.Place("https://social.example/9")),
    )  # fmt: skip
    page = whole(client.get(home(review)).content.decode())
    for words in ("The mayor speaks", "Edited or cropped", "https://social.example/9", at(review, "", item.pk)):
        assert words in page, words


def test_it_is_changed_and_an_emptied_address_is_taken_away(newsroom, at_desk):
    review = newsroom.review()
    item = newsroom.add_media(review)
    client = at_desk(newsroom.reviewer)
    page = whole(client.get(at(review, "", item.pk)).content.decode())
    for words in ("The mayor speaks", "https://video.example/watch/1", 'value="edited" checked'):
        assert words in page, words
    given = typed({"url": ""}, {"url": "https://social.example/9"}, kind="image", version=item.version)
    assert client.post(at(review, "change", item.pk), given).status_code == 302
    item.refresh_from_db()
    assert (item.kind, [one["url"] for one in item.appearances]) == ("image", ["https://social.example/9"])
    assert client.post(at(review, "remove", item.pk)).status_code == 302
    assert not MediaItem.objects.exists()


def test_what_cannot_be_taken_comes_back_with_what_was_typed(newsroom, at_desk):
    review = newsroom.review()
    client = at_desk(newsroom.reviewer)
    wrong = typed(
        {"url": "javascript:alert(1)", "description": "Kept words"},
        {"start": "1:00"},
        categories=["original", "staged"],
    )
    page = whole((answer := client.post(at(review, "add"), wrong)).content.decode())
    assert answer.status_code == 422
    for words in ("Kept words", "Enter a valid URL", "Write a time as HH:MM:SS", 'value="staged" checked'):
        assert words in page, words
    answer = client.post(at(review, "add"), typed(categories=["original", "staged"]))
    assert (answer.status_code, "nothing was altered" in answer.content.decode()) == (422, True)
    answer = client.post(at(review, "add"), typed(kind="hologram"))
    assert (answer.status_code, "hologram is not one of the available choices" in answer.content.decode()) == (
        422,
        True,
    )
    answer = client.post(at(review, "add"), typed() | {"places-TOTAL_FORMS": "x"})
    assert answer.status_code == 422
    answer = client.post(at(review, "add"), typed(*[{"url": "https://a.example/"}] * 21))
    assert (answer.status_code, "at most 20" in answer.content.decode()) == (422, True)
    assert not MediaItem.objects.exists()


def test_of_two_who_change_it_the_slower_is_told_and_keeps_the_words(newsroom, at_desk):
    review = newsroom.review()
    item = newsroom.add_media(review)
    client = at_desk(newsroom.reviewer)
    given = typed(description="My words", version=item.version)
    services.change_media(item, media.Facts("video", "From another window"), by=newsroom.reviewer)
    answer = client.post(at(review, "change", item.pk), given)
    assert (answer.status_code, "My words" in answer.content.decode()) == (409, True)
    item.refresh_from_db()
    assert item.description == "From another window"


def test_what_is_missing_is_named_with_a_way_to_it(newsroom, at_desk):
    review = newsroom.review()
    newsroom.add_media(review, categories=(), appearances=())
    page = at_desk(newsroom.reviewer).get(home(review)).content.decode()
    assert '<a href="#media">Say what was done to the video “The mayor speaks”: choose at least one kind.' in page
    assert "What was done to it is not said yet" in page


@pytest.mark.parametrize("state", [S.DRAFT, S.SUBMITTED, S.APPROVED])
def test_only_its_reviewer_changes_it_and_only_while_it_is_written(newsroom, at_desk, state):
    review = newsroom.with_media(state)
    item = MediaItem.objects.get()
    for person, is_open in ((newsroom.reviewer, state == S.DRAFT), (newsroom.second, False)):
        client = at_desk(person)
        assert (at(review, "new") in client.get(home(review)).content.decode()) == is_open
        assert client.get(at(review, "", item.pk)).status_code == (200 if is_open else 302)
        if not is_open:
            assert client.post(at(review, "add"), typed()).status_code == 422
            assert client.post(at(review, "change", item.pk), typed()).status_code == 422
            assert client.post(at(review, "remove", item.pk)).status_code == 422
    assert MediaItem.objects.get().version == 1


def test_who_may_not_is_refused_at_every_door(newsroom, at_desk):
    review = newsroom.review()
    item = newsroom.add_media(review)
    doors = [("add",), ("change", item.pk), ("remove", item.pk)]
    for person, code in ((newsroom.viewer, 403), (newsroom.stranger, 404)):
        client = at_desk(person)
        assert [client.post(at(review, *door), typed()).status_code for door in doors] == [code] * 3
        assert client.get(at(review, "new")).status_code == code
        assert client.get(at(review, "", item.pk)).status_code == code
    other = newsroom.review()
    assert at_desk(newsroom.reviewer).get(at(other, "", item.pk)).status_code == 404


def test_on_a_blind_desk_it_is_not_told_what_was_done_until_one_has_rated(newsroom, at_desk):
    services.set_practice(newsroom.desk, second_verdict="blind", by=newsroom.admin)
    review = newsroom.with_media(S.SUBMITTED, {"original_context": "Filmed in 2019."})
    page = at_desk(newsroom.second).get(home(review)).content.decode()
    assert "once you have given your own rating" in page
    assert "Filmed in 2019." not in page
    assert "The mayor speaks" in page
    assert "Filmed in 2019." in at_desk(newsroom.reviewer).get(home(review)).content.decode()


def test_what_changed_since_publication_is_said_and_goes_with_the_correction(newsroom, at_desk):
    review = newsroom.with_media(S.PUBLISHED)
    item = MediaItem.objects.get()
    client = at_desk(newsroom.second)
    assert "Readers do not see it like this yet" not in client.get(home(review)).content.decode()
    assert "once a correction is approved" in client.get(at(review, "", item.pk)).content.decode()
    given = typed({"url": "https://social.example/9"}, categories=["staged"], version=item.version)
    assert client.post(at(review, "change", item.pk), given).status_code == 302
    assert "Readers do not see it like this yet" in client.get(home(review)).content.decode()
    newsroom.correct(FactCheck.objects.get(review=review))
    page = whole(client.get(home(review)).content.decode())
    assert "Readers do not see it like this yet" not in page
    assert "<ins>Staged" in page or "<ins>Staged\n" in page
