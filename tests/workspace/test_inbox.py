"""The inbox: what it shows to whom, what opening a line does, and the daily mail."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from claims.models import Claim
from reviews.models import Assignment, Notice, NoticeSetting
from tests.factories import MembershipFactory

INBOX = reverse("workspace:inbox")


def tell(newsroom, person=None, **facts):
    told = {"recipient": person or newsroom.reviewer, "desk": newsroom.desk, "kind": "mention", "text": "Look at this."}
    return Notice.objects.create(**(told | facts))


def opening(notice):
    return reverse("workspace:inbox-open", args=(notice.pk,))


def test_the_newest_comes_first_under_its_day_and_what_is_unread_says_so(newsroom, at_desk):
    old, new = tell(newsroom, text="The older one.", read_at=timezone.now()), tell(newsroom, text="The newer one.")
    Notice.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=1))
    answer = at_desk(newsroom.reviewer).get(INBOX)
    assert [(day["name"], [row["one"] for row in day["rows"]]) for day in answer.context["days"]] == [
        ("Today", [new]), ("Yesterday", [old])
    ]  # fmt: skip
    assert answer.text.count('<span class="badge badge-info">Unread</span>') == 1
    assert '<span class="count">1' in answer.text
    unread = at_desk(newsroom.reviewer).get(INBOX, {"show": "unread"}).text
    assert ("The newer one." in unread, "The older one." in unread) == (True, False)


def test_opening_a_line_marks_it_read_and_leads_to_what_it_is_about(newsroom, at_desk):
    review, waiting, candidate = newsroom.review(), newsroom.claim(Claim.State.ACCEPTED), newsroom.claim()
    place = Assignment.objects.get(claim=waiting)
    readers = f"{reverse('workspace:requests')}?desk={newsroom.desk.slug}&state=grouped&claim={waiting.pk}"
    article = candidate.appearances.get().revision.article_id
    leads = [
        (tell(newsroom, review=review, claim=review.claim), reverse("workspace:review", args=(review.pk,))),
        (tell(newsroom, claim=waiting, kind="assigned"), reverse("workspace:assignment", args=(place.pk,))),
        (tell(newsroom, claim=waiting, kind="request"), readers),
        (tell(newsroom, claim=candidate, review=review, kind="repeated"),
         f"{reverse('workspace:triage')}?article={article}&claim={candidate.pk}"),
        (tell(newsroom), INBOX),
    ]  # fmt: skip
    client = at_desk(newsroom.reviewer)
    for notice, where in leads:
        assert client.post(opening(notice)).url == where
        notice.refresh_from_db()
        assert notice.read_at is not None
        assert client.get(where).status_code == 200
    assert '<span class="count">' not in client.get(INBOX).text
    assert client.get(opening(leads[0][0])).status_code == 405


def test_an_inbox_is_its_owners_alone(newsroom, at_desk):
    notice = tell(newsroom)
    for somebody in (newsroom.editor, newsroom.admin, newsroom.stranger):
        client = at_desk(somebody)
        assert notice.text not in client.get(INBOX).text
        assert client.post(opening(notice)).status_code == 404
        client.post(reverse("workspace:inbox-read-all"))
    notice.refresh_from_db()
    assert notice.read_at is None


def test_notices_of_a_desk_one_has_left_are_gone(newsroom, at_desk):
    notice = tell(newsroom, newsroom.stranger, text="Of a desk that was left.")
    MembershipFactory(desk=newsroom.desk, user=newsroom.stranger)
    client = at_desk(newsroom.stranger)
    page = client.get(INBOX).text
    assert notice.text in page
    assert f"{newsroom.desk} ·" in page  # of two desks, each line names its own
    newsroom.desk.memberships.filter(user=newsroom.stranger).delete()
    page = client.get(INBOX).text
    assert (notice.text in page, '<span class="count">' in page) == (False, False)
    assert client.post(opening(notice)).status_code == 404


def test_all_that_was_on_the_page_is_marked_read_and_nothing_that_came_after(newsroom, at_desk):
    seen = [tell(newsroom) for _ in range(3)]
    client = at_desk(newsroom.reviewer)
    newest = client.get(INBOX).context["newest"]
    later = tell(newsroom)
    answer = client.post(reverse("workspace:inbox-read-all"), {"up_to": newest}, follow=True)
    assert "All marked as read." in answer.text
    assert list(Notice.objects.filter(read_at=None)) == [later]
    assert Notice.objects.exclude(read_at=None).count() == len(seen)
    answer = client.post(reverse("workspace:inbox-read-all"), {"up_to": "9" * 30}, follow=True)
    assert "Everything was read already" not in answer.text


def test_it_goes_on_page_by_page(newsroom, at_desk):
    notices = [tell(newsroom, text=f"Notice {n:02}.") for n in range(35)]
    client = at_desk(newsroom.reviewer)
    first = client.get(INBOX).context
    assert first["more"] == notices[5].pk
    second = client.get(INBOX, {"before": first["more"]})
    assert [row["one"] for row in second.context["days"][0]["rows"]] == notices[4::-1]
    assert client.get(INBOX, {"before": "x\x00", "show": "'"}).status_code == 200
    assert "Nothing older" in client.get(INBOX, {"before": notices[0].pk}).text


def test_an_empty_inbox_says_what_will_stand_there(newsroom, at_desk):
    assert "When a colleague mentions you" in at_desk(newsroom.viewer).get(INBOX).text
    assert "Nothing new has come" in at_desk(newsroom.viewer).get(INBOX, {"show": "unread"}).text


def test_the_daily_mail_is_chosen_beside_it(newsroom, at_desk):
    client = at_desk(newsroom.viewer)
    assert client.get(INBOX).context["form"].initial["digest"] == "daily"
    for choice, said in (("off", "You get no mail"), ("daily", "You get a mail a day")):
        assert said in client.post(reverse("workspace:inbox-digest"), {"digest": choice}, follow=True).text
        assert NoticeSetting.objects.get(user=newsroom.viewer).digest == choice
    assert client.post(reverse("workspace:inbox-digest"), {"digest": "hourly"}).status_code == 422
    assert NoticeSetting.objects.get(user=newsroom.viewer).digest == "daily"


def test_the_daily_mail_is_chosen_over_rest(newsroom, api):
    client = api(newsroom.viewer)
    assert client.get("notices/settings/").json() == {"digest": "daily"}
    assert client.put("notices/settings/", {"digest": "off"}).json() == {"digest": "off"}
    assert client.get("notices/settings/").json() == {"digest": "off"}
    assert api(newsroom.editor).get("notices/settings/").json() == {"digest": "daily"}
    assert client.put("notices/settings/", {"digest": "off", "user": newsroom.editor.pk}).status_code == 400
    assert client.put("notices/settings/", {"digest": "hourly"}).status_code == 400


def test_hostile_words_are_shown_as_words(newsroom, at_desk):
    tell(newsroom, text='<script>alert(1)</script><img src=x onerror="alert(2)">')
    page = at_desk(newsroom.reviewer).get(INBOX).text
    assert ("<script>alert" in page, "<img src=x" in page) == (False, False)
    assert "&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize("show", ["all", "unread"])
def test_it_asks_the_same_number_of_questions_however_much_there_is(newsroom, at_desk, show):
    client, counts = at_desk(newsroom.reviewer), []
    for many in (2, 60):
        for _ in range(many):
            tell(newsroom, review=newsroom.review() if many < 5 else None)
        client.get(INBOX)
        with CaptureQueriesContext(connection) as asked:
            client.get(INBOX, {"show": show})
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 14
