"""The `claimdesk` command: hand in articles, list and show rows, take claims, make moves, export, follow the events."""

import json
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import IO, Any

import click
from click.shell_completion import get_completion_class

from reviews.client.connection import Claimdesk, Refused, Unreachable
from reviews.client.showing import WRITERS, facts, line

KINDS = (
    "appearances", "articles", "claims", "comments", "corrections", "desks", "evidence", "extractions", "fact-checks",
    "imports", "known-fact-checks", "memberships", "notices", "rating-scales", "reader-requests", "reply-requests",
    "reviews", "revisions", "snapshots", "webhook-deliveries", "webhooks", "worklist",
)  # fmt: skip
UNLISTED = frozenset({"comments", "corrections", "evidence", "snapshots", "webhook-deliveries"})
LISTED = tuple(kind for kind in KINDS if kind not in UNLISTED)
LOOK_EVERY = 5.0  # seconds between two looks at the events


class Pairs(click.ParamType[tuple[str, Any]]):
    """`name=value`; a value that reads as JSON is taken as that, everything else as text."""

    name = "name=value"

    def convert(self, value: Any, param: Any, ctx: Any) -> tuple[str, Any]:
        name, sign, given = str(value).partition("=")
        if not sign or not name:
            self.fail(f"“{value}” is not of the form name=value.", param, ctx)
        try:
            return name, json.loads(given)
        except ValueError:
            return name, given


@click.group(context_settings={"help_option_names": ["-h", "--help"], "auto_envvar_prefix": "CLAIMDESK"})
@click.option("--url", default="http://127.0.0.1:8000", show_default=True, help="Where Claimdesk is. [CLAIMDESK_URL]")
@click.option("--token", default="", help="An API token; better in the environment than here. [CLAIMDESK_TOKEN]")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON, a line for each row.")
@click.pass_context
def main(ctx: click.Context, url: str, token: str, as_json: bool) -> None:
    """Work with a Claimdesk from the command line."""
    ctx.obj = {"url": url, "token": token, "as_json": as_json}


@contextmanager
def _desk(ctx: click.Context) -> Iterator[Claimdesk]:
    """The connection; refusals become one line and exit code 1."""
    if not ctx.obj["token"]:
        raise click.ClickException("Give a token: set CLAIMDESK_TOKEN. `make token USER=name` makes one.")
    try:
        with Claimdesk(ctx.obj["url"], ctx.obj["token"]) as desk:
            yield desk
    except (Refused, Unreachable) as refusal:
        raise click.ClickException(str(refusal)) from None


def _tell(ctx: click.Context, kind: str, row: Mapping[str, Any], *, whole: bool = False) -> None:
    if ctx.obj["as_json"]:
        click.echo(json.dumps(row, ensure_ascii=False))
    elif whole:
        click.echo("\n".join(facts(row)))
    else:
        click.echo(line(kind, row))


@main.command()
@click.argument("sources", nargs=-1, required=True, metavar="FILE|FOLDER|ADDRESS…")
@click.option("--desk", default="", help="The desk's slug, for members of several.")
@click.option("--wait/--no-wait", default=True, help="Until the claims are found.  [default: wait]")
@click.pass_context
def ingest(ctx: click.Context, sources: tuple[str, ...], desk: str, wait: bool) -> None:
    """Hand in articles: text files, folders of them, or web addresses.

    A text file begins with a line ` date YYYY-MM-DD Title`, then a byline, then paragraphs. What is refused is named;
    the others go in all the same, and the exit code is 1.
    """
    refused, given = 0, list(_inputs(sources))
    with _desk(ctx) as connection, click.progressbar(given, label="Handing in", file=sys.stderr) as bar:
        for name, body in bar:
            try:
                article = connection.post("articles/", body | ({"desk": desk} if desk else {}))
                if wait and article["extraction"]:
                    article["extraction"] = connection.wait_for(article["extraction"]["id"])
                _tell(ctx, "articles", article)
            except Refused as refusal:
                refused += 1
                click.echo(f"{name}: {refusal}", err=True)
    if refused:
        raise click.ClickException(f"{refused} of {len(given)} were refused.")


def _inputs(sources: tuple[str, ...]) -> Iterator[tuple[str, dict[str, str]]]:
    for source in sources:
        if source.startswith(("http://", "https://")):
            yield source, {"url": source}
            continue
        path = Path(source)
        if not path.exists():
            raise click.ClickException(f"There is no {source}.")
        for file in sorted(path.glob("*.txt")) if path.is_dir() else [path]:
            yield str(file), {"text": file.read_text(encoding="utf-8-sig", errors="replace")}


@main.command(name="import")
@click.argument("addresses", nargs=-1, required=True, metavar="ADDRESS…")
@click.option("--desk", default="", help="The desk's slug, for members of several.")
@click.option("--wait/--no-wait", default=True, help="Until they are read.  [default: wait]")
@click.pass_context
def import_addresses(ctx: click.Context, addresses: tuple[str, ...], desk: str, wait: bool) -> None:
    """Import feeds, pages or archives of fact-checks, or a search in a Fact Check Tools API.

    Shown is how many entries were new, changed, known already, and refused. What fails is named; the others go in all
    the same, and the exit code is 1.
    """
    failed = 0
    with _desk(ctx) as connection:
        for address in addresses:
            try:
                row = connection.post("imports/", {"url": address} | ({"desk": desk} if desk else {}))
                row = connection.wait_for_import(row["id"]) if wait else row
                _tell(ctx, "imports", row)
                failed += row["state"] == "failed"
            except Refused as refusal:
                failed += 1
                click.echo(f"{address}: {refusal}", err=True)
    if failed:
        raise click.ClickException(f"{failed} of {len(addresses)} failed.")


@main.command(name="list")
@click.argument("kind", type=click.Choice(LISTED))
@click.option("-f", "--filter", "filters", type=Pairs(), multiple=True, help="Such as state=candidate; repeatable.")
@click.option("--order", help="One of the list's orderings, such as -check_worthiness.")
@click.option("-n", "--limit", default=50, show_default=True, type=click.IntRange(1))
@click.pass_context
def list_rows(ctx: click.Context, kind: str, filters: tuple[Any, ...], order: str | None, limit: int) -> None:
    """List rows of a kind."""
    with _desk(ctx) as desk:
        rows = desk.rows(f"{kind}/", ordering=order, page_size=min(limit, 100), **_grouped(filters))
        for row in islice(rows, limit):
            _tell(ctx, kind, row)


def _grouped(filters: tuple[Any, ...]) -> dict[str, list[str]]:
    """The filters as query parameters: one that is given twice is sent twice."""
    grouped: dict[str, list[str]] = {}
    for name, value in filters:
        grouped.setdefault(name, []).append(value if isinstance(value, str) else json.dumps(value))
    return grouped


@main.command()
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("number", type=int)
@click.pass_context
def show(ctx: click.Context, kind: str, number: int) -> None:
    """Show one row whole."""
    with _desk(ctx) as desk:
        _tell(ctx, kind, desk.get(f"{kind}/{number}/"), whole=True)


@main.command()
@click.option("--desk", default="", help="The desk's slug, for members of several.")
@click.pass_context
def take(ctx: click.Context, desk: str) -> None:
    """Take the next best claim from the worklist; it is yours for a quarter of an hour."""
    with _desk(ctx) as connection:
        place = connection.post("worklist/take/", {"desk": desk} if desk else {})
    if place is None:
        raise click.ClickException("Nothing waits for you.")
    _tell(ctx, "worklist", place, whole=True)


@main.command()
@click.argument("kind", type=click.Choice(KINDS))
@click.argument("number", type=int)
@click.argument("name")
@click.option("-d", "--data", "members", type=Pairs(), multiple=True, help="Such as reason=opinion; repeatable.")
@click.option("--if-version", type=int, help="Only where the row still has this version.")
@click.pass_context
def move(
    ctx: click.Context, kind: str, number: int, name: str, members: tuple[Any, ...], if_version: int | None
) -> None:
    """Make a move, such as `claimdesk move claims 7 accept` or `claimdesk move reviews 3 return -d note=…`."""
    with _desk(ctx) as desk:
        row = desk.post(f"{kind}/{number}/{name}/", dict(members), version=if_version)
    _tell(ctx, kind, row or {"id": number}, whole=True)


@main.command()
@click.argument("kind", type=click.Choice(LISTED))
@click.option("--format", "form", type=click.Choice(sorted(WRITERS)), default="ndjson", show_default=True)
@click.option("-o", "--output", type=click.File("w", "utf-8", lazy=False), default="-", help="A file; - for here.")
@click.option("-f", "--filter", "filters", type=Pairs(), multiple=True, help="As for list.")
@click.pass_context
def export(ctx: click.Context, kind: str, form: str, output: IO[str], filters: tuple[Any, ...]) -> None:
    """Write every row of a kind to a file, page by page in little memory."""
    with _desk(ctx) as desk, click.progressbar(length=0, label="Exporting", file=sys.stderr, show_eta=False) as bar:
        count = WRITERS[form](_counted(desk.rows(f"{kind}/", **_grouped(filters)), bar), output)
    click.echo(f"{count} {kind}", err=True)


def _counted(rows: Iterator[dict[str, Any]], bar: Any) -> Iterator[dict[str, Any]]:
    for row in rows:
        bar.length += 1
        bar.update(1)
        yield row


@main.command()
@click.option("--after", default=0, help="The cursor to read on from.")
@click.option("--follow", is_flag=True, help="Wait for what comes; Ctrl-C ends it.")
@click.option("-f", "--filter", "filters", type=Pairs(), multiple=True, help="Such as type=fact_check.published.")
@click.pass_context
def events(ctx: click.Context, after: int, follow: bool, filters: tuple[Any, ...]) -> None:
    """What happened on your desks, oldest first, a JSON object a line; the last line of stderr is the cursor."""
    cursor = str(after)
    with _desk(ctx) as desk:
        while True:
            page = desk.get("events/", after=cursor, **_grouped(filters))
            for row in page["results"]:
                click.echo(json.dumps(row, ensure_ascii=False))
            cursor = page["cursor"]
            if not page["next"]:
                if not follow:
                    break
                time.sleep(LOOK_EVERY)
    click.echo(f"cursor {cursor}", err=True)


@main.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print what completes this command in your shell: eval "$(claimdesk completion bash)"."""
    found = get_completion_class(shell)
    if found is None:
        raise click.ClickException(f"There is no completion for {shell}.")
    click.echo(found(main, {}, "claimdesk", "_CLAIMDESK_COMPLETE").source())
