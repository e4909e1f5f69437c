"""A fact-check in further languages: who may write, approve and withdraw it, and what stays as it was said."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client

from claims.errors import IllegalMove, StaleVersion
from reviews.languages import canonical, open_graph
from reviews.models import ClaimReview, Notice
from reviews.publishing import tasks, telling, translating, translations
from reviews.publishing.models import TranslatedText, Translation, TranslationEvent, UntoldTranslationEvent
from reviews.workflow import NotReady, ReasonNeeded, SecondPairOfEyes
from tests.conftest import Newsroom
from tests.races import meanwhile, race

S = ClaimReview.State
T = Translation.State


@pytest.fixture
def page(newsroom):
    return newsroom.review(S.PUBLISHED).fact_check


@pytest.fixture
def german(newsroom, page):
    return newsroom.translation(fact_check=page)


# ── Writing and approving ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_translation_has_no_page_before_somebody_else_approves_it(newsroom, page):
    row = newsroom.translation(T.SUBMITTED, page)
    assert Client().get(row.get_absolute_url()).status_code == 404
    with pytest.raises(SecondPairOfEyes):
        translations.approve_translation(row, by=newsroom.reviewer)
    translations.approve_translation(row, by=newsroom.editor)
    assert "Kriminalität sank" in Client().get(row.get_absolute_url()).content.decode()
    assert [one.name for one in row.events.all()] == ["begin", "write", "submit", "approve"]


def test_who_wrote_a_part_of_it_approves_none_of_it(newsroom, page):
    row = newsroom.translation(T.DRAFT, page)
    translations.write_translation(
        row, verdict=page.verdict.pk, headline="Anders", claim_text="A.", explanation="B.", by=newsroom.editor
    )
    translations.submit_translation(row, by=newsroom.reviewer)
    with pytest.raises(SecondPairOfEyes):
        translations.approve_translation(row, by=newsroom.editor)
    with pytest.raises(SecondPairOfEyes):
        translations.return_translation(row, note="No.", by=newsroom.editor)
    translations.approve_translation(row, by=newsroom.admin)
    translations.revise_translation(row, by=newsroom.reviewer)
    newsroom.translate(row)
    translations.submit_translation(row, by=newsroom.reviewer)
    translations.approve_translation(row, by=newsroom.editor)  # of these words they wrote none
    assert row.shown.number == 2


def test_the_database_has_no_author_approve_their_own_words_either(newsroom, page):
    row = newsroom.translation(T.SUBMITTED, page)
    text = row.texts.get()
    with pytest.raises(IntegrityError, match="second_person"), transaction.atomic():
        TranslatedText.objects.filter(pk=text.pk).update(approver=newsroom.reviewer, approved_at="2026-10-14T12:00Z")
    with pytest.raises(IntegrityError, match="second person approved"), transaction.atomic():
        Translation.objects.filter(pk=row.pk).update(
            shown=text, published_at="2026-10-14T12:00Z", modified_at="2026-10-14T12:00Z"
        )


def test_what_was_submitted_and_what_happened_stay_as_they_are(newsroom, german):
    for rows, change in (
        (TranslatedText.objects.all(), {"headline": "Anders"}),
        (TranslatedText.objects.all(), {"approver": newsroom.admin}),
        (TranslationEvent.objects.all(), {"note": "Anders"}),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change)
    for table in ("publishing_translatedtext", "publishing_translation", "publishing_translationevent"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table}")


@pytest.mark.parametrize("state", T.values)
@pytest.mark.parametrize("name", [*translating.MOVES, "write"])
def test_every_move_from_every_state(newsroom, page, name, state):
    row = newsroom.translation(state, page)
    acts = {
        "submit": lambda: translations.submit_translation(row, by=newsroom.reviewer),
        "approve": lambda: translations.approve_translation(row, by=newsroom.admin),
        "return": lambda: translations.return_translation(row, note="No.", by=newsroom.admin),
        "revise": lambda: translations.revise_translation(row, by=newsroom.reviewer),
        "withdraw": lambda: translations.withdraw_translation(row, note="No.", by=newsroom.admin),
        "write": lambda: newsroom.translate(row, headline="Neu"),
    }
    starts = translating.OPEN_FOR_WORDS if name == "write" else translating.MOVES[name].sources
    before = Translation.objects.filter(pk=row.pk).values().get(), row.events.count()
    if state in starts:
        acts[name]()
        assert row.state == (state if name == "write" else translating.MOVES[name].target)
        assert row.events.count() == before[1] + 1
    else:
        with pytest.raises(IllegalMove):
            acts[name]()
        assert (Translation.objects.filter(pk=row.pk).values().get(), row.events.count()) == before


def test_nothing_is_submitted_with_words_missing_and_each_is_named(newsroom, page):
    row = translations.begin_translation(page, language="fr", by=newsroom.reviewer)
    with pytest.raises(NotReady) as refusal:
        translations.submit_translation(row, by=newsroom.reviewer)
    assert [one["pointer"] for one in refusal.value.errors] == ["#/headline", "#/claim_text", "#/explanation"]
    row.refresh_from_db()
    assert (row.state, row.texts.count()) == (T.DRAFT, 0)


def test_a_language_is_translated_into_once_and_not_into_itself(newsroom, page, german):
    with pytest.raises(translating.AlreadyTranslated):
        translations.begin_translation(page, language="de", by=newsroom.reviewer)
    with pytest.raises(translating.SameLanguage):
        translations.begin_translation(page, language="en", by=newsroom.reviewer)
    translations.begin_translation(page, language="de-AT", by=newsroom.reviewer)


def test_of_two_who_write_at_once_the_slower_is_told(newsroom, page):
    row = newsroom.translation(T.DRAFT, page)
    seen = row.version
    newsroom.translate(row, headline="Eins", expected=seen)
    with pytest.raises(StaleVersion):
        newsroom.translate(row, headline="Zwei", expected=seen)
    row.refresh_from_db()
    assert row.headline == "Eins"


def test_words_are_written_submitted_and_approved_of_what_the_fact_check_says_now(newsroom, page):
    before = page.verdict.pk
    draft, submitted = newsroom.translation(T.DRAFT, page), newsroom.translation(T.SUBMITTED, page, "fr")
    newsroom.correct(page)
    with pytest.raises(translating.OriginalChanged):
        newsroom.translate(draft, verdict=before)
    with pytest.raises(translating.OriginalChanged):
        translations.submit_translation(draft, by=newsroom.reviewer)
    with pytest.raises(translating.OriginalChanged):
        translations.approve_translation(submitted, by=newsroom.editor)
    newsroom.translate(draft)
    translations.submit_translation(draft, by=newsroom.reviewer)
    assert draft.state == T.SUBMITTED


def test_a_note_belongs_to_a_correction_of_this_fact_check(newsroom, page):
    other = newsroom.correct(newsroom.review(S.PUBLISHED).fact_check)
    row = newsroom.translation(T.DRAFT, page)
    for unknown in (str(other.pk), "0", "x"):
        with pytest.raises(translating.NoSuchCorrection):
            newsroom.translate(row, notes={unknown: "Falsches Jahr."})


def test_the_address_is_made_of_the_headline_and_stays(newsroom, page):
    row = newsroom.translation(T.DRAFT, page, slug="Kriminalitaet sank")
    assert row.slug == f"kriminalitaet-sank-{page.review_id}"
    translations.submit_translation(row, by=newsroom.reviewer)
    translations.approve_translation(row, by=newsroom.editor)
    translations.revise_translation(row, by=newsroom.reviewer)
    newsroom.translate(row, headline="Ganz anders", slug="anders")
    assert row.slug == f"kriminalitaet-sank-{page.review_id}"
    assert newsroom.translation(fact_check=page, language="ja", headline="犯罪").slug == f"fact-check-{page.review_id}"


@pytest.mark.django_db(transaction=True)
def test_of_two_editors_who_approve_at_once_one_is_told():
    newsroom = Newsroom()
    row = newsroom.translation(T.SUBMITTED)
    deeds = [
        lambda editor=editor: translations.approve_translation(Translation.objects.get(pk=row.pk), by=editor)
        for editor in (newsroom.editor, newsroom.admin)
    ]
    outcomes = race(*deeds)
    assert sorted(type(one).__name__ for one in outcomes) == ["IllegalMove", "NoneType"]
    assert [one.name for one in row.events.all()] == ["begin", "write", "submit", "approve"]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_begin_the_same_language_at_once_one_is_told():
    newsroom = Newsroom()
    page = newsroom.review(S.PUBLISHED).fact_check
    outcomes = race(
        *(lambda: translations.begin_translation(page, language="de", by=newsroom.reviewer) for _ in range(2))
    )
    assert sorted(type(one).__name__ for one in outcomes) == ["AlreadyTranslated", "Translation"]


@pytest.mark.django_db(transaction=True)
def test_words_that_are_submitted_meanwhile_are_not_written_over():
    newsroom = Newsroom()
    row = newsroom.translation(T.DRAFT)
    mine = Translation.objects.get(pk=row.pk)
    refusal = meanwhile(
        lambda: newsroom.translate(row, headline="Zu spät"),
        lambda: translating.SUBMIT.apply(mine, by=newsroom.second),
        lambda: translating.next_text(mine, by=newsroom.second),
    )
    assert isinstance(refusal, IllegalMove)
    assert Translation.objects.get(pk=row.pk).headline == mine.texts.get().headline


# ── Withdrawn ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_one_translation_is_withdrawn_with_a_reason_and_taken_up_again(newsroom, page, german):
    with pytest.raises(ReasonNeeded):
        translations.withdraw_translation(german, note=" ", by=newsroom.editor)
    german.refresh_from_db()
    assert german.state == T.PUBLISHED
    translations.withdraw_translation(german, note="Names were mixed up.", by=newsroom.editor)
    assert (german.state, german.withdrawn_note, german.withdrawn_at > german.published_at) == (
        T.WITHDRAWN, "Names were mixed up.", True,
    )  # fmt: skip
    translations.revise_translation(german, by=newsroom.reviewer)
    newsroom.translate(german, headline="Mit den richtigen Namen")
    translations.submit_translation(german, by=newsroom.reviewer)
    assert german.withdrawn_at is not None
    slug = german.slug
    translations.approve_translation(german, by=newsroom.editor)
    assert (german.withdrawn_at, german.withdrawn_note, german.slug, german.shown.headline) == (
        None, "", slug, "Mit den richtigen Namen",
    )  # fmt: skip
    assert [one.note for one in german.events.filter(name="withdraw")] == ["Names were mixed up."]


def test_withdrawn_again_while_it_is_rewritten_it_keeps_what_readers_were_told(newsroom, page, german):
    translations.withdraw_translation(german, note="Names were mixed up.", by=newsroom.editor)
    told = german.withdrawn_at, german.withdrawn_note
    translations.revise_translation(german, by=newsroom.reviewer)
    translations.withdraw_translation(german, note="Nobody has the time.", by=newsroom.editor)
    assert (german.state, german.withdrawn_at, german.withdrawn_note) == (T.WITHDRAWN, *told)


def test_what_readers_never_saw_is_given_up_without_a_trace_for_them(newsroom, page):
    row = newsroom.translation(T.SUBMITTED, page)
    translations.withdraw_translation(row, note="Nobody needs it.", by=newsroom.editor)
    assert (row.state, row.withdrawn_at) == (T.WITHDRAWN, None)
    assert Client().get(row.get_absolute_url()).status_code == 404


def test_the_database_shows_nothing_that_was_withdrawn(newsroom, german):
    for changes in (
        {"withdrawn_at": "2026-10-14T12:00Z", "withdrawn_note": "No."},
        {"state": "withdrawn"},
        {"state": "draft", "withdrawn_at": "2026-10-14T12:00Z", "withdrawn_note": ""},
    ):
        with pytest.raises(IntegrityError, match="translation_"), transaction.atomic():
            Translation.objects.filter(pk=german.pk).update(**changes)


# ── Told ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def told(person):
    return list(Notice.objects.filter(recipient=person).order_by("pk").values_list("kind", flat=True))


def everybody(newsroom):
    return [told(one) for one in (newsroom.reviewer, newsroom.second, newsroom.editor, newsroom.admin, newsroom.viewer)]


def test_a_submitted_translation_waits_for_the_editors_who_wrote_none_of_it(newsroom, page):
    row = newsroom.translation(T.DRAFT, page)
    translations.write_translation(
        row, verdict=page.verdict.pk, headline="Anders", claim_text="A.", explanation="B.", by=newsroom.editor
    )
    translations.submit_translation(row, by=newsroom.reviewer)
    tasks.announce_translations()
    assert everybody(newsroom) == [[], [], [], ["submitted"], []]
    notice = Notice.objects.get()
    assert (notice.review_id, "(de): Anders" in notice.text) == (page.review_id, True)


@pytest.mark.parametrize(
    ("state", "kind", "act"),
    [
        (T.SUBMITTED, "returned", lambda row, by: translations.return_translation(row, note="“Sank” is weak.", by=by)),
        (T.SUBMITTED, "published", lambda row, by: translations.approve_translation(row, by=by)),
    ],
)
def test_what_is_decided_is_told_to_who_wrote_it(newsroom, page, state, kind, act):
    row = newsroom.translation(state, page)
    telling.announce()
    Notice.objects.all().delete()
    act(row, newsroom.editor)
    telling.announce()
    assert everybody(newsroom) == [[kind], [], [], [], []]


def test_a_withdrawal_is_told_to_who_wrote_it_and_to_the_editors(newsroom, page, german):
    telling.announce()
    Notice.objects.all().delete()
    translations.withdraw_translation(german, note="Names were mixed up.", by=newsroom.editor)
    telling.announce()
    assert everybody(newsroom) == [["published"], [], [], ["published"], []]
    assert "Names were mixed up." in Notice.objects.first().text


def test_each_event_is_told_once_whoever_tells_and_whatever_fails(newsroom, page):
    newsroom.translation(T.SUBMITTED, page)
    assert UntoldTranslationEvent.objects.count() == 3
    assert telling.announce() == 3
    assert telling.announce() == 0
    assert Notice.objects.count() == 2
    UntoldTranslationEvent.objects.bulk_create(
        UntoldTranslationEvent(event=one) for one in TranslationEvent.objects.all()
    )
    telling.announce()
    assert Notice.objects.count() == 2


# ── Language tags ─────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("given", "written", "locale"),
    [("de", "de", "de_DE"), ("PT_br", "pt-BR", "pt_BR"), (" zh-hant-tw ", "zh-Hant-TW", "zh_TW"),
     ("es-419", "es-419", "es_ES"), ("fil", "fil", "")],
)  # fmt: skip
def test_a_tag_is_written_in_one_way(given, written, locale):
    assert canonical(given) == written
    assert open_graph(written) == locale


@pytest.mark.parametrize("wrong", ["", "d", "german", "de-", "de/DE", "x-klingon", "de-DE-1996", "ｄｅ"])
def test_what_is_no_tag_is_refused(wrong):
    with pytest.raises(ValueError, match="no language tag"):
        canonical(wrong)
