"""Who is on a desk: put on it, given another role and taken off by its admins, and never left without one."""

from functools import partial

from claims import services
from claims.models import Membership, Role
from tests.api.problems import problem
from tests.conftest import Newsroom
from tests.factories import MembershipFactory, UserFactory
from tests.races import race


def member(newsroom, user):
    return Membership.objects.get(desk=newsroom.desk, user=user)


def test_somebody_joins_is_promoted_and_leaves(newsroom, api):
    admin, person = api(newsroom.admin), UserFactory(first_name="Nell", last_name="Arden")
    joined = admin.post("memberships/", {"user": person.username, "role": "viewer"})
    assert (joined.status_code, joined.json()["name"]) == (201, "Nell Arden")
    path = f"memberships/{joined.json()['id']}/"
    problem(admin.post("memberships/", {"user": person.username, "role": "editor"}), 422, kind="AlreadyAMember")
    assert admin.patch(path, {"role": "editor"}).json()["role"] == "editor"
    assert newsroom.desk.allows(person, Role.EDITOR)
    assert admin.delete(path).status_code == 204
    assert not newsroom.desk.allows(person, Role.VIEWER)


def test_a_desk_keeps_its_last_admin(newsroom, api):
    MembershipFactory(desk=newsroom.desk, user=UserFactory(is_active=False), role=Role.ADMIN)
    admin, path = api(newsroom.admin), f"memberships/{member(newsroom, newsroom.admin).pk}/"
    problem(admin.patch(path, {"role": "viewer"}), 422, kind="LastDeskAdmin")
    problem(admin.delete(path), 422, kind="LastDeskAdmin")
    assert newsroom.desk.allows(newsroom.admin, Role.ADMIN)
    assert admin.patch(f"memberships/{member(newsroom, newsroom.editor).pk}/", {"role": "admin"}).status_code == 200
    assert admin.delete(path).status_code == 204


def test_unknown_people_and_roles_are_named(newsroom, api):
    admin = api(newsroom.admin)
    problem(admin.post("memberships/", {"user": "nobody", "role": "viewer"}), 400, at="#/user")
    gone = UserFactory(is_active=False).username
    problem(admin.post("memberships/", {"user": gone, "role": "viewer"}), 400, at="#/user")
    problem(admin.post("memberships/", {"user": newsroom.stranger.username, "role": "owner"}), 400, at="#/role")


def test_two_admins_who_take_each_other_off_leave_one(transactional_db):
    newsroom = Newsroom()
    other = newsroom.join(Role.ADMIN)
    rows = [member(newsroom, newsroom.admin), member(newsroom, other)]

    outcomes = race(*(partial(services.remove_member, row, by=newsroom.admin) for row in rows))
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["LastDeskAdmin", "NoneType"]
    assert Membership.objects.filter(desk=newsroom.desk, role=Role.ADMIN).count() == 1
