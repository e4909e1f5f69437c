"""The demo newsroom: a desk with its people and a dozen articles, worked on through the services like any other."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.db import transaction

from claims import services, tasks
from claims.ingestion.textfile import read_text_file
from claims.models import Appearance, Article, Claim, Desk, Extraction, Membership, Revision, Role, User
from reviews import services as review_services
from reviews.models import ClaimReview, Rating
from reviews.publishing import services as publishing_services
from reviews.publishing import translations
from reviews.publishing.models import FactCheck
from seeds.daily import live
from seeds.sources import keep_copies
from seeds.stories import DISMISSED, MERGED, STORIES, Finding, Story

ARTICLES = Path(__file__).parent / "data" / "articles"
PEOPLE = (
    ("ada", "Ada", "Moreno", Role.ADMIN),
    ("eli", "Eli", "Sandoval", Role.EDITOR),
    ("rosa", "Rosa", "Tallis", Role.REVIEWER),
    ("ravi", "Ravi", "Okonjo", Role.REVIEWER),
    ("vic", "Vic", "Harper", Role.VIEWER),
)


def password_of(username: str) -> str:
    """The well-known password of a demo account."""
    return f"demo-{username}"


def load() -> None:
    """Bring in the demo newsroom. What is there already is left as it is, so that this may run any number of times."""
    desk = _open_desk()
    people = {user.username: user for user in User.objects.filter(memberships__desk=desk)}
    _hand_in_articles(desk, by=people["rosa"])
    for story in STORIES:
        _tell(story, desk, people)
    for article, words, reason, note in DISMISSED:
        claim = _claim(desk, article, words, by=people["rosa"])
        if claim.state == Claim.State.CANDIDATE:
            services.dismiss_claim(claim, by=people["rosa"], reason=reason, note=note)
    for article, words, known_article, known_words in MERGED:
        claim = _claim(desk, article, words, by=people["ravi"])
        if claim.state == Claim.State.CANDIDATE:
            services.merge_claim(
                claim, into=_claim(desk, known_article, known_words, by=people["ravi"]), by=people["ravi"]
            )
    live(desk, people)
    keep_copies(desk)


@transaction.atomic(durable=True)
def _open_desk() -> Desk:
    desk, _ = Desk.objects.get_or_create(
        slug="courier", defaults={"name": "Almery Courier Fact Desk", "website": "https://courier.almery.example/facts"}
    )
    for username, first, last, role in PEOPLE:
        is_admin = role == Role.ADMIN
        user, is_new = User.objects.get_or_create(
            username=username,
            defaults={
                "first_name": first,
                "last_name": last,
                "email": f"{username}@courier.almery.example",
                "is_staff": True,
                "is_superuser": is_admin,
            },
        )
        if is_new:
            user.set_password(password_of(username))
            user.save(update_fields=["password"])
        Membership.objects.get_or_create(desk=desk, user=user, defaults={"role": role})
    return desk


def _hand_in_articles(desk: Desk, *, by: User) -> None:
    """Submit the sample articles and find their claims here and now, without waiting for a worker."""
    for path in sorted(ARTICLES.glob("*.txt")):
        draft = read_text_file(path.read_bytes(), name=path.name)
        services.submit_article(draft, desk=desk, origin=Article.Origin.FILE, by=by)
    queued = Extraction.objects.filter(revision__article__desk=desk, state=Extraction.State.QUEUED)
    for pk in list(queued.values_list("pk", flat=True)):
        tasks.extract_claims(pk)


def _tell(story: Story, desk: Desk, people: dict[str, User]) -> None:
    """Take one claim as far as its story goes, unless somebody has touched it already."""
    reviewer = people[story.reviewer]
    claim = _claim(desk, story.article, story.words, by=reviewer)
    if claim.state != Claim.State.CANDIDATE:
        return
    if story.claim:
        services.edit_claim(claim, by=reviewer, text=story.claim, claimant=story.claimant)
    services.accept_claim(claim, by=reviewer)
    if not story.until:
        return
    review = review_services.open_review(claim, by=reviewer)
    for source in story.sources:
        review_services.add_evidence(
            review,
            url=source.url,
            title=source.title,
            stance=source.stance,
            quote=source.quote,
            note=source.note,
            by=reviewer,
        )
    for facts in story.media:
        review_services.add_media(review, facts, by=reviewer)
    if story.finding:
        review_services.submit_review(review, **_verdict(story.finding), by=reviewer)
        _decide(story, review, people)


def _decide(story: Story, review: ClaimReview, people: dict[str, User]) -> None:
    """What the others on the desk did with a submitted review."""
    second = people["ravi" if story.reviewer == "rosa" else "rosa"]
    if story.until == "returned":
        review_services.return_review(review, note=story.note, by=second)
    if story.until in {"approved", "published", "corrected", "retracted"}:
        review_services.approve_review(review, by=second)
    if story.until in {"published", "corrected", "retracted"}:
        fact_check = publishing_services.publish_review(review, by=people["eli"])
        _change_afterwards(story, fact_check, people)
        _translate(story, fact_check, people)


def _translate(story: Story, fact_check: FactCheck, people: dict[str, User]) -> None:
    """Put it into further languages: written by its reviewer, approved by the editor."""
    reviewer = people[story.reviewer]
    for words in story.translations:
        translation = translations.begin_translation(fact_check, language=words.language, by=reviewer)
        translations.write_translation(
            translation,
            verdict=fact_check.verdict.pk,
            headline=words.headline,
            claim_text=words.claim,
            explanation=words.explanation,
            by=reviewer,
        )
        translations.submit_translation(translation, by=reviewer)
        translations.approve_translation(translation, by=people["eli"])


def _change_afterwards(story: Story, fact_check: FactCheck, people: dict[str, User]) -> None:
    if story.until == "retracted":
        publishing_services.retract_review(fact_check.review, note=story.note, by=people["eli"])
    if story.correction:
        correction = publishing_services.propose_correction(
            fact_check, kind="correction", note=story.note, **_verdict(story.correction), by=people[story.reviewer]
        )
        publishing_services.correct_review(correction, by=people["eli"])


def _verdict(finding: Finding) -> dict[str, Any]:
    rating = Rating.objects.get(label=finding.rating, scale__desk=None)
    return {"rating": rating, "headline": finding.headline, "explanation": finding.explanation}


def _claim(desk: Desk, article: str, words: str, *, by: User) -> Claim:
    """The claim whose quote holds `words`; added by hand where the detector did not find it."""
    revision = _revision(desk, article)
    found = Appearance.objects.filter(revision=revision, quote__contains=words).select_related("claim").first()
    if found:
        return found.claim
    start = revision.text.index(words)
    return services.add_claim(revision, start=start, end=start + len(words), by=by)


def _revision(desk: Desk, article: str) -> Revision:
    """The first text of the sample article whose file's name begins with `article`."""
    path = _only(ARTICLES.glob(f"{article}_*.txt"))
    title = read_text_file(path.read_bytes(), name=path.name).title
    return Article.objects.get(desk=desk, title=title).revisions.get(number=1)


def _only(paths: Iterable[Path]) -> Path:
    (path,) = paths
    return path
