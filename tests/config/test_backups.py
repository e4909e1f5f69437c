"""Backups: a newsroom that is restored into an empty database is the one that was backed up, and no other is taken."""

import json
import shutil

import psycopg
import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection

from claims.models import Extraction, SealedEvent
from config.backups import database, programs
from config.backups.folder import Manifest
from config.backups.refusals import BackupRefused
from config.management.commands import restore
from reviews import services
from reviews.models import ClaimReview
from reviews.models.ledger import Upload
from reviews.publishing import webhooks
from tests.publishing.test_audit import read_everything, settle, work_in

PDF = b"%PDF-1.4\n1 0 obj << /Type /Catalog >> endobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"


def whole_newsroom(newsroom, api):
    """Work of every kind, a file, secrets of each kind, and something that has been queued for too long."""
    work_in(newsroom, api)
    draft = newsroom.review(ClaimReview.State.DRAFT)
    services.add_evidence_file(
        draft, file=SimpleUploadedFile("table.pdf", PDF), name="table.pdf", stance="supports", by=newsroom.reviewer
    )
    webhooks.create_endpoint(newsroom.desk, url="https://hooks.example/", by=newsroom.admin)
    TOTP.activate(newsroom.editor, "JBSWY3DPEHPK3PXP")
    read_everything()
    settle()
    waiting = Extraction.objects.filter(found=0)
    assert waiting.update(state="queued", finished_at=None, next_attempt_at="2026-01-01T00:00Z") == 1


@pytest.fixture
def empty_database(transactional_db):
    """`empty_database()` makes one and leads Django's connection to it until the test is over."""
    usual, name = connection.settings_dict["NAME"], f"{connection.settings_dict['NAME']}_restored"
    given = connection.get_connection_params() | {"dbname": "postgres"}
    given = {key: given[key] for key in ("host", "port", "user", "password", "dbname") if key in given}

    def make():
        with psycopg.connect(**given, autocommit=True) as server:
            server.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
        connection.close()
        connection.settings_dict["NAME"] = name

    yield make
    connection.close()
    connection.settings_dict["NAME"] = usual
    with psycopg.connect(**given, autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{name}"')


def refusal_of(command, *arguments, **options):
    with pytest.raises(CommandError) as refused:
        call_command(command, *arguments, **options)
    return str(refused.value)


def test_a_newsroom_comes_back_into_an_empty_database_and_only_whole(
    empty_database, newsroom, api, settings, tmp_path, capsys, monkeypatch
):
    settings.MEDIA_ROOT = tmp_path / "media"
    whole_newsroom(newsroom, api)
    (upload,) = Upload.objects.all()
    before, links = database.rows(), list(SealedEvent.objects.order_by("pk").values_list("hash", flat=True))
    backup = tmp_path / "backup"

    call_command("backup", backup)
    said = capsys.readouterr()
    assert said.err == ""
    assert f"{sum(before.values())} rows of {len(before)} tables, 1 files" in said.out
    held = b"".join(path.read_bytes() for path in backup.rglob("*") if path.is_file())
    assert settings.SECRET_KEY.encode() not in held
    assert backup.stat().st_mode & 0o077 == 0
    assert "is there already" in refusal_of("backup", backup)
    assert "is not a backup, so it is not replaced" in refusal_of("backup", tmp_path, replace=True)
    assert "lies in the media folder" in refusal_of("backup", settings.MEDIA_ROOT / "backup")
    call_command("backup", backup, replace=True)
    assert [path.name for path in tmp_path.iterdir() if "backup" in path.name] == ["backup"]
    assert "is not empty" in refusal_of("restore", backup)

    settings.MEDIA_ROOT = tmp_path / "restored"
    for path, harm, wrong in (
        ("database.dump", lambda file: file.write_bytes(b"x" + file.read_bytes()[1:]), "damaged"),
        (f"media/{upload.file.name}", lambda file: file.unlink(), "is missing"),
        ("media/more.pdf", lambda file: file.write_bytes(PDF), "was put there later"),
        ("SHA256SUMS", lambda file: file.write_text(""), "damaged or missing"),
        ("manifest.json", lambda file: file.write_text(file.read_text()[:200]), "damaged"),
        ("manifest.json", lambda file: file.unlink(), "is not a backup"),
    ):
        harmed = shutil.copytree(backup, tmp_path / "harmed")
        harm(harmed / path)
        assert wrong in refusal_of("restore", harmed, check=True)
        shutil.rmtree(harmed)

    empty_database()
    newer = shutil.copytree(backup, tmp_path / "newer")
    manifest = json.loads((newer / "manifest.json").read_text())
    manifest["migrations"] += ["claims.9999_of_next_year"]
    (newer / "manifest.json").write_text(json.dumps(manifest))
    assert "does not know claims.9999_of_next_year" in refusal_of("restore", newer)
    with monkeypatch.context() as patch:
        patch.setattr(programs, "find", lambda name: "/bin/false")
        assert "pg_restore failed with code 1" in refusal_of("restore", backup)
    assert database.rows() == {}
    assert [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()] == []

    settings.SECRET_KEY = "another-key-0123456789-abcdefghijklmnopqrstuvwxyz"
    said = refusal_of("restore", backup)
    assert said.startswith(
        "It is restored as it was, but this SECRET_KEY does not open 1 secrets of webhooks and 1 second factors."
    )
    assert "Audited: every promise is kept." in capsys.readouterr().out
    assert database.rows() == before
    assert list(SealedEvent.objects.order_by("pk").values_list("hash", flat=True)) == links
    assert (settings.MEDIA_ROOT / upload.file.name).read_bytes() == PDF
    with pytest.raises(CommandError):  # at work, what was queued is late
        call_command("audit")
    assert "claims_extraction" in capsys.readouterr().out


def test_what_was_broken_before_is_said_and_hides_no_secret_that_stays_closed(db, monkeypatch, tmp_path):
    def broken(*args, **options):
        raise CommandError("Promises are broken: 3 rows.")

    monkeypatch.setattr(restore, "call_command", broken)
    monkeypatch.setattr(restore.secrets, "unreadable", lambda: {"keys of imports": 2})
    monkeypatch.setattr(restore.database, "migrate", list)
    facts = {"form": 1, "claimdesk": "1", "made_at": "", "postgresql": 18, "migrations": [], "files": 0, "bytes": 0}
    with pytest.raises(
        CommandError, match=r"broken before the backup was made. .* 3 rows. And .* open 2 keys of imports"
    ):
        restore.Command()._look_at_it(Manifest(**facts, rows={}, sha256={}))
    with pytest.raises(CommandError, match="claims_desk has 0 rows and should have 7: do not use this database"):
        restore.Command()._look_at_it(Manifest(**facts, rows={"claims_desk": 7}, sha256={}))


def test_a_password_goes_by_the_environment_and_programs_older_than_the_server_are_not_used(
    db, settings, tmp_path, monkeypatch
):
    said, program = tmp_path / "said", tmp_path / "pg_dump"
    program.write_text(
        f'#!/bin/sh\nif [ "$1" = --version ]; then echo "pg_dump (PostgreSQL) 99.1"; exit; fi\n'
        f'echo "$@" > {said}; env >> {said}\n'
    )
    program.chmod(0o700)
    settings.PG_BIN = str(tmp_path)
    monkeypatch.setitem(connection.settings_dict, "PASSWORD", "open-sesame")
    programs.run("pg_dump", "--file=x")
    arguments, *environment = said.read_text().splitlines()
    assert arguments == "--file=x"
    assert "PGPASSWORD=open-sesame" in environment
    assert f"PGDATABASE={connection.settings_dict['NAME']}" in environment
    program.write_text(program.read_text().replace("99.1", "9.6"))
    with pytest.raises(BackupRefused, match=r"pg_dump is of PostgreSQL 9\. Install postgresql-client-"):
        programs.run("pg_dump")
