"""What callers hear while the database is busy or away: come back later, and nothing is half done."""

import errno
import os
import threading

import pytest
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections, transaction
from django.test import Client

from claims.models import Claim, Role
from tests.api.problems import problem
from tests.factories import ClaimFactory, MembershipFactory


@pytest.mark.django_db(transaction=True)
def test_a_row_that_somebody_holds_for_too_long_is_a_503_and_not_a_hang(api):
    claim = ClaimFactory()
    client = api(MembershipFactory(desk=claim.desk, role=Role.REVIEWER).user)
    is_held, is_over = threading.Event(), threading.Event()

    def hold():
        with transaction.atomic():
            Claim.objects.select_for_update().get(pk=claim.pk)
            is_held.set()
            is_over.wait(30)
        connections.close_all()

    holder = threading.Thread(target=hold)
    holder.start()
    is_held.wait(10)
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '300ms'")
    answer = client.post(f"claims/{claim.pk}/accept/")
    is_over.set()
    holder.join()
    connection.close()
    problem(answer, 503)
    assert answer["Retry-After"] == "5"
    claim.refresh_from_db()
    assert (claim.state, claim.version) == ("candidate", 1)


def test_callers_and_the_health_page_hear_it_when_the_database_is_away(transactional_db, api, client, monkeypatch):
    caller = api(MembershipFactory().user)
    assert client.get("/healthz/").status_code == 200
    connection.close()
    with monkeypatch.context() as away:
        away.setitem(connection.settings_dict, "HOST", "/nowhere")
        assert client.get("/healthz/").status_code == 503
        problem(caller.get("claims/"), 503)
        problem(caller.post("articles/", {"text": "Words."}), 503)
    connection.close()
    assert client.get("/healthz/").status_code == 200
    assert caller.get("claims/").status_code == 200


def test_readers_are_asked_to_come_back_and_hear_of_no_fault_of_ours(transactional_db, monkeypatch):
    reader = Client(raise_request_exception=False)
    connection.close()
    with monkeypatch.context() as away:
        away.setitem(connection.settings_dict, "HOST", "/nowhere")
        for path in ("/fact-checks/", "/accounts/login/", "/desk/", "/admin/login/"):
            answer = reader.get(path)
            if answer.status_code != 302:
                assert (answer.status_code, answer["Retry-After"]) == (503, "5"), path
                assert answer["X-Request-ID"] in answer.content.decode()
    connection.close()
    assert reader.get("/fact-checks/").status_code == 200


def test_a_full_disk_is_a_503_and_leaves_no_evidence(newsroom, api, monkeypatch):
    def full(*args):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(FileSystemStorage, "_save", full)
    review = newsroom.review()
    sender = api(newsroom.reviewer)
    sender.client.raise_request_exception = False
    file = SimpleUploadedFile("figures.pdf", b"%PDF-1.7\n%stub\n%%EOF\n")
    answer = sender.upload(f"reviews/{review.pk}/files/", {"file": file, "stance": "supports"})
    assert (answer.status_code, answer["Content-Type"]) == (503, "application/problem+json")
    assert answer["Retry-After"] == "5"
    assert "no room" in answer.json()["detail"]
    assert not review.evidence.exists()
