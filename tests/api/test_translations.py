"""The life of a translation over REST: begun, written under its version, submitted, approved, brought up to date."""

import pytest

from reviews.models import ClaimReview
from reviews.publishing.models import Translation
from tests.api.problems import pointers, problem
from tests.api.published import new_words

S = ClaimReview.State
T = Translation.State


@pytest.fixture
def page(newsroom):
    return newsroom.review(S.PUBLISHED).fact_check


@pytest.fixture
def draft(newsroom, page):
    return newsroom.translation(T.DRAFT, page)


def test_from_the_first_word_to_the_page_and_back_again(newsroom, api, page, client, settings):
    reviewer, editor = api(newsroom.reviewer), api(newsroom.editor)
    begun = reviewer.post(f"fact-checks/{page.pk}/translations/", {"language": "PT_br"})
    assert (begun.status_code, begun.headers["ETag"]) == (201, '"1"')
    row = begun.json()
    assert (row["language"], row["state"], row["url"], row["shown"]) == ("pt-BR", "draft", None, None)
    address = f"translations/{row['id']}/"
    written = reviewer.put(address, new_words(newsroom, row), If_Match='"1"')
    assert (written.status_code, written.headers["ETag"]) == (200, '"2"')
    assert reviewer.post(f"{address}submit/").json()["state"] == "submitted"
    shown = editor.post(f"{address}approve/").json()
    assert shown["url"] == f"{settings.BASE_URL}/fact-checks/pt-BR/kriminalitaet-sank-{page.review_id}/"
    assert shown["shown"]["approver"] == newsroom.editor.username
    assert "Kriminalität sank" in client.get(shown["url"].removeprefix(settings.BASE_URL)).content.decode()

    correction = newsroom.correct(page)
    assert reviewer.get(address).json()["is_outdated"] is True
    reviewer.post(f"{address}revise/")
    body = new_words(newsroom, row) | {"verdict": 2, "notes": {str(correction.pk): "Falsches Jahr."}}
    assert reviewer.put(address, body, If_Match="*").status_code == 200
    reviewer.post(f"{address}submit/")
    shown = editor.post(f"{address}approve/").json()
    assert (shown["is_outdated"], shown["shown"]["number"], shown["shown"]["verdict"]) == (False, 2, 2)
    assert shown["shown"]["notes"] == {str(correction.pk): "Falsches Jahr."}
    names = [one["name"] for one in reviewer.get(f"{address}events/").json()]
    assert names == ["begin", "write", "submit", "approve", "revise", "write", "submit", "approve"]


def test_one_is_withdrawn_with_a_reason_for_readers(newsroom, api, page, client, settings):
    row = newsroom.translation(T.PUBLISHED, page)
    editor, address = api(newsroom.editor), f"translations/{row.pk}/"
    problem(editor.post(f"{address}withdraw/"), 400, at="#/note")
    problem(editor.post(f"{address}withdraw/", {"note": "Wrong."}, If_Match='"1"'), 412, kind="StaleVersion")
    told = editor.post(f"{address}withdraw/", {"note": "Names were mixed up."}).json()
    assert (told["state"], told["withdrawn_note"], bool(told["withdrawn_at"])) == (
        "withdrawn", "Names were mixed up.", True,
    )  # fmt: skip
    assert editor.get(f"fact-checks/{page.pk}/").json()["translations"] == []
    assert "Names were mixed up." in client.get(told["url"].removeprefix(settings.BASE_URL)).content.decode()
    problem(editor.post(f"{address}withdraw/", {"note": "Again."}), 409, kind="IllegalMove")
    assert api(newsroom.reviewer).post(f"{address}revise/").json()["state"] == "draft"


def test_words_are_saved_under_the_version_that_was_read(newsroom, api, draft):
    client, address, body = api(newsroom.reviewer), f"translations/{draft.pk}/", new_words(newsroom, None)
    problem(client.put(address, body), 428)
    problem(client.put(address, body, If_Match='"1"'), 412, kind="StaleVersion")
    assert client.put(address, body, If_Match=client.get(address).headers["ETag"]).status_code == 200


def test_what_is_not_published_is_in_no_answer_about_the_fact_check(newsroom, api, page, draft):
    newsroom.translation(T.SUBMITTED, page, "fr")
    assert api(newsroom.viewer).get(f"fact-checks/{page.pk}/").json()["translations"] == []
    shown = newsroom.translation(T.PUBLISHED, page, "es")
    (told,) = api(newsroom.viewer).get(f"fact-checks/{page.pk}/").json()["translations"]
    assert (told["id"], told["language"], told["is_outdated"]) == (shown.pk, "es", False)
    listed = api(newsroom.viewer).get(f"fact-checks/{page.pk}/translations/").json()
    assert [(one["language"], one["state"]) for one in listed] == [
        ("de", "draft"), ("es", "published"), ("fr", "submitted"),
    ]  # fmt: skip


@pytest.mark.parametrize("wrong", ["", "german", "de-DE-1996", "x-klingon", "d", "*"])
def test_what_is_no_language_is_refused(newsroom, api, page, wrong):
    answer = api(newsroom.reviewer).post(f"fact-checks/{page.pk}/translations/", {"language": wrong})
    assert pointers(answer) == ["#/language"]
    assert not Translation.objects.exists()


@pytest.mark.parametrize("notes", [[], "x", {"1": 7}, {"1": None}, {"1": "a\x07"}, None])
def test_notes_are_texts_by_the_id_of_a_correction(newsroom, api, draft, notes):
    body = new_words(newsroom, None) | {"notes": notes}
    answer = api(newsroom.reviewer).put(f"translations/{draft.pk}/", body, If_Match="*")
    assert answer.status_code == 400
    assert all(one.startswith("#/notes") for one in pointers(answer))


def test_a_verdict_that_is_not_of_this_fact_check_or_not_in_force_is_refused(newsroom, api, page, draft):
    client, address = api(newsroom.reviewer), f"translations/{draft.pk}/"
    answer = client.put(address, new_words(newsroom, None) | {"verdict": 9}, If_Match="*")
    assert pointers(answer) == ["#/verdict"]
    newsroom.correct(page)
    problem(client.put(address, new_words(newsroom, None), If_Match="*"), 422, kind="OriginalChanged")


def test_refusals_name_their_rule(newsroom, api, page, draft):
    reviewer, editor = api(newsroom.reviewer), api(newsroom.editor)
    door = f"fact-checks/{page.pk}/translations/"
    problem(reviewer.post(door, {"language": "de"}), 422, kind="AlreadyTranslated")
    problem(reviewer.post(door, {"language": "en"}), 422, kind="SameLanguage")
    problem(editor.post(f"translations/{draft.pk}/approve/"), 409, kind="IllegalMove")
    begun = reviewer.post(door, {"language": "fr"}).json()
    missing = problem(reviewer.post(f"translations/{begun['id']}/submit/"), 422, kind="NotReady")
    assert [one["pointer"] for one in missing["errors"]] == ["#/headline", "#/claim_text", "#/explanation"]
    editor.put(f"translations/{draft.pk}/", new_words(newsroom, None), If_Match="*")
    editor.post(f"translations/{draft.pk}/submit/")
    problem(editor.post(f"translations/{draft.pk}/approve/"), 422, kind="SecondPairOfEyes")
    problem(editor.post(f"translations/{draft.pk}/return/", {"note": "No."}), 422, kind="SecondPairOfEyes")
