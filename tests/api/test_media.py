"""Images, videos and recordings over REST: described, kept by verdicts, corrected, and hidden where one rates blind."""

import pytest

from reviews import services
from reviews.models import ClaimReview, MediaItem
from tests.api.problems import pointers, problem
from tests.api.published import new_correction
from tests.api.rows import new_media, verdict

S = ClaimReview.State
WHOLE = {
    "kind": "video",
    "description": "The mayor opens the wall",
    "categories": ["edited", "missing_context"],
    "original_url": "https://council.example/speech",
    "original_context": "Filmed in 2019 at another wall.",
    "appearances": [
        {
            "url": "https://video.example/watch/1",
            "content_url": "https://video.example/1.mp4",
            "archived_url": "https://archive.example/1",
            "description": "Posted with “The wall is open”",
            "start": "00:01:10",
            "end": "00:01:25",
        }
    ],
}


@pytest.fixture
def review(newsroom):
    review = newsroom.review()
    newsroom.add_evidence(review)
    return review


def submit(newsroom, api, review):
    return api(newsroom.reviewer).post(f"reviews/{review.pk}/submit/", verdict(newsroom, review))


def test_what_was_described_is_read_back_and_kept_by_the_verdict(newsroom, api, review):
    client = api(newsroom.reviewer)
    made = client.post(f"reviews/{review.pk}/media/", WHOLE)
    assert (made.status_code, made.headers["ETag"]) == (201, '"1"')
    row = made.json()
    assert {name: row[name] for name in WHOLE} == WHOLE | {"categories": ["missing_context", "edited"]}
    assert (row["review"], row["added_by"]) == (review.pk, newsroom.reviewer.username)
    assert client.get(f"reviews/{review.pk}/media/").json() == [client.get(f"media/{row['id']}/").json()] == [row]
    kept = submit(newsroom, api, review).json()["verdict"]["media"]
    assert kept == [{name: row[name] for name in WHOLE}]
    names = [event["name"] for event in client.get(f"reviews/{review.pk}/events/").json()]
    assert names == ["open", "add_evidence", "add_media", "submit"]


def test_what_is_left_out_is_empty_and_named_before_submitting(newsroom, api, review):
    client = api(newsroom.reviewer)
    pk = client.post(f"reviews/{review.pk}/media/", new_media(newsroom, review)).json()["id"]
    refused = problem(submit(newsroom, api, review), 422, kind="NotReady")
    assert "What was done" not in refused["detail"]
    assert [one["detail"].split(":")[0] for one in refused["errors"]] == [
        "Say what was done to the image “The wall at night”"
    ]
    found = {one["code"]: one for one in client.get(f"reviews/{review.pk}/gate/").json()}
    assert (found["media"]["place"], found["media"]["level"], found["media"]["is_met"]) == ("media", "required", False)
    assert "give at least one address" in found["media"]["missing"]
    context = new_media(newsroom, review) | {
        "categories": ["missing_context"], "appearances": [{"url": "https://social.example/9"}],
    }  # fmt: skip
    assert client.put(f"media/{pk}/", context, If_Match='"1"').status_code == 200
    assert "lacks its context" in problem(submit(newsroom, api, review), 422, kind="NotReady")["detail"]
    told = context | {"original_context": "It shows the wall of 2011."}
    assert client.put(f"media/{pk}/", told, If_Match='"2"').status_code == 200
    assert submit(newsroom, api, review).status_code == 200


def test_a_change_says_which_version_it_was_made_from(newsroom, api, review):
    client = api(newsroom.reviewer)
    pk = client.post(f"reviews/{review.pk}/media/", WHOLE).json()["id"]
    problem(client.put(f"media/{pk}/", WHOLE), 428)
    changed = client.put(f"media/{pk}/", WHOLE | {"kind": "audio"}, If_Match='"1"')
    assert (changed.status_code, changed.headers["ETag"], changed.json()["kind"]) == (200, '"2"', "audio")
    problem(client.put(f"media/{pk}/", WHOLE, If_Match='"1"'), 412, kind="StaleVersion")
    assert MediaItem.objects.get().kind == "audio"
    gone = client.client.delete(f"/api/v1/media/{pk}/", headers=client.headers | {"If-Match": '"1"'})
    problem(gone, 412, kind="StaleVersion")
    assert client.delete(f"media/{pk}/").status_code == 204
    problem(client.get(f"media/{pk}/"), 404)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"categories": ["original", "staged"]}, "nothing was altered"),
        ({"kind": "image"}, "An image has no beginning"),
        (
            {"appearances": [{"url": "https://a.example/", "start": "00:02:00", "end": "00:01:00"}]},
            "ends before it begins",
        ),
    ],
)
def test_what_contradicts_itself_is_refused_and_changes_nothing(newsroom, api, review, changes, told):
    client, version = api(newsroom.reviewer), ClaimReview.objects.get(pk=review.pk).version
    said = problem(client.post(f"reviews/{review.pk}/media/", WHOLE | changes), 422, kind="ContradictoryMedia")
    assert told in said["detail"]
    review.refresh_from_db()
    assert (MediaItem.objects.count(), review.version) == (0, version)


@pytest.mark.parametrize(
    ("changes", "at"),
    [
        ({"categories": ["deepfake"]}, "#/categories/0"),
        ({"categories": [["edited"]]}, "#/categories/0"),
        ({"categories": "edited"}, "#/categories"),
        ({"categories": None}, "#/categories"),
        ({"appearances": {}}, "#/appearances"),
        ({"appearances": None}, "#/appearances"),
        ({"appearances": ["https://a.example/"]}, "#/appearances/0"),
        ({"appearances": [{}]}, "#/appearances/0/url"),
        ({"appearances": [{"url": "javascript:alert(1)"}]}, "#/appearances/0/url"),
        ({"appearances": [{"url": "https://a.example/", "archived_url": "file:///a"}]}, "#/appearances/0/archived_url"),
        ({"appearances": [{"url": "https://a.example/", "start": "1:10"}]}, "#/appearances/0/start"),
        ({"appearances": [{"url": "https://a.example/", "end": "00:00:60"}]}, "#/appearances/0/end"),
        ({"appearances": [{"url": "https://a.example/", "start": "٠٠:٠٠:٠١"}]}, "#/appearances/0/start"),
        ({"appearances": [{"url": "https://a.example/", "pk": 1}]}, "#/appearances/0/pk"),
        ({"appearances": [{"url": "https://a.example/"}] * 21}, "#/appearances"),
        ({"original_url": "//a.example"}, "#/original_url"),
    ],
)  # fmt: skip
def test_each_wrong_member_is_named_however_deep(newsroom, api, review, changes, at):
    answer = api(newsroom.reviewer).post(f"reviews/{review.pk}/media/", WHOLE | changes)
    assert (answer.status_code, [one.removesuffix("/non_field_errors") for one in pointers(answer)]) == (400, [at])
    assert not MediaItem.objects.exists()


def test_while_it_is_written_its_reviewer_says_it_and_then_it_stays_until_it_is_decided(newsroom, api, review):
    path, theirs, others = f"reviews/{review.pk}/media/", api(newsroom.reviewer), api(newsroom.second)
    problem(others.post(path, WHOLE), 422, kind="NotYourReview")
    pk = theirs.post(path, WHOLE).json()["id"]
    problem(others.put(f"media/{pk}/", WHOLE, If_Match="*"), 422, kind="NotYourReview")
    problem(others.delete(f"media/{pk}/"), 422, kind="NotYourReview")
    submit(newsroom, api, review)
    for answer in (
        theirs.post(path, WHOLE), theirs.put(f"media/{pk}/", WHOLE, If_Match="*"), theirs.delete(f"media/{pk}/"),
    ):  # fmt: skip
        problem(answer, 422, kind="MediaIsSettled")
    assert MediaItem.objects.get().version == 1


def test_a_correction_keeps_what_was_said_before_and_after(newsroom, api):
    fact_check = newsroom.with_media(S.PUBLISHED).fact_check
    client, item = api(newsroom.second), MediaItem.objects.get()
    assert client.put(f"media/{item.pk}/", WHOLE, If_Match='"1"').status_code == 200
    path = f"fact-checks/{fact_check.pk}/"
    before = client.get(path).json()["media_reviews"]
    assert [one["mediaAuthenticityCategory"] for one in before] == ["EditedOrCroppedContent"]
    proposed = client.post(f"{path}corrections/", new_correction(newsroom, fact_check)).json()
    assert [one["categories"] for one in proposed["before"]["media"]] == [["edited"]]
    assert [one["categories"] for one in proposed["after"]["media"]] == [["missing_context", "edited"]]
    assert client.get(path).json()["media_reviews"] == before
    assert api(newsroom.editor).post(f"corrections/{proposed['id']}/approve/").status_code == 200
    (after,) = client.get(path).json()["media_reviews"]
    assert after["mediaAuthenticityCategory"] == ["DecontextualizedContent", "EditedOrCroppedContent"]
    kept = client.get(f"corrections/{proposed['id']}/").json()
    assert (kept["before"]["media"], kept["after"]["media"]) == (
        proposed["before"]["media"],
        proposed["after"]["media"],
    )


def test_a_correction_with_something_missing_is_refused(newsroom, api):
    fact_check = newsroom.with_media(S.PUBLISHED).fact_check
    client = api(newsroom.reviewer)
    client.post(f"reviews/{fact_check.review_id}/media/", new_media(newsroom, fact_check))
    answer = client.post(f"fact-checks/{fact_check.pk}/corrections/", new_correction(newsroom, fact_check))
    assert "The wall at night" in problem(answer, 422, kind="NotReady")["detail"]
    assert not fact_check.corrections.exists()


def test_who_rates_blind_is_not_told_what_was_done_to_it(newsroom, api, review):
    services.set_practice(newsroom.desk, second_verdict="blind", by=newsroom.admin)
    api(newsroom.reviewer).post(f"reviews/{review.pk}/media/", WHOLE)
    blind, pk = api(newsroom.second), MediaItem.objects.get().pk
    hidden = {"categories": [], "original_url": "", "original_context": ""}

    def seen(client):
        one = client.get(f"media/{pk}/").json()
        assert client.get(f"reviews/{review.pk}/media/").json() == [one]
        return {name: one[name] for name in hidden}

    assert (seen(blind), seen(api(newsroom.reviewer))) == (
        hidden,
        {n: MediaItem.objects.values(n)[0][n] for n in hidden},
    )
    submit(newsroom, api, review)
    assert seen(blind) == hidden
    assert blind.get(f"media/{pk}/").json()["appearances"] == WHOLE["appearances"]
    given = {"rating": newsroom.rating.pk, "reasoning": "The table says so."}
    assert blind.post(f"reviews/{review.pk}/second-verdict/", given).status_code in {200, 201}
    assert seen(blind)["original_context"] == WHOLE["original_context"]
    problem(api(newsroom.stranger).get(f"media/{pk}/"), 404)
