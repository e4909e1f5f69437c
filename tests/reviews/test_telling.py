"""What becomes of a review is told from its events, once and for certain; and once a day by mail."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import transaction
from django.utils import timezone

from claims.models import Role
from reviews import announcing, digests, notifying, services, tasks
from reviews.models import Notice, NoticeSetting, ReviewEvent, UntoldEvent
from reviews.publishing.services import publish_review, retract_review
from tests.reviews.conftest import together


def told(person):
    return list(Notice.objects.filter(recipient=person).order_by("id").values_list("kind", flat=True))


def clear():
    """Forget what the making of the review has told."""
    announcing.announce()
    Notice.objects.all().delete()


def test_a_submitted_review_waits_for_everybody_who_may_approve_it(newsroom):
    newsroom.review("submitted")
    assert announcing.announce() > 0
    everybody = [
        newsroom.reviewer,
        newsroom.second,
        newsroom.editor,
        newsroom.admin,
        newsroom.viewer,
        newsroom.stranger,
    ]
    assert [told(person) for person in everybody] == [[], ["submitted"], ["submitted"], ["submitted"], [], []]


@pytest.mark.parametrize(
    ("act", "kind"),
    [
        (lambda n, review: services.return_review(review, note="The table is missing.", by=n.second), "returned"),
        (lambda n, review: services.approve_review(review, by=n.second), "approved"),
        (lambda n, review: services.override_review(review, reason="The vote is tonight.", by=n.admin), "override"),
    ],
)
def test_what_the_others_decide_is_told_to_the_reviewer(newsroom, act, kind):
    review = newsroom.review("submitted")
    clear()
    act(newsroom, review)
    announcing.announce()
    assert told(newsroom.reviewer) == [kind]


def test_publishing_and_retracting_are_told(newsroom):
    review = newsroom.review("approved")
    clear()
    publish_review(review, by=newsroom.editor)
    retract_review(review, note="The source withdrew its figures.", by=newsroom.editor)
    announcing.announce()
    assert told(newsroom.reviewer) == ["published", "published"]
    assert told(newsroom.admin) == ["published"]
    assert told(newsroom.editor) == []


def test_an_emergency_is_told_to_every_editor_and_admin_but_who_did_it(newsroom):
    review, other = newsroom.review("submitted"), newsroom.join(Role.ADMIN)
    clear()
    services.override_review(review, reason="The vote is tonight.", by=newsroom.admin)
    announcing.announce()
    assert [told(person) for person in (newsroom.editor, other, newsroom.admin)] == [["override"], ["override"], []]
    assert "The vote is tonight." in Notice.objects.filter(recipient=other).get().text


def test_a_review_that_changes_hands_is_told_to_both(newsroom):
    review = newsroom.review()
    clear()
    services.reassign_review(review, to=newsroom.second, by=newsroom.editor)
    announcing.announce()
    assert (told(newsroom.second), told(newsroom.reviewer)) == (["assigned"], ["released"])


def test_an_event_that_was_rolled_back_is_told_to_nobody(newsroom):
    review = newsroom.review("submitted")
    clear()
    with transaction.atomic():
        ReviewEvent.objects.create(review=review, version=99, name="approve", actor=newsroom.second)
        transaction.set_rollback(True)
    assert announcing.announce() == 0


def test_a_batch_leaves_the_rest_for_the_next(newsroom):
    newsroom.review("published")
    events = ReviewEvent.objects.count()
    assert UntoldEvent.objects.count() == events
    assert [announcing.announce(limit=2), announcing.announce(limit=2)] == [2, 2]
    assert UntoldEvent.objects.count() == events - 4


@pytest.mark.django_db(transaction=True)
def test_workers_at_once_tell_everything_once(newsroom):
    for _ in range(3):
        newsroom.review("approved")
    together(*[lambda: announcing.announce(limit=2)] * 6)
    while announcing.announce():
        pass
    keys = list(Notice.objects.values_list("recipient", "key"))
    assert len(keys) == len(set(keys))
    assert Notice.objects.filter(kind="approved", recipient=newsroom.reviewer).count() == 3


def test_a_worker_that_dies_has_told_nothing_and_lost_nothing(newsroom, monkeypatch):
    newsroom.review("submitted")
    waiting = UntoldEvent.objects.count()

    def die(*args, **facts):
        raise SystemExit

    monkeypatch.setattr(notifying, "tell", die)
    with pytest.raises(SystemExit):
        announcing.announce()
    monkeypatch.undo()
    assert (UntoldEvent.objects.count(), Notice.objects.count()) == (waiting, 0)
    announcing.announce()
    assert told(newsroom.second) == ["submitted"]


# ── The digest ────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def post(settings):
    settings.EMAIL_HOST, settings.DIGEST_HOUR = "mail.example", 0
    return settings


def tell(newsroom, *people, text="Something happened.", key=""):
    notifying.tell(people, kind="mention", text=text, desk=newsroom.desk, key=key)


def send_all():
    for pk in digests.due():
        digests.send(pk)


def test_what_is_unread_is_mailed_once_a_day_in_plain_text(newsroom, post):
    tell(newsroom, newsroom.reviewer, newsroom.second)
    send_all()
    tell(newsroom, newsroom.reviewer, text="Something else.")
    send_all()
    assert sorted(message.to[0] for message in mail.outbox) == sorted([newsroom.reviewer.email, newsroom.second.email])
    message = mail.outbox[0]
    assert "Something happened." in message.body
    assert message.subject == "[Claimdesk] 1 new notice"
    assert message.content_subtype == "plain"
    NoticeSetting.objects.update(digested_on=timezone.localdate() - timedelta(days=1))
    mail.outbox.clear()
    send_all()
    assert [("Something else." in message.body, "Something happened." in message.body) for message in mail.outbox] == [
        (True, False)
    ]


def test_what_was_read_who_wants_none_and_who_has_no_address_cost_no_mail(newsroom, post):
    tell(newsroom, newsroom.reviewer, newsroom.second, newsroom.editor, newsroom.admin)
    services.mark_all_read(by=newsroom.reviewer)
    services.choose_digest("off", by=newsroom.second)
    type(newsroom.editor).objects.filter(pk=newsroom.editor.pk).update(email="")
    type(newsroom.admin).objects.filter(pk=newsroom.admin.pk).update(is_active=False)
    send_all()
    assert mail.outbox == []


def test_nothing_is_mailed_before_the_hour_or_without_a_server(newsroom, settings):
    tell(newsroom, newsroom.reviewer)
    settings.EMAIL_HOST, settings.DIGEST_HOUR = "", 0
    assert digests.due() == []
    digests.send(newsroom.reviewer.pk)
    settings.EMAIL_HOST, settings.DIGEST_HOUR = "mail.example", 24
    assert digests.due() == []
    assert mail.outbox == []


def test_what_the_mail_server_refuses_is_mailed_later(newsroom, post, monkeypatch):
    tell(newsroom, newsroom.reviewer)

    def refuse(message):
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)
    send_all()
    assert Notice.objects.filter(mailed_at=None).count() == 1
    monkeypatch.undo()
    send_all()
    assert len(mail.outbox) == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_mail_a_digest_once(newsroom, post):
    tell(newsroom, newsroom.reviewer)
    together(*[lambda: tasks.send_digest(newsroom.reviewer.pk)] * 6)
    assert len(mail.outbox) == 1


def test_hostile_words_add_neither_header_nor_line(newsroom, post, settings):
    settings.SITE_NAME = "Desk\r\nBcc: everybody@evil.example"
    tell(newsroom, newsroom.reviewer, text="x\r\nBcc: everybody@evil.example\r\n\r\n- Mention: forged")
    send_all()
    (message,) = mail.outbox or [None]
    assert "\n" not in message.subject
    assert list(message.message()["Bcc"] or []) == []
    assert "\n- Mention: forged" not in message.body


def test_an_address_that_would_break_a_header_is_not_mailed(newsroom, post):
    type(newsroom.reviewer).objects.filter(pk=newsroom.reviewer.pk).update(email="a@b.example\nBcc: c@evil.example")
    tell(newsroom, newsroom.reviewer)
    send_all()
    assert mail.outbox == []


def test_notices_of_a_desk_that_one_has_left_are_not_mailed(newsroom, post):
    tell(newsroom, newsroom.reviewer)
    newsroom.reviewer.memberships.all().delete()
    send_all()
    assert mail.outbox == []
