"""A desk's figures over REST: what waits for whom, and what got done."""

from django.utils import timezone

from reviews.publishing import figures
from tests.api.rows import failed_extraction


def test_a_desk_tells_what_waits_and_what_got_done(newsroom, api):
    candidate = newsroom.claim()
    newsroom.claim("accepted")
    drafted, submitted, approved = (newsroom.review(state) for state in ("draft", "submitted", "approved"))
    newsroom.review("published")
    failed_extraction(newsroom)
    path = f"desks/{newsroom.desk.pk}/overview/"
    told = api(newsroom.second).get(path).json()
    waiting, days = told["waiting"], told["days"]
    counts = {name: one["count"] for name, one in waiting.items() if isinstance(one, dict)}
    assert counts == {"candidates": 1, "free": 1, "submitted": 1, "approved": 1}
    assert (waiting["mine"], waiting["to_approve"], waiting["failed"]) == (0, 1, 1)
    since = {name: waiting[name]["since"] for name in ("candidates", "submitted", "approved")}
    begun = {"candidates": candidate, "submitted": submitted, "approved": approved}
    assert since == {name: row.created_at.isoformat().replace("+00:00", "Z") for name, row in begun.items()}
    assert len(days) == figures.DAYS
    assert days[-1] == {"day": timezone.localdate().isoformat(), "decided": 5, "published": 1}
    assert {(one["decided"], one["published"]) for one in days[:-1]} == {(0, 0)}
    own = api(newsroom.reviewer).get(path).json()["waiting"]
    assert (own["mine"], own["to_approve"]) == (1, 0)
    assert drafted.reviewer == newsroom.reviewer


def test_what_lies_beyond_what_is_counted_is_told_as_more(newsroom, api, monkeypatch):
    monkeypatch.setattr(figures, "MOST_COUNTED", 2)
    [newsroom.claim() for _ in range(3)]
    waiting = api(newsroom.viewer).get(f"desks/{newsroom.desk.pk}/overview/").json()["waiting"]
    assert (waiting["candidates"]["count"], waiting["candidates"]["is_more"]) == (2, True)
    assert waiting["free"] == {"count": 0, "is_more": False, "since": None}
