"""`manage.py audit`: whether a live database keeps every promise that one can show, with the broken rows named."""

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims import attesting, auditing, chaining, promises, protections
from claims.auditing import Check, Finding, Work
from claims.models import Desk
from reviews import promises as review_promises
from reviews.publishing import promises as publishing_promises

APPENDED = (*promises.APPENDED, *review_promises.APPENDED, *publishing_promises.APPENDED)
CHECKS = (*promises.CHECKS, *review_promises.CHECKS, *publishing_promises.CHECKS)
LABELS = frozenset({"claims", "reviews", "publishing"})
WORKS = (*promises.WORKS, *review_promises.WORKS, *publishing_promises.WORKS)


class Command(BaseCommand):
    help = (
        "Check every promise of docs/reliability.md that a database can show. Reads one moment of the live database "
        "and writes nothing. Names the broken rows; the exit code is then 1."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--desk", help="slug of the only desk to look at")
        parser.add_argument("--chain", action="store_true", help="verify the chain of the history of each desk, too")
        parser.add_argument(
            "--anchors",
            type=Path,
            metavar="FILE",
            help="verify the chains, and that they are what was written down before by `export_history --heads`",
        )
        parser.add_argument("--settle", type=float, metavar="SECONDS", help="wait so long for everything to settle")
        parser.add_argument(
            "--at-rest", action="store_true", help="leave out what is only late: no worker has been there"
        )
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, desk: str | None, chain: bool, settle: float | None, **options: Any) -> None:
        desks, heads = _desks(desk), _heads(options["anchors"])
        chain = chain or bool(heads)
        left = auditing.settle(WORKS, settle) if settle is not None else {}
        with auditing.one_moment():
            desk_id = desks[0].pk if desk else None
            findings = [] if settle is None else [_settled(left, WORKS)]
            findings += [auditing.look(check, desk_id=desk_id) for check in _asked(options["at_rest"])]
            findings += list(_chains(desks)) if chain else []
            findings += list(_compared(heads, desks, is_one=bool(desk)))
            ends = {one.slug: chaining.end_of(one) for one in desks} if chain else {}
            alterable = protections.alterable(APPENDED)
        findings.sort(key=lambda finding: int(finding.promise[1:]))
        (self._print_json if options["json"] else self._print)(findings, ends, alterable)
        if broken := sum(finding.broken for finding in findings):
            raise CommandError(f"Promises are broken: {broken} rows.")

    def _print(self, findings: list[Finding], ends: dict[str, tuple[int, str]], alterable: list[str]) -> None:
        for one in findings:
            counts = f"checked {one.checked}, broken {one.broken}"
            self.stdout.write(f"{one.promise:<4}{one.says:<56}{one.table:<32}{counts}")
            for row_id, wrong in one.rows:
                self.stdout.write(f"    BROKEN {one.table} {row_id}: {wrong}")
            if one.broken > len(one.rows):
                self.stdout.write(f"    … and {one.broken - len(one.rows)} more")
        for slug, (number, digest) in ends.items():
            self.stdout.write(f"The chain of {slug} has {number} links and ends in {digest}.")
        if alterable:
            self.stdout.write(
                f"Note: this database role could alter {len(alterable)} tables of the history, or remove their "
                "triggers. See “Who may write the history” in docs/operations.md."
            )
        self.stdout.write("I13 is about processes: a database cannot show it.")

    def _print_json(self, findings: list[Finding], ends: dict[str, tuple[int, str]], alterable: list[str]) -> None:
        checks = [
            asdict(one) | {"rows": [{"id": row_id, "wrong": wrong} for row_id, wrong in one.rows]} for one in findings
        ]
        chains = {slug: {"links": number, "ends_in": digest} for slug, (number, digest) in ends.items()}
        is_sound = not any(one.broken for one in findings)
        found = {"is_sound": is_sound, "checks": checks, "chains": chains, "alterable": alterable}
        self.stdout.write(json.dumps(found, indent=2, ensure_ascii=False))


def all_checks() -> tuple[Check, ...]:
    """Everything that is asked, but for the chains."""
    return *CHECKS, *protections.checks(APPENDED, LABELS)


def _asked(at_rest: bool) -> tuple[Check, ...]:
    return tuple(check for check in all_checks() if not (at_rest and check.late))


def _desks(slug: str | None) -> list[Desk]:
    desks = list(Desk.objects.filter(slug=slug) if slug else Desk.objects.order_by("pk"))
    if slug and not desks:
        raise CommandError(f"There is no desk {slug}.")
    return desks


def _settled(left: dict[str, int], works: tuple[Work, ...]) -> Finding:
    finding = Finding("I12", "everything has settled", "database", checked=len(works))
    for name, count in left.items():
        finding.add(count, f"still waiting: {name}")
    return finding


def _chains(desks: list[Desk]) -> Iterator[Finding]:
    for desk in desks:
        number, _ = chaining.end_of(desk)
        finding = Finding("I8", f"the chain of {desk.slug} is unbroken", "claims_sealedevent", checked=number)
        for link, wrong in chaining.breaks_in(desk.pk):
            finding.add(link.number, f"{link.log} {link.event_id}: {wrong}")
        yield finding


def _heads(file: Path | None) -> dict[int, list[attesting.Head]]:
    """What was written down of the chains; nothing where no file is given."""
    if file is None:
        return {}
    try:
        with file.open(encoding="utf-8") as lines:
            return attesting.read(lines)
    except (OSError, UnicodeDecodeError, attesting.UnreadableHead) as trouble:
        raise CommandError(f"{file} cannot be compared with: {trouble}.") from trouble


def _compared(heads: dict[int, list[attesting.Head]], desks: list[Desk], *, is_one: bool) -> Iterator[Finding]:
    """Whether the chains are what was written down of them; also those of desks that are gone, unless one is asked for.

    A desk of which nothing was written down is listed with nothing checked.
    """
    if not heads:
        return
    slugs = {desk.pk: desk.slug for desk in desks}
    for desk_id in slugs if is_one else sorted(slugs.keys() | heads.keys()):
        found = heads.get(desk_id, [])
        says = f"the chain of {slugs.get(desk_id, f'desk {desk_id}')} is what was written down"
        finding = Finding("I8", says, "claims_sealedevent", checked=len(found))
        if difference := attesting.first_difference(desk_id, found):
            finding.add(difference.number, difference.wrong)
        yield finding
