"""The rows that the operations of the REST API act on, in the right state, and the bodies they take."""

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from claims import services as claim_services
from claims.models import Claim, ClaimPair, Extraction
from reviews import services
from reviews.models import Assignment, ClaimReview, Criterion, Notice, SavedSearch, Snapshot
from reviews.scales import Step
from tests.factories import (
    AppearanceFactory,
    ClaimantFactory,
    ExtractionFactory,
    MembershipFactory,
    RatingFactory,
    RatingScaleFactory,
    RevisionFactory,
)

R = ClaimReview.State


def article(newsroom):
    return RevisionFactory(article__desk=newsroom.desk).article


def appearance(newsroom):
    return newsroom.claim().appearances.get()


def revision(newsroom):
    return RevisionFactory(article__desk=newsroom.desk)


def membership(newsroom):
    return MembershipFactory(desk=newsroom.desk, role="reviewer")


def new_member(newsroom, row):
    return {"user": newsroom.stranger.username, "role": "reviewer", "desk": newsroom.desk.slug}


def extraction(newsroom):
    return ExtractionFactory(revision__article__desk=newsroom.desk)


def failed_extraction(newsroom):
    quarantined = {"state": Extraction.State.QUARANTINED, "finished_at": "2026-10-14T12:00Z", "reason": "It died."}
    return ExtractionFactory(revision__article__desk=newsroom.desk, **quarantined)


def claim(state=Claim.State.CANDIDATE):
    return lambda newsroom: newsroom.claim(state)


def decision(newsroom):
    row = newsroom.claim()
    claim_services.accept_claim(row, by=newsroom.viewer)
    return row.events.latest("version")


def review(state=R.DRAFT):
    return lambda newsroom: newsroom.review(state)


def review_with_evidence(newsroom):
    row = newsroom.review()
    newsroom.add_evidence(row)
    return row


def evidence(newsroom):
    return review_with_evidence(newsroom).evidence.get()


def scale(newsroom):
    return RatingFactory(scale=RatingScaleFactory(desk=newsroom.desk)).scale


def new_scale(newsroom, row):
    steps = [{"label": "Wrong", "value": 1, "meaning": "It is wrong."}, {"label": "Right", "value": 2}]
    return {"name": "Ours", "worst": 1, "best": 2, "ratings": steps}


def revised_scale(newsroom, row):
    return {name: value for name, value in new_scale(newsroom, row).items() if name != "name"}


def new_names(newsroom, row):
    return {"names": [{"rating": "Mostly false", "language": "de-at", "label": "Größtenteils falsch"}]}


def sound_scale(newsroom):
    steps = (Step("Wrong", 1), Step("Right", 2), Step("Satire"))
    return services.make_scale(newsroom.desk, name="Sound", ratings=steps, worst=1, best=2, by=newsroom.admin)


def claimant(newsroom):
    return ClaimantFactory(desk=newsroom.desk)


def topic(newsroom):
    name = f"Topic {newsroom.desk.topics.count()}"
    return services.add_topic(newsroom.desk, name=name, keywords=["crime"], weight=2, by=newsroom.admin)


def its_topic(newsroom, row):
    """A topic of the desk, whoever asks and whatever they ask about."""
    return {"topic": topic(newsroom).pk}


def with_topic_off(newsroom):
    row = newsroom.claim()
    claim_services.take_off_topic(row, topic=topic(newsroom), by=newsroom.reviewer)
    return row


def topic_taken_off(newsroom, row):
    said = row.events.filter(name="take_off_topic").first()
    return {"topic": said.data["topic"] if said else topic(newsroom).pk}


def topic_with_example(newsroom):
    row = topic(newsroom)
    claim_services.add_example(row, claim=newsroom.claim(), by=newsroom.editor)
    return row


def its_example(newsroom, row):
    return {"claim": Claim.objects.filter(desk=row.desk_id).earliest("pk").pk}


def new_topic(newsroom, row):
    return {"name": "Housing", "keywords": ["rents", "new flats"], "weight": 4}


def line(newsroom):
    label = f"I looked for what speaks against it ({Criterion.objects.count()})."
    return services.add_criterion(newsroom.desk, label=label, level="advised", by=newsroom.admin)


def new_criterion(newsroom, row):
    return {"code": "primary", "level": "required"}


def saved_search(newsroom):
    name = f"Harbour {SavedSearch.objects.count()}"
    return services.save_search(newsroom.desk, name=name, query="q=harbour", by=newsroom.viewer)


def desk(newsroom):
    return newsroom.desk


def blind_practice(newsroom, row):
    return {"second_verdict": "blind"}


def old_notices(newsroom, row):
    return {"notice_days": 90}


def new_desk_facts(newsroom, row):
    return {"name": "The Almery Desk", "slug": "almery", "language": "en-GB", "website": "https://almery.example/"}


def nothing(newsroom, row):
    return {}


def told_apart(newsroom):
    row = newsroom.claim()
    claim_services.tell_claims_apart(row, other=newsroom.claim(), by=newsroom.reviewer)
    return row


def claim_pair(newsroom):
    earlier, later = newsroom.claim(), newsroom.claim()
    return ClaimPair.objects.create(
        desk=newsroom.desk, earlier=earlier, later=later, score=(0.5 + 0.1, 0.7)[later.pk // 2 % 2], is_open=True
    )


def claim_in_two_articles(newsroom):
    row = newsroom.claim()
    AppearanceFactory(claim=row)
    return row


def one_of_its_places(newsroom, row):
    return {"appearance": row.appearances.latest("pk").pk}


def split_claim(newsroom):
    row = claim_in_two_articles(newsroom)
    return claim_services.split_off_claim(row, place=row.appearances.latest("pk"), by=newsroom.reviewer)


def other_claim(newsroom, row):
    said = row.events.filter(name="tell_apart").first()
    return {"other": said.data["other"] if said else newsroom.claim().pk}


def new_article(newsroom, row):
    return {
        "desk": newsroom.desk.slug,
        "title": "Harbour wall costs more",
        "published_on": "2026-10-14",
        "text": "The council spent 4.2 million crowns on the harbour wall last year, the mayor said.",
    }


def new_claim(newsroom, row):
    return {"revision": article(newsroom).latest_revision.pk, "start": 16, "end": 40}


def new_review(newsroom, row):
    return {"claim": newsroom.claim(Claim.State.ACCEPTED).pk}


def new_evidence(newsroom, row):
    return {"url": "https://statistics.example/crime", "stance": "refutes"}


def media_item(newsroom):
    return newsroom.add_media(newsroom.review())


def new_media(newsroom, row):
    return {"kind": "image", "description": "The wall at night", "original_url": "https://photos.example/wall"}


def new_file(newsroom, row):
    return {"file": SimpleUploadedFile("figures.pdf", b"%PDF-1.7\n%stub\n%%EOF\n"), "stance": "refutes"}


def uploaded(newsroom):
    row = newsroom.review()
    file = ContentFile(b"%PDF-1.7\n%stub\n%%EOF\n")
    return services.add_evidence_file(row, file=file, name="figures.pdf", stance="refutes", by=newsroom.reviewer)


def snapshot(newsroom):
    return evidence(newsroom).snapshots.get()


def kept_snapshot(newsroom):
    row = snapshot(newsroom)
    row.warc.save("copy.warc.gz", ContentFile(b"a copy"), save=False)
    row.text, row.sha256, row.captured_at = "The office counts 7 percent.", "0" * 64, timezone.now()
    Snapshot.objects.filter(pk=row.pk).update(
        state=Snapshot.State.KEPT, warc=row.warc.name, text=row.text, sha256=row.sha256, captured_at=row.captured_at
    )
    return row


def failed_snapshot(newsroom):
    row = snapshot(newsroom)
    wanted = Snapshot.objects.filter(pk=row.pk)
    wanted.update(state=Snapshot.State.FAILED, reason="Nobody answered.", recheck_at=timezone.now())
    return row


def comment(newsroom):
    return services.add_comment(newsroom.review(), body="Is this the right year?", by=newsroom.second)


def resolved_comment(newsroom):
    row = comment(newsroom)
    services.resolve_comment(row, by=newsroom.reviewer)
    return row


def notice(newsroom):
    return Notice.objects.create(recipient=newsroom.viewer, desk=newsroom.desk, kind="mention", text="You were named.")


def reply_request(newsroom):
    return services.ask_for_reply(newsroom.review(), asked="The mayor", by=newsroom.reviewer)


def reader_request(newsroom):
    return services.take_request(newsroom.desk, text="Did crime fall by 12 percent?")


def new_request(newsroom, row):
    return {"desk": newsroom.desk.slug, "text": "Did crime fall by 12 percent?"}


def place(newsroom):
    return Assignment.objects.get(claim=newsroom.claim(Claim.State.ACCEPTED))


def ranked_place(newsroom):
    row = place(newsroom)
    services.rank_worklist([newsroom.desk])
    row.refresh_from_db()
    return row


def held_place(newsroom):
    row = place(newsroom)
    services.take_this(row, by=newsroom.reviewer)
    return row


def token(newsroom, row):
    return {"token": row.token}


def assignee(newsroom, row):
    return {"to": newsroom.second.username}


def new_draft(newsroom, row):
    held = Assignment.objects.get(claim=row.claim)
    return {"token": held.token, "rating": newsroom.rating.pk, "headline": "Crime fell", "explanation": "By 7 percent."}


def blind_review(newsroom):
    services.set_practice(newsroom.desk, second_verdict="blind", by=newsroom.admin)
    return newsroom.review(R.SUBMITTED)


def second_verdict(newsroom, row):
    return {"rating": newsroom.rating.pk, "reasoning": "The table says so."}


def verdict(newsroom, row):
    return {"rating": newsroom.rating.pk, "headline": "Crime fell by 7 percent", "explanation": "The office says so."}
