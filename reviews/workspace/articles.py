"""Articles: hand one in, see how the finding of their claims stands, read what changed between two texts."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from claims import services
from claims.differences import shortened, word_diff
from claims.errors import DomainError
from claims.ingestion.draft import ArticleDraft
from claims.ingestion.textfile import MAX_TEXT_BYTES, read_pasted_text, read_text_file
from claims.models import Appearance, Article, Desk, Extraction, Import, PassageChange, Revision, Role, User
from claims.models.article import ArticleQuerySet
from reviews.workspace import candidates
from reviews.workspace.access import current_desk, desk_page, person, require
from reviews.workspace.forms import HandInForm, ImportForm
from reviews.workspace.progress import IMPORTS_SHOWN, Reading, latest_extraction, progress_of

PER_PAGE = 30
NOT_DONE = frozenset(Extraction.State.values) - {Extraction.State.DONE}
SAID = {
    "new": "The article is stored. Its claims are being found.",
    "revised": "The text has changed: it is stored as a new revision. Its claims are being found.",
    "unchanged": "This very article was here already.",
}


@desk_page
def page(request: HttpRequest) -> HttpResponse:
    """The desk's articles, the newest first; a POST hands one in."""
    desk = current_desk(request)
    form = HandInForm(initial={"url": request.GET.get("url", "")[:2000]})
    if request.method == "POST":
        require(request, desk, Role.REVIEWER)
        form = HandInForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                return _hand_in(request, desk, form.cleaned_data)
            except DomainError as refusal:
                form.add_error(None, str(refusal))
    return shown(request, desk, form=form)


def shown(
    request: HttpRequest, desk: Desk, *, form: HandInForm | None = None, imports_form: ImportForm | None = None
) -> HttpResponse:
    """The page with its two forms, of which one may have come back with errors."""
    forms = {"form": form or HandInForm(), "imports_form": imports_form or ImportForm()}
    imports = [Reading(row) for row in Import.objects.visible_to(person(request)).filter(desk=desk)[:IMPORTS_SHOWN]]
    context = _listed(request, desk) | forms
    context |= {
        "imports": imports,
        "unsettled_imports": [one.row.pk for one in imports if not one.row.is_settled],
        "may_hand_in": desk.allows(person(request), Role.REVIEWER),
        "has_changes": PassageChange.objects.visible_to(person(request))
        .unseen()
        .filter(before__claim__desk=desk)
        .exists(),
    }
    is_wrong = any(one.errors for one in forms.values())
    return render(request, "workspace/articles/page.html", context, status=422 if is_wrong else 200)


def _hand_in(request: HttpRequest, desk: Desk, given: dict[str, Any]) -> HttpResponse:
    draft, origin = _read(given)
    submission = services.submit_article(draft, desk=desk, origin=origin, by=person(request))
    messages.success(request, SAID[submission.stored.outcome])
    return HttpResponseRedirect(reverse("workspace:article", args=(submission.stored.article.pk,)))


def _read(given: dict[str, Any]) -> tuple[ArticleDraft, str]:
    """The draft that was given, and how it came in."""
    known = {name: given[name] for name in ("published_on", "title") if given[name]}
    if given["url"]:
        return services.read_article_at(given["url"], **known), Article.Origin.URL
    if given["file"]:
        return read_text_file(given["file"].read(MAX_TEXT_BYTES + 1), name=given["file"].name), Article.Origin.FILE
    pasted = {name: given[name] for name in ("title", "published_on", "byline")}
    origin = Article.Origin.PASTE if given["title"] else Article.Origin.FILE
    return read_pasted_text(given["text"], **pasted), origin


def _listed(request: HttpRequest, desk: Desk) -> dict[str, Any]:
    """One page of the list, by what the address asks for. One row more than is shown says whether there are others."""
    words, state = request.GET.get("q", "").strip()[:200], request.GET.get("state", "")
    user = person(request)
    language = candidates.language_in(request.GET)
    rows = _wanted(Article.objects.visible_to(user).filter(desk=desk).select_related("source"), user, words, state)
    rows = rows.filter(language=language) if language else rows
    before = candidates.ids_in(request.GET.get("before", ""))[:1]
    if before:
        rows = rows.filter(pk__lt=before[0])
    found = list(rows.order_by("-pk")[: PER_PAGE + 1])
    listed = progress_of(found[:PER_PAGE])
    kept = {name: value for name, value in (("q", words), ("state", state), ("language", language)) if value}
    return candidates.languages(desk, user, language) | {
        "desk": desk,
        "listed": listed,
        "unsettled": [one.article.pk for one in listed if not one.is_settled],
        "words": words,
        "state": state,
        "states": Extraction.State.choices,
        "is_filtered": bool(kept),
        "is_first": not before,
        "first_query": urlencode(kept),
        "next_query": urlencode(kept | {"before": str(found[PER_PAGE - 1].pk)}) if len(found) > PER_PAGE else "",
    }


def _wanted(rows: ArticleQuerySet, user: User, words: str, state: str) -> QuerySet[Article]:
    if words:
        rows = rows.holding(words, user)
    if state in NOT_DONE:  # these are few: look at nothing but their articles
        rows = rows.filter(pk__in=Extraction.objects.filter(state=state).values("revision__article"))
    if state in Extraction.State.values:
        rows = rows.annotate(extraction_state=latest_extraction("state")).filter(extraction_state=state)
    return rows


@desk_page
@require_safe
def progress(request: HttpRequest) -> HttpResponse:
    """How the articles in the address stand, to be put in place; asks to be asked again while one is unsettled."""
    user = person(request)
    ids = candidates.ids_in(request.GET.get("articles", ""))[:PER_PAGE]
    listed = progress_of(Article.objects.visible_to(user).filter(pk__in=ids).select_related("desk"))
    reviewing = set(Desk.objects.where_role(user, Role.REVIEWER).values_list("pk", flat=True))
    context = {
        "listed": [(one, one.article.desk_id in reviewing) for one in listed],
        "unsettled": [one.article.pk for one in listed if not one.is_settled],
    }
    return render(request, "workspace/articles/progress.html", context)


@desk_page
@require_POST
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Have another go at an extraction that failed."""
    article = _article(request, pk)
    require(request, article.desk, Role.REVIEWER)
    (found,) = progress_of([article])
    try:
        if found.extraction is None:
            raise services.NothingToRetry("Nothing has failed here.")
        services.retry_extraction(found.extraction, by=person(request))
        messages.success(request, "Queued again: the claims are being found.")
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return HttpResponseRedirect(reverse("workspace:article", args=(article.pk,)))


def _article(request: HttpRequest, pk: int) -> Article:
    rows = Article.objects.visible_to(person(request)).select_related("desk", "source", "submitted_by")
    return get_object_or_404(rows, pk=pk)


@desk_page
@require_safe
def article(request: HttpRequest, pk: int) -> HttpResponse:
    """One article: how it stands, its claims, its texts and what changed between two of them."""
    row = _article(request, pk)
    (found,) = progress_of([row])
    numbers: list[Any] = list(Revision.objects.filter(article=row).order_by("-number").values("number", "created_at"))
    context = {
        "desk": row.desk,
        "article": row,
        "found": found,
        "unsettled": [] if found.is_settled else [row.pk],
        "revisions": numbers,
        "claims": _claims(row, person(request), numbers[0]["number"]),
        "may_hand_in": row.desk.allows(person(request), Role.REVIEWER),
    }
    return render(request, "workspace/articles/article.html", context | _compared(request, row, numbers))


def _claims(article: Article, user: User, number: int) -> QuerySet[Appearance]:
    """Where claims stand in the newest text."""
    rows = Appearance.objects.filter(revision__article=article, revision__number=number)
    return rows.select_related("claim__claimant").order_by("start", "end")


def _compared(request: HttpRequest, article: Article, revisions: list[Any]) -> dict[str, Any]:
    """The text, or two of the article's texts compared, and what the later one did to the claims."""
    known = [revision["number"] for revision in revisions]
    later = _number(request.GET.get("to", ""), known, known[0])
    before = [number for number in known if number < later]
    earlier = _number(request.GET.get("from", ""), before, max(before, default=0))
    rows = {row.number: row for row in Revision.objects.filter(article=article, number__in=[earlier, later])}
    if earlier not in rows:
        return {"later": rows[later]}
    pairs = Appearance.objects.filter(revision__in=rows.values()).values_list(
        "revision__number", "claim__pk", "claim__text"
    )
    texts = {pk: text for _, pk, text in pairs}
    old, new = ({pk for number, pk, _ in pairs if number == which} for which in (earlier, later))
    return {
        "earlier": rows[earlier],
        "later": rows[later],
        "changes": shortened(word_diff(rows[earlier].text, rows[later].text)),
        "kept": len(old & new),
        "gone": [texts[pk] for pk in sorted(old - new)],
        "came": [texts[pk] for pk in sorted(new - old)],
    }


def _number(word: str, known: list[int], otherwise: int) -> int:
    given = candidates.ids_in(word)
    return given[0] if given and given[0] in known else otherwise
