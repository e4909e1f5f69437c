"""What comes in by itself: imports, watched addresses, changed passages and others' fact-checks, for the operations."""

from django.utils import timezone

from claims import reanchoring
from claims import services as claim_services
from claims.ingestion.claimreview import KnownDraft
from claims.ingestion.knowing import know
from claims.models import Import, KnownFactCheck, PassageChange, Watch, WatchedPage
from tests.factories import RevisionFactory


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
