"""A desk's daily budget for the language model: no token is spent twice, however many workers ask."""

import threading

import pytest
from django.db import connection

from claims import budget
from claims.models import Desk, LanguageModelUse
from tests.factories import DeskFactory


def use_of(desk):
    return LanguageModelUse.objects.get(desk=desk)


def test_a_reservation_is_settled_by_what_was_really_used(db):
    desk = DeskFactory(language_model_tokens=1_000)
    today = budget.todays(desk)
    assert today.reserve(900)
    assert not today.reserve(101)
    today.settle(900, input_tokens=300, output_tokens=50)
    use = use_of(desk)
    assert (use.requests, use.input_tokens, use.output_tokens, use.reserved_tokens, use.tokens) == (1, 300, 50, 0, 350)
    assert today.reserve(650), "what was not used may be reserved again"
    assert not today.reserve(1)


def test_a_reservation_that_nobody_settles_counts_as_spent(db):
    desk = DeskFactory(language_model_tokens=1_000)
    assert budget.todays(desk).reserve(1_000)
    assert not budget.todays(desk).reserve(1)
    assert budget.used_today(desk).tokens == 1_000


def test_each_desk_and_each_day_has_its_own(db, settings):
    settings.LLM_DAILY_TOKENS = 100
    desk, other = DeskFactory(), DeskFactory(language_model_tokens=5)
    assert budget.todays(desk).reserve(100)
    assert not budget.todays(other).reserve(6)
    assert budget.todays(other).reserve(5)
    LanguageModelUse.objects.update(used_on="2026-10-14")
    assert budget.todays(desk).reserve(100)


@pytest.mark.parametrize(("own", "expected"), [(None, 700), (0, 0), (30, 30)])
def test_a_desk_without_a_limit_has_the_installations(db, settings, own, expected):
    settings.LLM_DAILY_TOKENS = 700
    assert budget.limit_of(DeskFactory(language_model_tokens=own)) == expected


def test_workers_that_reserve_at_the_same_time_never_overspend(transactional_db):
    desk = DeskFactory(language_model_tokens=250)
    workers, reserved = 8, []
    together = threading.Barrier(workers)

    def work():
        try:
            mine = Desk.objects.get(pk=desk.pk)
            together.wait(timeout=10)
            today = budget.todays(mine)  # the day's row is made by one of them
            together.wait(timeout=10)
            reserved.append(today.reserve(100))
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(workers)]
    [thread.start() for thread in threads]
    [thread.join(timeout=20) for thread in threads]
    assert sorted(reserved) == [False] * 6 + [True] * 2
    use = use_of(desk)
    assert (use.reserved_tokens, use.requests) == (200, 2)


def test_a_reservation_waits_for_another_under_way_and_then_sees_it(transactional_db):
    """What a guard outside the UPDATE would get wrong: it would look before the other one is committed."""
    desk = DeskFactory(language_model_tokens=150)
    today, answers = budget.todays(desk), []

    def work():
        try:
            answers.append(today.reserve(100))
        finally:
            connection.close()

    second = threading.Thread(target=work)
    with connection.cursor() as cursor:
        cursor.execute("BEGIN")
        cursor.execute("UPDATE claims_languagemodeluse SET reserved_tokens = reserved_tokens + 100")
        second.start()
        second.join(timeout=0.3)
        assert second.is_alive(), "it waits for the row"
        cursor.execute("COMMIT")
    second.join(timeout=10)
    assert answers == [False]
