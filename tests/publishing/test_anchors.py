"""Heads of the chains that were written down elsewhere: they name what no chain can show of itself."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from claims import chaining
from claims.models import SealedEvent
from tests.publishing.test_audit import ALTER, read_everything, settle


def rewrite(desk, number, actor):
    """As whoever owns the tables may: another actor of one event, and every hash from there on made to fit."""
    first = SealedEvent.objects.get(desk=desk, number=number)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(ALTER + f"UPDATE {first.log} SET actor_id = {actor.pk} WHERE id = {first.event_id}")
        before = SealedEvent.objects.get(desk=desk, number=number - 1).hash
        for link in list(chaining.links_of(desk.pk))[number - 1 :]:
            before = chaining.hash_of(bytes(before), link.private, link.head)
            cursor.execute("UPDATE claims_sealedevent SET hash = %s WHERE desk_id = %s AND number = %s",
                           [before, desk.pk, link.number])  # fmt: skip
    return f"{first.log} {first.event_id}"


@pytest.mark.django_db(transaction=True)
def test_a_chain_that_was_rewritten_from_the_middle_on_holds_but_is_not_what_was_written_down(
    newsroom, capsys, tmp_path
):
    def audited(file=None, **options):
        try:
            call_command("audit", anchors=file, desk=newsroom.desk.slug, **options)
        except CommandError:
            return [line for line in capsys.readouterr().out.splitlines() if "BROKEN" in line]
        return capsys.readouterr().out

    def written(name, *of, **options):
        call_command("export_history", *of, **options)
        with (tmp_path / name).open("a") as file:
            file.write(capsys.readouterr().out)
        return tmp_path / name

    written("heads", heads=True)
    for _ in range(2):
        newsroom.claim("accepted")
        read_everything()
        settle()
        heads = written("heads", heads=True)
    history = written("history", newsroom.desk.slug)
    says = f"the chain of {newsroom.desk.slug} is what was written down"
    for file, count in ((heads, 3), (history, 4)):
        (line,) = (line for line in audited(file).splitlines() if says in line)
        assert line.endswith(f"checked {count}, broken 0")
    assert audited(written("one", newsroom.desk.slug, heads=True)).count(says) == 1
    rewritten = rewrite(newsroom.desk, 3, newsroom.stranger)
    assert "BROKEN" not in audited(chain=True), "whoever rewrites it all leaves a chain that holds"
    (line,) = audited(heads)
    assert "BROKEN claims_sealedevent 4: " in line
    assert "up to link 2 it is as it was written down" in line
    (line,) = audited(history)
    assert f"BROKEN claims_sealedevent 3: {rewritten}: " in line
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(ALTER + "DELETE FROM claims_sealedevent WHERE number > 2")
    assert any("claims_sealedevent 4: the chain has no link 4 any more" in line for line in audited(heads))


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("", "no line tells of a chain"),
        ("{", "line 1 is not JSON"),
        ("[]", "line 1 lacks one of: desk, hash, number"),
        ('{"desk": 1, "number": true, "hash": ""}', "desk and number are whole numbers"),
        ('{"desk": 1, "number": 1e400, "hash": ""}', "desk and number are whole numbers"),
        ('{"desk": 1, "number": 1, "hash": "g"}', "the hash is not 64 hexadecimal signs"),
    ],
)
def test_heads_that_cannot_be_read_are_refused_with_their_line(db, tmp_path, line, wrong):
    file = tmp_path / "heads"
    file.write_text(line)
    with pytest.raises(CommandError, match=wrong):
        call_command("audit", anchors=file)
    with pytest.raises(CommandError, match="No such file"):
        call_command("audit", anchors=tmp_path / "none")
    with pytest.raises(CommandError, match="Name a desk"):
        call_command("export_history")
