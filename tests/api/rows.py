"""The rows that the operations of the REST API act on, in the right state, and the bodies they take."""

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from claims import reanchoring
from claims import services as claim_services
from claims.ingestion.claimreview import KnownDraft
from claims.ingestion.knowing import know
from claims.models import Claim, ClaimPair, Extraction, Import, KnownFactCheck, PassageChange, Watch, WatchedPage
from reviews import services
from reviews.models import Assignment, ClaimReview, Criterion, Notice, SavedSearch, Snapshot
from reviews.publishing import dispatch, webhooks
from reviews.publishing import services as publishing
from reviews.publishing.hookmodels import OutgoingEvent
from reviews.publishing.models import Translation
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


def fact_check(newsroom):
    return newsroom.review(R.PUBLISHED).fact_check


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


def correction(newsroom):
    return publishing.propose_correction(
        fact_check(newsroom), kind="correction", note="We had the wrong year.", rating=newsroom.rating,
        headline="Crime fell by 9 percent", explanation="The office counts 9 percent.", by=newsroom.reviewer,
    )  # fmt: skip


def translation(state=Translation.State.DRAFT):
    return lambda newsroom: newsroom.translation(state)


def new_words(newsroom, row):
    words = {"headline": "Kriminalität sank", "claim_text": "Sie sank um 12 Prozent.", "explanation": "Um 7 Prozent."}
    return words | {"verdict": 1, "slug": "kriminalitaet-sank"}


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


def an_import(newsroom):
    url = "https://facts.example/feed.xml"
    row = claim_services.import_address(url, desk=newsroom.desk, by=newsroom.reviewer)
    row.refusals.create(entry=1, reason="It does not say its day.")
    return row


def failed_import(newsroom):
    row = an_import(newsroom)
    failed = {"state": Import.State.FAILED, "reason": "Nobody answered.", "finished_at": timezone.now()}
    Import.objects.filter(pk=row.pk).update(**failed)
    return row


def new_import(newsroom, row):
    return {"url": "https://facts.example/feed.xml", "desk": newsroom.desk.slug, "published_on": "2026-10-14"}


def a_watch(newsroom):
    url = f"https://post.example/{Watch.objects.count()}.xml"
    watch = claim_services.watch_address(url, desk=newsroom.desk, by=newsroom.editor, name="The Post")
    page = {"desk": newsroom.desk, "watch": watch, "identity": f"{watch.pk:064}", "nudged_at": timezone.now()}
    WatchedPage.objects.create(url="https://post.example/wall", title="About the wall", **page)
    return watch


def passage_change(newsroom):
    place = newsroom.claim().appearances.get()
    later = RevisionFactory(article=place.revision.article, number=2, text=place.revision.text.replace("12", "21"))
    reanchoring.compare()
    return PassageChange.objects.get(revision=later)


def paused_watch(newsroom):
    watch = a_watch(newsroom)
    claim_services.pause_watch(watch, by=newsroom.editor)
    return watch


def new_watch(newsroom, row):
    return {"url": "https://post.example/new.xml", "desk": newsroom.desk.slug, "name": "The Post", "minutes": 60}


def known_fact_check(newsroom):
    number = KnownFactCheck.objects.count()
    draft = KnownDraft(
        url=f"https://facts.example/{number}", claim_reviewed="The wall cost 9 million.", publisher="Facts",
        publisher_site="facts.example", claimant="Ilse Brandt", rating_label="False", rating_of_five=1,
    )  # fmt: skip
    know([draft], desk=newsroom.desk)
    return KnownFactCheck.objects.get(url=draft.url)


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


def webhook(newsroom):
    return webhooks.create_endpoint(newsroom.desk, url="https://hooks.example.org/claims", by=newsroom.admin)[0]


def disabled_webhook(newsroom):
    row = webhook(newsroom)
    webhooks.disable_endpoint(row, by=newsroom.admin)
    return row


def webhook_delivery(newsroom):
    return webhooks.send_test(webhook(newsroom), by=newsroom.admin)


def new_webhook(newsroom, row):
    return {"url": "https://hooks.example.org/claims", "description": "The archive"}


def event(newsroom):
    newsroom.claim(Claim.State.ACCEPTED)
    return dispatch.dispatch() and OutgoingEvent.objects.last()


def second_verdict(newsroom, row):
    return {"rating": newsroom.rating.pk, "reasoning": "The table says so."}


def verdict(newsroom, row):
    return {"rating": newsroom.rating.pk, "headline": "Crime fell by 7 percent", "explanation": "The office says so."}


def new_correction(newsroom, row):
    return verdict(newsroom, row) | {"kind": "correction", "note": "We had the wrong year."}
