"""What was checked before: found by meaning and by words, with a score and why; at the desk and over REST."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from claims.ingestion.claimreview import KnownDraft
from claims.ingestion.knowing import know
from claims.matching import filling, shelves
from claims.matching.scoring import CONTRARY, Likeness, score, share, trigrams
from claims.models import Claim, Encoder, KnownFactCheck, KnownVector
from reviews.publishing import known
from reviews.publishing.known import known_for, known_for_claims
from tests.factories import ClaimFactory, DeskFactory, MembershipFactory
from tests.plans import nodes_of

UNEMPLOYMENT = "Unemployment fell to its lowest level in 50 years in April."


def draft(text, number=1, **facts):
    return KnownDraft(url=f"https://facts.example/{number}", claim_reviewed=text, publisher="Facts",
                      publisher_site="facts.example", rating_label="Half true", rating_of_five=3, **facts)  # fmt: skip


def learn(newsroom, *texts, desk=None):
    """The desk imports these claims as fact-checks of others; the vectors of everything are made."""
    number = KnownFactCheck.objects.count()
    know([draft(text, number + n) for n, text in enumerate(texts)], desk=desk or newsroom.desk)
    make_vectors()


def make_vectors():
    """All that is missing, without the index, which a transaction cannot build."""
    encoder = filling.wanted()
    if not encoder.asked_at:
        filling._ask(encoder)
    while filling.make():
        pass
    Encoder.objects.filter(pk=encoder.pk).update(served_at="2026-10-14T00:00Z")


def texts(matches):
    return [match.facts.text for match in matches]


def asked(newsroom, text, **given):
    return known_for(text, desk=newsroom.desk, user=newsroom.viewer, **given)


def test_the_same_claim_in_other_words_is_found_by_what_it_means(newsroom):
    learn(newsroom, UNEMPLOYMENT, "The bridge was closed after the storm.", "Ships carried coal to Saltmere.")
    (match,) = asked(newsroom, "The jobless rate hit a half-century low in April.", most=1)
    assert match.facts.text == UNEMPLOYMENT
    assert match.facts.kind == "imported"
    assert (match.facts.rating, match.facts.publisher) == ("Half true", "Facts")
    assert match.likeness.meaning > 0.5
    assert match.comparison.agreeing == ("half-century", "April")


def test_it_is_found_in_another_language(newsroom):
    learn(newsroom, "Les prix alimentaires ont doublé en deux ans.", "Le premier ministre a démissionné lundi.")
    assert texts(asked(newsroom, "Food prices doubled in two years.", most=1)) == [
        "Les prix alimentaires ont doublé en deux ans."
    ]


def test_forty_percent_are_not_fourteen(newsroom):
    learn(newsroom, "Crime in Almery fell by 14 % in two years.", "Crime in Almery fell by two fifths in two years.")
    same, other = asked(newsroom, "Crime in Almery fell by 40 % in two years.")
    assert same.facts.text == "Crime in Almery fell by two fifths in two years."
    assert not same.comparison.is_contrary
    assert other.comparison.is_contrary
    assert other.score <= CONTRARY < same.score
    assert [(one.kind, one.here, one.there) for one in other.comparison.differing] == [("figure", "40 %", "14 %")]


def test_what_our_desks_have_published_is_found_until_it_is_retracted_but_not_beside_its_own_claim(newsroom):
    page = newsroom.review("published", text="Crime fell by 12 percent in two years.").fact_check
    make_vectors()
    (match,) = asked(newsroom, "In two years, crime went down by 12 percent.")
    assert (match.facts.kind, match.facts.pk, match.facts.url) == ("published", page.pk, page.get_absolute_url())
    assert match.score > 0.5
    elsewhere = MembershipFactory()
    assert known_for("Crime fell by 12 percent in two years.", desk=elsewhere.desk, user=elsewhere.user)
    claim = page.review.claim
    assert known_for_claims([claim], user=newsroom.viewer) == {claim.pk: []}
    retracted = newsroom.review("retracted", text="Trams are made of cheese in Saltmere.")
    make_vectors()
    assert asked(newsroom, retracted.claim.text) == []


def test_what_a_desk_has_imported_is_for_its_people_alone(newsroom):
    learn(newsroom, UNEMPLOYMENT)
    home = newsroom.stranger.memberships.get().desk
    assert known_for(UNEMPLOYMENT, desk=newsroom.desk, user=newsroom.stranger) == []
    assert known_for(UNEMPLOYMENT, desk=home, user=newsroom.stranger) == []
    claim = newsroom.claim(text=UNEMPLOYMENT)
    assert known_for_claims([claim], user=newsroom.stranger) == {claim.pk: []}


def test_before_there_are_vectors_the_words_alone_find_what_they_find(newsroom):
    know([draft(UNEMPLOYMENT)], desk=newsroom.desk)
    assert not Encoder.objects.exists()
    (match,) = asked(newsroom, "Unemployment fell to its lowest level in 50 years.")
    assert match.facts.text == UNEMPLOYMENT
    assert match.likeness.meaning is None
    assert match.score > 0.5


@pytest.mark.parametrize(
    "text", ["", " ", "…", "the of and", "a'b\\c | & ! :* <->", "\N{ZERO WIDTH SPACE}", "x" * 5000]
)
def test_any_text_can_be_looked_for(newsroom, text):
    learn(newsroom, UNEMPLOYMENT)
    assert all(0 <= match.score <= 1 for match in asked(newsroom, text))


def test_many_claims_take_no_more_statements_than_one(newsroom):
    learn(newsroom, UNEMPLOYMENT, "The bridge was closed after the storm.")
    claims = [newsroom.claim(text=f"Unemployment fell to {n} percent.") for n in range(12)]
    make_vectors()
    counts = []
    for some in (claims[:1], claims):
        with CaptureQueriesContext(connection) as seen:
            found = known_for_claims(some, user=newsroom.viewer)
        assert all(texts(found[claim.pk])[0] == UNEMPLOYMENT for claim in some)
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 16


def test_what_takes_too_long_is_left_out_and_the_page_goes_on(newsroom, monkeypatch):
    learn(newsroom, UNEMPLOYMENT)
    monkeypatch.setattr(known, "PATIENCE", 50)
    monkeypatch.setattr(shelves, "WORDS", "SELECT 1, 'x', 1, pg_sleep(2)::text::real WHERE %(asked)s IS NOT NULL")
    assert asked(newsroom, UNEMPLOYMENT) == []
    assert Claim.objects.count() == 0


def test_the_nearest_of_one_desk_are_found_by_an_index_in_a_great_many_of_others(newsroom):
    other = DeskFactory()
    rows = [
        KnownFactCheck(desk=other, identity=str(n), url=f"https://x.example/{n}", publisher="X",
                       listed_at="2026-10-14T00:00Z",
                       claim_reviewed=f"Ship {n} of {n % 97} carried {n * 7} tonnes of coal to Saltmere.")
        for n in range(3000)
    ]  # fmt: skip
    KnownFactCheck.objects.bulk_create(rows)
    know([draft(UNEMPLOYMENT)], desk=newsroom.desk)
    make_vectors()
    encoder = filling.serving()
    with connection.cursor() as cursor:
        index = filling.INDEX.replace("CONCURRENTLY", "").format(
            name="near", table="claims_knownvector", dimensions=encoder.dimensions, encoder=encoder.pk
        )
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(index)
        cursor.execute("ANALYZE claims_knownvector; ANALYZE claims_knownfactcheck")
    with CaptureQueriesContext(connection) as seen:
        assert texts(asked(newsroom, "The jobless rate hit a half-century low in April.")) == [UNEMPLOYMENT]
        found = known_for("Coal ships", desk=other, user=MembershipFactory(desk=other).user)
    assert len(found) == known.MOST
    *_, sql = [one["sql"] for one in seen if "<=>" in one["sql"] and "LIMIT" in one["sql"]]
    assert "near" in [node.get("Index Name") for node in nodes_of(sql)]
    assert KnownVector.objects.filter(vector=None).count() == 0


def test_likeness_counts_and_a_contradiction_weighs_more():
    alike, unlike = Likeness(0.9, 0.8, 0.7), Likeness(0.2, 0.1, 0.1)
    assert 0 < score(unlike) < 0.2 < 0.8 < score(alike) < 1
    assert score(alike, is_contrary=True) <= CONTRARY
    assert share("Crime fell.", trigrams("crime  FELL in Bonn")) == 1
    assert share("", trigrams("crime")) == share("…", frozenset()) == 0
    assert score(Likeness(None, 0.8, 0.7)) > 0.5
    assert score(Likeness(0.85, 0, 0)) > 0.8  # in another language


# ── Over REST ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_over_rest_a_text_and_a_claim_get_their_known_fact_checks(newsroom, api):
    learn(newsroom, "Crime in Almery fell by 14 % in two years.", UNEMPLOYMENT)
    claim = newsroom.claim(text="Crime in Almery fell by 40 % in two years.")
    make_vectors()
    client = api(newsroom.viewer)
    (found, *_) = client.get(f"claims/{claim.pk}/known/").json()
    assert found == client.get(f"desks/{newsroom.desk.pk}/known-for/", text=claim.text, most=1).json()[0]
    assert (found["kind"], found["is_contrary"], found["rating_label"]) == ("imported", True, "Half true")
    assert found["why"]["differing"] == [{"kind": "figure", "here": "40 %", "there": "14 %"}]
    assert found["url"] == KnownFactCheck.objects.get(pk=found["id"]).url
    assert client.get(f"desks/{newsroom.desk.pk}/known-for/").json() == []


@pytest.mark.parametrize("wrong", [{"most": 0}, {"most": 21}, {"most": "x"}, {"text": "x" * 1001}, {"colour": "red"}])
def test_over_rest_a_question_that_makes_no_sense_is_refused(newsroom, api, wrong):
    assert api(newsroom.viewer).get(f"desks/{newsroom.desk.pk}/known-for/", **wrong).status_code == 400


# ── At the desk ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_claim_card_the_review_and_the_search_show_the_best_and_why(newsroom, client):
    learn(newsroom, "Crime in Almery fell by 14 % in two years.", "Crime in Almery fell by two fifths in two years.")
    review = newsroom.review(text="Crime in Almery fell by 40 % in two years.")
    make_vectors()
    client.force_login(newsroom.reviewer)
    card = client.get(reverse("workspace:triage-cards"), {"claims": review.claim_id}).content.decode()
    page = client.get(reverse("workspace:review", args=[review.pk])).content.decode()
    found = client.get(reverse("workspace:search"), {"q": review.claim.text}).content.decode()
    for shown in (card, page, found):
        assert "Checked before" in shown
        assert "Not the same claim:" in shown
        assert '<ins dir="auto">40 %</ins> here, <del dir="auto">14 %</del> there' in shown
        assert 'href="https://facts.example/1"' in shown
    words = client.get(reverse("workspace:search"), {"q": "crime"}).content.decode()
    assert "Checked before" not in words


def test_what_others_have_written_is_no_markup_on_the_card(newsroom, client):
    learn(newsroom, "Ships <script>alert(1)</script> carried coal to Saltmere in May.")
    claim = ClaimFactory(desk=newsroom.desk, text="Ships carried coal to Saltmere in May.")
    client.force_login(newsroom.reviewer)
    card = client.get(reverse("workspace:triage-cards"), {"claims": claim.pk}).content.decode()
    assert "Checked before" in card
    assert "<script>alert" not in card
