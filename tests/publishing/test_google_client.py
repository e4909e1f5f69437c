"""The Fact Check Tools API through Google's own Python client: only the endpoint is another."""

from datetime import date

import pytest
from django.test import Client

from claims.models import ApiToken, Scope
from reviews import media
from reviews.models import ClaimReview
from reviews.publishing import services as publishing
from tests.factories import ClaimantFactory

discovery = pytest.importorskip("googleapiclient.discovery")
errors = pytest.importorskip("googleapiclient.errors")
credentials = pytest.importorskip("google.oauth2.credentials")

S = ClaimReview.State
PAGE = {
    "pageUrl": "https://www.courier.example/facts/harbour",
    "publishDate": "2026-10-20",
    "claimReviewAuthor": {"name": "Almery Courier"},
    "claimReviewMarkups": [
        {
            "claimReviewed": "The harbour wall cost nine million crowns.",
            "claimDate": "2026-10-14",
            "claimAuthor": {"name": "Ilse Brandt"},
            "claimFirstAppearance": "https://paper.example/wall",
            "claimAppearances": ["https://other.example/wall"],
            "rating": {"textualRating": "False", "ratingValue": 1, "worstRating": 1, "bestRating": 5},
        },
        {
            "url": "https://www.courier.example/facts/harbour#second",
            "claimReviewed": "The wall was never approved.",
            "rating": {"textualRating": "Unproven"},
        },
    ],
}


@pytest.fixture
def service(live_server, newsroom, settings):
    settings.BASE_URL = live_server.url
    newsroom.desk.website = "https://www.courier.example/about"
    newsroom.desk.save()

    def build(user=None, scopes=(Scope.CLAIMS_READ, Scope.PUBLISH)):
        options = {"api_endpoint": live_server.url}
        known = {"developerKey": "none"}
        if user is not None:
            _, secret = ApiToken.objects.issue(user, name="test", scopes=list(scopes))
            known = {"credentials": credentials.Credentials(token=secret)}
        built.append(
            discovery.build("factchecktools", "v1alpha1", static_discovery=True, client_options=options, **known)
        )
        return built[-1]

    built = []
    yield build
    for one in built:
        one.close()


def refusal(call):
    with pytest.raises(errors.HttpError) as refused:
        call.execute()
    return refused.value


def test_a_search_answers_with_what_is_published(service, newsroom, settings):
    claimant = ClaimantFactory(desk=newsroom.desk, name="Ilse Brandt")
    page = newsroom.review(S.PUBLISHED, claimant=claimant, said_on="2026-10-11", said_until="2026-10-11").fact_check
    answer = service().claims().search(query="crime brandt").execute()
    assert answer == {
        "claims": [
            {
                "text": "Crime fell by 12 percent in two years.",
                "claimant": "Ilse Brandt",
                "claimDate": "2026-10-11T00:00:00Z",
                "claimReview": [
                    {
                        "publisher": {"name": newsroom.desk.name, "site": "courier.example"},
                        "url": settings.BASE_URL + page.get_absolute_url(),
                        "title": "Crime fell, but by less than the mayor says",
                        "reviewDate": page.published_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
                        "textualRating": "Mostly false",
                        "languageCode": "en",
                    }
                ],
            }
        ]
    }
    assert Client().get(page.get_absolute_url()).status_code == 200


def test_what_is_absent_is_left_out(service, newsroom):
    newsroom.review(S.PUBLISHED)
    (claim,) = service().claims().search(query="crimes").execute()["claims"]
    assert "claimant" not in claim
    assert "claimDate" not in claim
    assert service().claims().search(query="nothing of the kind").execute() == {}


def test_paging_by_token_and_by_offset_loses_no_row(service, newsroom):
    made = {newsroom.review(S.PUBLISHED).fact_check.slug for _ in range(7)}
    claims = service(newsroom.editor).claims()
    service(newsroom.editor).pages().create(body=PAGE).execute()
    met, request = [], service().claims().search(reviewPublisherSiteFilter="courier.example", pageSize=2)
    while request is not None:
        answer = request.execute()
        met += [claim["claimReview"][0]["url"] for claim in answer["claims"]]
        request = claims.search_next(request, answer)
    assert len(met) == len(set(met)) == len(made) + 2
    stepped, offset = [], 0
    while found := claims.search(query="", reviewPublisherSiteFilter="courier.example", pageSize=4, offset=offset):
        rows = found.execute().get("claims", [])
        if not rows:
            break
        stepped += [claim["claimReview"][0]["url"] for claim in rows]
        offset += 4
    assert stepped == met


def test_a_query_too_long_for_an_address_is_sent_by_post(service, newsroom):
    newsroom.review(S.PUBLISHED)
    assert service().claims().search(query="crime " * 600).execute()["claims"]
    assert service().claims().search(query="crime " * 600 + "absent").execute() == {}


def test_language_age_and_site_narrow_it_down(service, newsroom):
    newsroom.review(S.PUBLISHED)
    search = service().claims().search
    assert search(query="crime", languageCode="en-US").execute()
    assert search(query="crime", languageCode="fr").execute() == {}
    assert search(query="crime", maxAgeDays=1).execute()
    for site in ("courier.example", "www.courier.example", "https://www.Courier.example/about"):
        assert search(query="crime", reviewPublisherSiteFilter=site).execute()
    assert search(query="crime", reviewPublisherSiteFilter="other.example").execute() == {}


def test_the_age_is_that_of_the_newer_of_claim_and_review(service, newsroom):
    desk = service(newsroom.editor)
    old = PAGE | {"publishDate": "2020-01-01"}
    desk.pages().create(body=old).execute()
    search = service().claims().search
    assert len(search(query="wall", maxAgeDays=100_000).execute()["claims"]) == 2
    days = (newsroom.desk.created_at.date() - date(2026, 10, 14)).days
    (claim,) = search(query="wall", maxAgeDays=days + 1).execute()["claims"]
    assert claim["text"] == PAGE["claimReviewMarkups"][0]["claimReviewed"]


def test_only_what_is_asked_for_is_sent(service, newsroom):
    newsroom.review(S.PUBLISHED)
    answer = service().claims().search(query="crime", fields="claims(text,claimReview/publisher/site)").execute()
    text = "Crime fell by 12 percent in two years."
    assert answer == {"claims": [{"text": text, "claimReview": [{"publisher": {"site": "courier.example"}}]}]}
    assert service().claims().search(query="crime", fields="nextPageToken").execute() == {}


def test_a_retracted_fact_check_is_found_no_more_and_a_corrected_one_by_its_new_words(service, newsroom):
    page = newsroom.review(S.PUBLISHED).fact_check
    correction = publishing.propose_correction(
        page, kind="correction", note="Wrong year.", rating=newsroom.rating, by=newsroom.reviewer,
        headline="Burglaries fell", explanation="The office counts 9 percent.",
    )  # fmt: skip
    publishing.correct_review(correction, by=newsroom.editor)
    search = service().claims().search
    assert search(query="burglary").execute()["claims"][0]["claimReview"][0]["title"] == "Burglaries fell"
    publishing.retract_review(page.review, note="Withdrawn.", by=newsroom.editor)
    assert search(query="burglary").execute() == {}


def test_an_image_is_found_by_the_addresses_where_it_appears(service, newsroom, settings):
    file, post = "https://pictures.example/wall.jpg?a=1&b=2", "https://social.example/9"
    image = {"kind": "image", "appearances": (media.Place(post, file), media.Place("https://other.example/"))}
    page = newsroom.with_media("published", {}, image).fact_check
    newsroom.with_media("published", {"appearances": (media.Place(post),)})  # a video
    newsroom.with_media("approved", image)
    newsroom.translation(fact_check=page)
    search = service().claims().imageSearch
    addresses = [page.get_absolute_url(), page.translations.get().get_absolute_url()]
    for uri in (file, post):
        found = [one["claim"]["claimReview"][0]["url"] for one in search(imageUri=uri).execute()["results"]]
        assert sorted(found) == sorted(settings.BASE_URL + path for path in addresses)
    first = search(imageUri=post, pageSize=1).execute()
    second = search(imageUri=post, pageSize=1, pageToken=first["nextPageToken"]).execute()
    assert first["results"] != second["results"]
    assert "nextPageToken" not in second
    (german,) = search(imageUri=post, languageCode="de").execute()["results"]
    assert german["claim"]["claimReview"][0]["languageCode"] == "de"
    assert search(imageUri="https://pictures.example/wall.jpg").execute() == {}
    publishing.retract_review(page.review, note="Withdrawn.", by=newsroom.editor)
    assert search(imageUri=post).execute() == {}


@pytest.mark.parametrize(
    "uri", [None, "", "wall.jpg", "ftp://a.example/", "https://a.example/\0", "https://a.example/" + "a" * 2000]
)
def test_an_image_without_an_address_is_a_400(service, uri):
    assert refusal(service().claims().imageSearch(imageUri=uri)).status_code == 400


def test_a_page_is_created_read_listed_replaced_and_deleted(service, newsroom):
    pages = service(newsroom.editor).pages()
    made = pages.create(body=PAGE).execute()
    assert made == PAGE | {"name": made["name"], "versionId": "1"}
    assert pages.get(name=made["name"]).execute() == made
    assert pages.list(url=PAGE["pageUrl"]).execute() == {"claimReviewMarkupPages": [made]}
    assert pages.list(organization="courier.example").execute() == {"claimReviewMarkupPages": [made]}
    assert pages.list(organization="other.example").execute() == {}
    body = made | {"claimReviewMarkups": made["claimReviewMarkups"][1:], "publishDate": ""}
    replaced = pages.update(name=made["name"], body=body).execute()
    assert replaced["versionId"] == "2"
    assert "publishDate" not in replaced
    assert len(service().claims().search(query="wall").execute()["claims"]) == 1
    assert refusal(pages.update(name=made["name"], body=body)).error_details == (
        "Somebody else changed this markup: read it again, and make your change to that."
    )
    assert pages.delete(name=made["name"]).execute() == {}
    assert refusal(pages.get(name=made["name"])).status_code == 404
    assert service().claims().search(query="wall").execute() == {}


def test_a_marked_up_claim_is_found_as_ours_are(service, newsroom):
    service(newsroom.editor).pages().create(body=PAGE).execute()
    (claim,) = service().claims().search(query="nine million").execute()["claims"]
    assert claim == {
        "text": "The harbour wall cost nine million crowns.",
        "claimant": "Ilse Brandt",
        "claimDate": "2026-10-14T00:00:00Z",
        "claimReview": [
            {
                "publisher": {"name": "Almery Courier", "site": "courier.example"},
                "url": PAGE["pageUrl"],
                "reviewDate": "2026-10-20T00:00:00Z",
                "textualRating": "False",
                "languageCode": "en",
            }
        ],
    }


def test_pages_are_listed_by_token(service, newsroom):
    pages = service(newsroom.editor).pages()
    for number in range(5):
        address = f"https://courier.example/facts/{number}"
        claim = {"claimReviewed": f"Claim {number}", "rating": {"textualRating": "True"}}
        pages.create(body={"pageUrl": address, "claimReviewMarkups": [claim]}).execute()
    met, request = [], pages.list(pageSize=2)
    while request is not None:
        answer = request.execute()
        met += [page["pageUrl"][-1] for page in answer["claimReviewMarkupPages"]]
        request = pages.list_next(request, answer)
    assert met == ["4", "3", "2", "1", "0"]


def test_who_may_not_write_is_refused_in_googles_shape(service, newsroom):
    made = service(newsroom.editor).pages().create(body=PAGE).execute()
    assert refusal(service().pages().list()).status_code == 401
    for user, scopes in ((newsroom.reviewer, [Scope.PUBLISH]), (newsroom.editor, [Scope.CLAIMS_READ])):
        theirs = service(user, scopes).pages()
        elsewhere = PAGE | {"pageUrl": "https://courier.example/facts/other"}
        elsewhere["claimReviewMarkups"] = PAGE["claimReviewMarkups"][:1]
        assert refusal(theirs.create(body=elsewhere)).status_code == 403
        assert refusal(theirs.update(name=made["name"], body=PAGE)).status_code == 403
        assert refusal(theirs.delete(name=made["name"])).status_code == 403
    strangers = service(newsroom.stranger).pages()
    assert refusal(strangers.get(name=made["name"])).status_code == 404
    assert refusal(strangers.update(name=made["name"], body=PAGE)).status_code == 404
    assert refusal(strangers.delete(name=made["name"])).status_code == 404
    assert strangers.list().execute() == {}
    assert refusal(strangers.create(body=PAGE)).status_code == 403


def test_a_page_of_somebody_elses_site_is_not_marked_up(service, newsroom):
    pages = service(newsroom.editor).pages()
    for host in ("elsewhere.example", "notcourier.example", "courier.example.evil.example"):
        body = PAGE | {"pageUrl": f"https://{host}/x", "claimReviewMarkups": PAGE["claimReviewMarkups"][:1]}
        refused = refusal(pages.create(body=body))
        assert (refused.status_code, "is not the site of a desk" in refused.error_details) == (403, True)


def test_a_page_is_marked_up_once(service, newsroom):
    pages = service(newsroom.editor).pages()
    pages.create(body=PAGE).execute()
    refused = refusal(pages.create(body=PAGE))
    assert refused.status_code == 409
    assert "marked up already" in refused.error_details
