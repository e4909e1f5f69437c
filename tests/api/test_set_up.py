"""Setting up a desk over REST: itself, its practice, checklist, topics, scales; nobody overwrites another unseen."""

from functools import partial

import pytest

from claims import budget
from claims.errors import StaleVersion
from claims.models import Desk, LanguageModelUse, Topic
from reviews import services
from reviews.models import Assignment, Criterion, Practice, RatingScale
from tests.api.problems import problem
from tests.api.rows import claimant, line, new_scale, topic
from tests.conftest import Newsroom, page_of
from tests.factories import ClaimFactory, DeskFactory, RatingFactory, RatingScaleFactory
from tests.races import race


def paths_of(newsroom):
    """A change of each row that two people could change at once."""
    desk = f"desks/{newsroom.desk.pk}/"
    return {
        "desk": (desk, {"website": "https://almery.example/"}),
        "practice": (f"{desk}practice/", {"reply_days": 4}),
        "criterion": (f"criteria/{line(newsroom).pk}/", {"level": "required"}),
        "topic": (f"topics/{topic(newsroom).pk}/", {"weight": 5}),
        "claimant": (f"claimants/{claimant(newsroom).pk}/", {"same_as": "https://encyclopaedia.example/brandt"}),
    }


@pytest.mark.parametrize("kind", ["desk", "practice", "criterion", "topic", "claimant"])
def test_who_changes_what_another_has_changed_meanwhile_is_told(newsroom, api, kind):
    path, change = paths_of(newsroom)[kind]
    admin = api(newsroom.admin)
    etag = admin.get(path).headers["ETag"]
    problem(admin.patch(path, change), 428)
    changed = admin.patch(path, change, If_Match=etag)
    assert changed.status_code == 200, changed.content
    assert changed.headers["ETag"] == f'"{changed.json()["version"]}"' != etag
    assert changed.json().items() >= change.items()
    problem(admin.patch(path, change, If_Match=etag), 412, kind="StaleVersion")
    assert admin.get(path).json() == changed.json()
    assert admin.patch(path, {}, If_Match="*").status_code == 200


def test_a_change_in_the_admin_raises_the_version_too(newsroom, api, as_staff):
    rows = [newsroom.desk, line(newsroom), topic(newsroom), claimant(newsroom)]
    rows.append(services.set_practice(newsroom.desk, reply_days=3, by=newsroom.admin))
    given = {
        "name": "Almery", "slug": "almery", "language": "en", "memberships-TOTAL_FORMS": 0,
        "memberships-INITIAL_FORMS": 0, "label": "I slept on it.", "level": "required", "position": 1,
        "keywords": "police\ncrime", "weight": 3, "kind": "person", "second_verdict": "blind", "reply_days": 5,
    }  # fmt: skip
    client = as_staff(newsroom.admin)
    for row in rows:
        before = type(row).objects.get(pk=row.pk).version
        answer = client.post(page_of(row), given | {"seen_version": before})
        assert answer.status_code == 302, answer.context["adminform"].form.errors
        assert type(row).objects.get(pk=row.pk).version == before + 1, row


def test_a_desk_is_renamed_and_its_limits_set(newsroom, api):
    admin, path = api(newsroom.admin), f"desks/{newsroom.desk.pk}/"
    given = {"name": "The Almery Desk", "slug": "almery", "language": "pt-BR", "language_model_tokens": 0,
             "is_second_factor_required": True}  # fmt: skip
    assert admin.patch(path, given, If_Match="*").json().items() >= given.items()
    assert admin.patch(path, {"language_model_tokens": None}, If_Match="*").json()["language_model_tokens"] is None
    for wrong in ({"language": "english!"}, {"slug": "a b"}, {"website": "ftp://x.example"}, {"website": "x"},
                  {"is_second_factor_required": "true"}, {"is_second_factor_required": None},
                  {"language_model_tokens": -1}, {"language_model_tokens": "5"}, {"name": ""}):  # fmt: skip
        problem(admin.patch(path, wrong, If_Match="*"), 400, at=f"#/{next(iter(wrong))}")
    other = DeskFactory()
    for taken in ({"name": other.name}, {"slug": other.slug}):
        problem(admin.patch(path, {"language": "de"} | taken, If_Match="*"), 422, kind="NameTaken")
    assert Desk.objects.get(pk=newsroom.desk.pk).language == "pt-BR"


def test_what_the_language_model_used_is_told(newsroom, api, settings):
    path, client = f"desks/{newsroom.desk.pk}/language-model/", api(newsroom.viewer)
    assert client.get(path).json() == {"is_set_up": False, "limit": 0, "tokens": 0, "reserved_tokens": 0, "requests": 0}
    settings.LLM_BASE_URL, settings.LLM_MODEL, settings.LLM_DAILY_TOKENS = "https://model.example/v1", "m", 5000
    assert client.get(path).json()["limit"] == 5000
    Desk.objects.filter(pk=newsroom.desk.pk).update(language_model_tokens=300)
    use = budget.todays(newsroom.desk).use_id
    LanguageModelUse.objects.filter(pk=use).update(input_tokens=20, reserved_tokens=5, requests=2)
    assert client.get(path).json() == {
        "is_set_up": True, "limit": 300, "tokens": 25, "reserved_tokens": 5, "requests": 2,
    }  # fmt: skip


def test_a_desk_works_by_the_defaults_until_it_chooses(newsroom, api):
    admin, path = api(newsroom.admin), f"desks/{newsroom.desk.pk}/practice/"
    shown = admin.get(path)
    assert (shown.headers["ETag"], shown.json()["second_verdict"], shown.json()["reply_days"]) == ('"0"', "none", 2)
    assert not Practice.objects.exists(), "a question writes nothing"
    problem(admin.patch(path, {"reply_days": 3}, If_Match='"1"'), 412, kind="StaleVersion")
    chosen = {"second_verdict": "blind", "reply_days": 0, "review_again_days": 90, "is_archived_publicly": True}
    assert admin.patch(path, chosen, If_Match='"0"').json() == chosen | {"desk": newsroom.desk.slug, "version": 1}
    assert admin.patch(path, {"review_again_days": None}, If_Match='"1"').json()["second_verdict"] == "blind"
    for wrong in ({"reply_days": -1}, {"reply_days": 32_768}, {"review_again_days": "9"}, {"is_archived_publicly": 1}):
        problem(admin.patch(path, wrong, If_Match="*"), 400, at=f"#/{next(iter(wrong))}")


@pytest.mark.django_db(transaction=True)
def test_of_two_who_make_the_first_choice_at_once_one_is_told():
    newsroom = Newsroom()
    choose = partial(services.set_practice, newsroom.desk, by=newsroom.admin, expected=0, reply_days=3)
    outcomes = race(choose, choose)
    assert sorted(type(one).__name__ for one in outcomes) == ["Practice", "StaleVersion"]


def test_a_desk_raises_a_check_and_adds_a_line_and_its_gate_follows(newsroom, api):
    admin, checklist = api(newsroom.admin), f"desks/{newsroom.desk.pk}/checklist/"
    usual = {one["code"]: one for one in admin.get(checklist).json()}
    assert (usual["primary"]["level"], usual["primary"]["criterion"]) == ("advised", None)
    assert usual["evidence"]["is_fixed"]
    made = admin.post("criteria/", {"code": "primary", "level": "required", "position": 3})
    assert (made.status_code, made.json()["label"]) == (201, "A primary source")
    ticked = admin.post("criteria/", {"label": "I slept on it.", "level": "required"}).json()
    off = admin.post("criteria/", {"code": "copies", "level": "off"}).json()
    now = {one["code"]: one for one in admin.get(checklist).json()}
    assert (now["primary"]["level"], now["primary"]["criterion"]) == ("required", made.json()["id"])
    assert now[f"line-{ticked['id']}"]["label"] == "I slept on it."
    assert now["copies"]["level"] == "off"
    review = newsroom.review()
    gate = {one["code"]: one["level"] for one in api(newsroom.reviewer).get(f"reviews/{review.pk}/gate/").json()}
    assert gate == {code: one["level"] for code, one in now.items() if one["level"] != "off"}
    assert admin.get("criteria/", level="off").json()["results"] == [off]


def test_a_criterion_is_a_check_that_a_desk_may_choose_once_or_a_line_with_words(newsroom, api):
    admin = api(newsroom.admin)
    check = admin.post("criteria/", {"code": "primary", "level": "off"}).json()
    tick = line(newsroom)
    problem(admin.post("criteria/", {"code": "primary", "level": "off"}), 422, kind="OnTheChecklist")
    problem(admin.post("criteria/", {"level": "off"}), 422, kind="CheckOrLine")
    problem(admin.post("criteria/", {"code": "copies", "label": "Both", "level": "off"}), 422, kind="CheckOrLine")
    for code in ("evidence", "embargo", "nonsense", ""):
        problem(admin.post("criteria/", {"code": code, "level": "off"}), 400, at="#/code")
    path = f"criteria/{check['id']}/"
    problem(admin.patch(path, {"label": "My words"}, If_Match="*"), 422, kind="CheckOrLine")
    problem(admin.patch(f"criteria/{tick.pk}/", {"label": ""}, If_Match="*"), 400, at="#/label")
    problem(admin.patch(path, {"code": "copies"}, If_Match="*"), 400, at="#/code")
    assert Criterion.objects.count() == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["criterion", "topic", "scale"])
def test_of_two_who_add_the_same_at_once_one_is_told(kind):
    newsroom = Newsroom()
    by = newsroom.admin
    add, refusal = {
        "criterion": (partial(services.add_criterion, code="primary", level="off", by=by), "OnTheChecklist"),
        "topic": (partial(services.add_topic, name="Rents", keywords=["rent"], by=by), "TopicExists"),
        "scale": (partial(services.copy_scale, newsroom.rating.scale, name="Ours", by=by), "UnusableScale"),
    }[kind]
    outcomes = race(*[partial(add, desk=newsroom.desk)] * 2)
    assert sum(type(one).__name__ == refusal for one in outcomes) == 1, outcomes


def ranked(newsroom, place):
    services.rank_worklist([newsroom.desk])
    return Assignment.objects.get(pk=place.pk).priority


def test_topics_move_the_claims_that_wait_up_and_down(newsroom, api):
    place = Assignment.objects.get(claim=newsroom.claim("accepted"))
    admin, plain = api(newsroom.admin), ranked(newsroom, place)
    made = admin.post("topics/", {"name": "Safety", "keywords": [" crime ", "police  force", "crime"], "weight": 5})
    assert (made.status_code, made.json()["keywords"]) == (201, ["crime", "police force"])
    assert ranked(newsroom, place) == plain + 5
    path = f"topics/{made.json()['id']}/"
    admin.patch(path, {"weight": 2}, If_Match="*")
    assert ranked(newsroom, place) == plain + 2
    admin.patch(path, {"keywords": ["rents"]}, If_Match="*")
    assert ranked(newsroom, place) == plain
    admin.patch(path, {"keywords": ["crime"], "name": "Crime"}, If_Match="*")
    assert ranked(newsroom, place) == plain + 2
    assert admin.delete(path).status_code == 204
    assert ranked(newsroom, place) == plain
    assert not Topic.objects.exists()


def test_a_topic_is_told_by_a_keyword_or_by_an_example_and_never_by_nothing(newsroom, api):
    admin, editor, claim = api(newsroom.admin), api(newsroom.editor), newsroom.claim(text="Rents rose.")
    made = admin.post("topics/", {"name": "Housing", "examples": [claim.pk]})
    assert (made.status_code, made.json()["keywords"]) == (201, [])
    path = f"topics/{made.json()['id']}/"
    assert [row["claim"] for row in admin.get(f"{path}examples/").json()] == [claim.pk]
    assert admin.get(f"{path}preview/").json() == {"looked_at": 1, "by_keyword": 0, "by_example": 0, "taken": 0}
    off = {"claim": claim.pk}
    problem(editor.post(f"{path}remove-example/", off), 422, kind="UnusableExample")
    assert admin.patch(path, {"keywords": ["rents"]}, If_Match="*").status_code == 200
    assert admin.get(f"{path}preview/").json()["by_keyword"] == 1
    assert editor.post(f"{path}remove-example/", off).status_code == 200
    problem(admin.patch(path, {"keywords": []}, If_Match="*"), 422, kind="UnusableTopic")
    foreign = newsroom.stranger.memberships.get().desk
    other = ClaimFactory(desk=foreign)
    problem(admin.post("topics/", {"name": "Else", "examples": [other.pk]}), 400, at="#/examples")


def test_topics_have_names_of_their_own_and_words_to_be_found_by(newsroom, api):
    admin, one, other = api(newsroom.admin), topic(newsroom), topic(newsroom)
    given = {"name": one.name, "keywords": ["rents"]}
    problem(admin.post("topics/", given), 422, kind="TopicExists")
    problem(admin.patch(f"topics/{other.pk}/", {"name": one.name}, If_Match="*"), 422, kind="TopicExists")
    problem(admin.post("topics/", given | {"name": "Other", "keywords": []}), 422, kind="UnusableTopic")
    for wrong in ([""], ["w" * 61], ["w"] * 101, [7], "rents"):
        assert admin.post("topics/", given | {"name": "Other", "keywords": wrong}).status_code == 400
    for weight in (-1, 6, "3"):
        problem(admin.post("topics/", given | {"name": "Other", "weight": weight}), 400, at="#/weight")
    assert Topic.objects.count() == 2


def test_what_was_removed_meanwhile_is_changed_by_nobody(newsroom):
    gone = topic(newsroom)
    services.remove_topic(Topic.objects.get(pk=gone.pk), by=newsroom.admin)
    with pytest.raises(StaleVersion, match="removed"):
        services.change_topic(gone, weight=1, by=newsroom.admin)


def test_in_the_admin_too_names_stay_apart_and_what_is_removed_counts_no_more(newsroom, as_staff):
    place = Assignment.objects.get(claim=newsroom.claim("accepted"))
    plain = ranked(newsroom, place)
    one, other = topic(newsroom), topic(newsroom)
    assert ranked(newsroom, place) == plain + 4
    client = as_staff(newsroom.admin)
    answer = client.post(page_of(other), {"name": one.name, "keywords": "x", "weight": 1, "seen_version": 1})
    assert "already" in str(answer.context["adminform"].form.errors["name"])
    client.post(page_of(other).replace("/change/", "/delete/"), {"post": "yes"})
    assert ranked(newsroom, place) == plain + 2


def test_a_desk_makes_a_scale_revises_it_and_what_was_given_stays(newsroom, api):
    admin = api(newsroom.admin)
    made = admin.post("rating-scales/", new_scale(newsroom, None)).json()
    assert (made["desk"], made["edition"], made["retired_at"]) == (newsroom.desk.slug, 1, None)
    assert [(one["label"], one["value"]) for one in made["ratings"]] == [("Wrong", 1), ("Right", 2)]
    problem(admin.post("rating-scales/", new_scale(newsroom, None)), 422, kind="UnusableScale")
    steps = [{"label": "No", "value": 1}, {"label": "Half", "value": 2}, {"label": "Yes", "value": 3}]
    path = f"rating-scales/{made['id']}/revise/"
    for wrong in ({"worst": 3, "best": 2}, {"ratings": steps[:1]}, {"ratings": [*steps, {"label": "no"}]}):
        answer = admin.post(path, {"worst": 1, "best": 3, "ratings": steps} | wrong)
        problem(answer, 422, kind="UnusableScale")
    problem(admin.post(path, {"worst": 1, "best": 3, "ratings": [{"value": 1}]}), 400, at="#/ratings/0/label")
    second = admin.post(path, {"worst": 1, "best": 3, "ratings": steps}).json()
    assert (second["name"], second["edition"]) == ("Ours", 2)
    problem(admin.post(path, {"worst": 1, "best": 3, "ratings": steps}), 422, kind="RetiredScale")
    found = admin.get("rating-scales/", desk=newsroom.desk.slug, retired="false").json()["results"]
    assert [row["id"] for row in found] == [second["id"]]
    retired = admin.get("rating-scales/", retired="true").json()["results"]
    assert [(row["id"], row["ratings"]) for row in retired] == [(made["id"], made["ratings"])]


def test_the_shared_scale_is_copied_and_not_revised(newsroom, api):
    shared = newsroom.rating.scale
    RatingFactory(scale=shared, label="Satire", value=None)
    admin = api(newsroom.admin)
    revised = {"worst": 1, "best": 2, "ratings": [{"label": "A", "value": 1}, {"label": "B", "value": 2}]}
    problem(admin.post(f"rating-scales/{shared.pk}/revise/", revised), 422, kind="SharedScale")
    copy = admin.post(f"rating-scales/{shared.pk}/copy/", {"name": shared.name}).json()
    assert (copy["desk"], copy["name"]) == (newsroom.desk.slug, shared.name)
    assert [one["label"] for one in copy["ratings"]] == ["Mostly false", "Satire"]
    problem(api(newsroom.editor).post(f"rating-scales/{shared.pk}/copy/", {"name": "O"}), 403)
    elsewhere = {"name": "O", "desk": newsroom.stranger.memberships.get().desk.slug}
    problem(admin.post(f"rating-scales/{shared.pk}/copy/", elsewhere), 400, at="#/desk")
    assert RatingScale.objects.exclude(desk=None).count() == 1


def test_ratings_are_named_in_further_languages_all_at_once(newsroom, api):
    scale = RatingFactory(scale=RatingScaleFactory(desk=newsroom.desk)).scale
    admin, path = api(newsroom.admin), f"rating-scales/{scale.pk}/names/"
    names = [
        {"rating": "mostly false", "language": "PT-br", "label": "Quase falso"},
        {"rating": "Mostly false", "language": "de", "label": "Größtenteils falsch", "meaning": "Die Hauptsache."},
    ]
    (named,) = admin.put(path, {"names": names}).json()["ratings"]
    assert named["names"] == [
        {"language": "de", "label": "Größtenteils falsch", "meaning": "Die Hauptsache."},
        {"language": "pt-BR", "label": "Quase falso", "meaning": ""},
    ]
    assert admin.get(f"rating-scales/{scale.pk}/").json()["ratings"] == [named]
    for wrong in ({"rating": "Unheard of"}, {"language": "de"}):
        problem(admin.put(path, {"names": [names[1], names[0] | wrong]}), 422, kind="UnusableScale")
    for wrong in ({"language": "german"}, {"label": "x" * 61}, {"label": ""}, {"meaning": 7}):
        problem(admin.put(path, {"names": [names[0] | wrong]}), 400, at=f"#/names/0/{next(iter(wrong))}")
    problem(admin.put(path, {}), 400, at="#/names")
    assert admin.get(f"rating-scales/{scale.pk}/").json()["ratings"] == [named]
    assert admin.put(path, {"names": []}).json()["ratings"][0]["names"] == []


def test_an_operator_alone_names_the_ratings_that_every_desk_shares(newsroom, api):
    path = f"rating-scales/{newsroom.rating.scale.pk}/names/"
    given = {"names": [{"rating": newsroom.rating.label, "language": "de", "label": "Falsch"}]}
    problem(api(newsroom.admin).put(path, given), 422, kind="SharedScale")
    newsroom.admin.is_superuser = True
    newsroom.admin.save()
    assert api(newsroom.admin).put(path, given).json()["ratings"][0]["names"][0]["label"] == "Falsch"


def test_a_token_without_the_scope_sets_nothing_up(newsroom, api):
    client = api(newsroom.admin, scopes=["claims:read", "claims:write", "reviews:write", "publish"])
    own = RatingScaleFactory(desk=newsroom.desk)
    for method, path in (("patch", f"desks/{newsroom.desk.pk}/"), ("patch", f"desks/{newsroom.desk.pk}/practice/"),
                         ("post", "criteria/"), ("post", "topics/"), ("post", "rating-scales/"),
                         ("post", f"rating-scales/{own.pk}/revise/"),
                         ("put", f"rating-scales/{own.pk}/names/")):  # fmt: skip
        problem(getattr(client, method)(path, {}, If_Match="*"), 403)
