"""What waits to be done and how long it has, asked of the tables that say so.

Each question reads an index for what is open, and stops at LIMIT rows: it takes the same time at a million claims. No
desk, person or address is in an answer.
"""

from collections.abc import Iterator

from django.db import connection, transaction
from prometheus_client.core import GaugeMetricFamily, Metric

from claims.heartbeats import FORGOTTEN_AFTER, SILENT_AFTER

LIMIT = 10_000  # rows: a count of so many means that many or more
SECONDS = 2  # for each of the few statements
LATELY = 1000  # extractions

DUE = "SELECT next_attempt_at AS since FROM {} WHERE state = 'queued' AND next_attempt_at <= now() ORDER BY 1"
AT_WORK = "SELECT lease_until AS since FROM {} WHERE state = 'running' AND lease_until >= now()"
LOST = "SELECT lease_until AS since FROM {} WHERE state = 'running' AND lease_until < now()"
EXTRACTIONS = (
    "SELECT next_attempt_at AS since FROM claims_extraction WHERE state IN ('queued', 'running') AND state = 'queued' "
    "AND is_in_bulk = {} AND next_attempt_at <= now() ORDER BY 1"
)
OF_EVENT = "SELECT e.created_at AS since FROM {0} u JOIN {1} e ON e.id = u.{2} ORDER BY u.{3}"
DELIVERIES = (
    "SELECT greatest(d.next_attempt_at, w.paused_until) AS since FROM publishing_webhookendpoint w CROSS JOIN LATERAL "
    "(SELECT next_attempt_at FROM publishing_webhookdelivery WHERE endpoint_id = w.id AND state = 'pending' "
    f"AND next_attempt_at <= now() ORDER BY next_attempt_at, id LIMIT {LIMIT}) d "
    "WHERE w.disabled_at IS NULL AND coalesce(w.paused_until, '-infinity') <= now()"
)
UNSENT = (
    "SELECT coalesce(c.created_at, r.created_at, p.created_at, g.created_at) AS since FROM publishing_unsentevent u "
    "LEFT JOIN claims_claimevent c ON c.id = u.claim_event_id "
    "LEFT JOIN reviews_reviewevent r ON r.id = u.review_event_id "
    "LEFT JOIN claims_appearance p ON p.id = u.appearance_id "
    "LEFT JOIN claims_passagechange g ON g.id = u.passage_change_id ORDER BY u.id"
)
# Of what nobody can say since when it waits, only how much there is.
BEHIND = (
    "SELECT NULL::timestamptz AS since FROM reviews_savedsearch "
    "WHERE is_alerting AND looked_up_to < (SELECT max(id) FROM claims_claim)"
)
TO_MAKE = (
    "SELECT NULL::timestamptz AS since FROM {0} v JOIN claims_encoder e ON e.id = v.encoder_id WHERE v.vector IS NULL"
)

# What each kind of work in each state is, as rows with the time since which they are in it.
WORK = {
    ("extractions", "waiting"): EXTRACTIONS.format("false"),
    ("extractions in bulk", "waiting"): EXTRACTIONS.format("true"),
    ("extractions", "running"): AT_WORK.format("claims_extraction"),
    ("extractions", "lost"): LOST.format("claims_extraction"),
    ("imports", "waiting"): DUE.format("claims_import"),
    ("imports", "running"): AT_WORK.format("claims_import"),
    ("imports", "lost"): LOST.format("claims_import"),
    ("kept copies", "waiting"): DUE.format("reviews_snapshot"),
    ("kept copies", "running"): AT_WORK.format("reviews_snapshot"),
    ("kept copies", "lost"): LOST.format("reviews_snapshot"),
    ("public copies", "waiting"): "SELECT public_attempt_at AS since FROM reviews_snapshot "
    "WHERE public_attempt_at <= now() ORDER BY 1",
    ("link checks", "waiting"): "SELECT recheck_at AS since FROM reviews_snapshot WHERE recheck_at <= now() ORDER BY 1",
    ("watched sources", "waiting"): "SELECT next_look_at AS since FROM claims_watch "
    "WHERE state = 'watched' AND next_look_at <= now() ORDER BY 1",
    ("watched pages", "waiting"): "SELECT next_fetch_at AS since FROM claims_watchedpage "
    "WHERE next_fetch_at <= now() ORDER BY 1",
    ("changed texts", "waiting"): "SELECT r.created_at AS since FROM claims_uncomparedrevision u "
    "JOIN claims_revision r ON r.id = u.revision_id ORDER BY u.revision_id",
    ("events to seal", "waiting"): "SELECT created_at AS since FROM claims_unsealedevent ORDER BY id",
    ("events for the stream", "waiting"): UNSENT,
    ("changes of reviews to tell of", "waiting"): OF_EVENT.format(
        "reviews_untoldevent", "reviews_reviewevent", "event_id", "event_id"
    ),
    ("changes of translations to tell of", "waiting"): OF_EVENT.format(
        "publishing_untoldtranslationevent", "publishing_translationevent", "event_id", "event_id"
    ),
    ("webhook deliveries", "waiting"): DELIVERIES,
    ("saved searches with alerts", "waiting"): BEHIND,
    ("vectors of claims", "waiting"): TO_MAKE.format("claims_claimvector"),
    ("vectors of known fact-checks", "waiting"): TO_MAKE.format("claims_knownvector"),
}
ASKED = "SELECT %s, %s, count(*), extract(epoch FROM now() - min(since))::float FROM ({} LIMIT {}) AS due (since)"

LAST = f"SELECT * FROM claims_extraction ORDER BY id DESC LIMIT {LATELY}"
TIMES = (
    "SELECT percentile_cont(ARRAY[0.5, 0.95, 1]) WITHIN GROUP (ORDER BY extract(epoch FROM finished_at - created_at)), "
    f"count(*), count(*) FILTER (WHERE notice <> '') FROM ({LAST}) x "
    "WHERE state = 'done' AND NOT is_in_bulk AND finished_at > now() - interval '1 hour'"
)
QUARANTINED = (
    "SELECT CASE WHEN reason LIKE '% took too long %' THEN 'too long' WHEN reason LIKE '%memory%' THEN 'memory' "
    "WHEN reason LIKE 'The worker % died.' THEN 'worker died' WHEN reason LIKE 'Given up after %' THEN 'given up' "
    "ELSE 'detector failed' END, count(*) FROM (SELECT reason FROM claims_extraction WHERE state = 'quarantined' "
    f"LIMIT {LIMIT}) x GROUP BY 1"
)
ENDPOINTS = (
    "SELECT CASE WHEN disabled_at IS NOT NULL THEN 'disabled' WHEN paused_until > now() THEN 'failing' ELSE 'active' "
    "END, count(*) FROM publishing_webhookendpoint GROUP BY 1"
)
HELD = (
    "SELECT count(*), count(DISTINCT holder_id) FROM reviews_assignment WHERE is_open "
    "AND (holder_id IS NOT NULL OR assigned_to_id IS NOT NULL) AND held_until > now()"
)
WORKERS = (
    f"SELECT CASE WHEN beaten_at < now() - interval '{SILENT_AFTER} seconds' THEN 'silent' ELSE 'working' END, "
    f"count(*) FROM claims_heartbeat WHERE beaten_at >= now() - interval '{FORGOTTEN_AFTER} seconds' GROUP BY 1"
)
REASONS = "too long", "memory", "worker died", "given up", "detector failed"


@transaction.atomic
def metrics() -> list[Metric]:
    """All figures of the database, of one moment; each of six statements may take SECONDS.

    Raises:
        OperationalError: the database does not answer, or not in time.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL statement_timeout = '{SECONDS}s'")
    return [*_waiting(), *_extractions(), *_by("quarantined_extractions", "reason", QUARANTINED,
        "Extractions that were given up and still are, by reason.", REASONS),
        *_by("webhook_endpoints", "state", ENDPOINTS, "Addresses of webhooks.", ("active", "failing", "disabled")),
        *_by("workers", "state", WORKERS, "Workers by whether they say that they work.", ("working", "silent")),
        *_people()]  # fmt: skip


def _waiting() -> Iterator[Metric]:
    count = GaugeMetricFamily(
        "claimdesk_work", f"Rows to be worked off; {LIMIT} means so many or more.", labels=["kind", "state"]
    )
    age = GaugeMetricFamily(
        "claimdesk_work_oldest_seconds", "How long the oldest of them has been due, or lost.", labels=["kind", "state"]
    )
    asked = " UNION ALL ".join(ASKED.format(sql, LIMIT) for sql in WORK.values())
    with connection.cursor() as cursor:
        cursor.execute(asked, [word for key in WORK for word in key])
        for kind, state, rows, seconds in cursor:
            count.add_metric([kind, state], rows)
            if state != "running":
                age.add_metric([kind, state], seconds or 0)
    yield from (count, age)


def _extractions() -> Iterator[Metric]:
    seconds = GaugeMetricFamily(
        "claimdesk_extraction_seconds",
        f"From handing in to done, of those among the last {LATELY} that ended within the hour; without loads in bulk.",
        labels=["percentile"],
    )
    ended = GaugeMetricFamily(
        "claimdesk_extractions_lately", "How many those are, by who read them.", labels=["read_by"]
    )
    with connection.cursor() as cursor:
        cursor.execute(TIMES)
        times, count, by_another = cursor.fetchone()
    for percentile, value in zip(("50", "95", "100"), times or (), strict=False):
        seconds.add_metric([percentile], float(value))
    ended.add_metric(["chosen detector"], count - by_another)
    ended.add_metric(["another detector"], by_another)
    yield from (seconds, ended)


def _by(name: str, label: str, sql: str, says: str, always: tuple[str, ...]) -> Iterator[Metric]:
    """Counts by one label; what is `always` there is 0 where nothing was counted."""
    found = GaugeMetricFamily(f"claimdesk_{name}", says, labels=[label])
    with connection.cursor() as cursor:
        cursor.execute(sql)
        counted = dict.fromkeys(always, 0) | dict(cursor.fetchall())
    for value, count in counted.items():
        found.add_metric([value], count)
    yield found


def _people() -> Iterator[Metric]:
    with connection.cursor() as cursor:
        cursor.execute(HELD)
        claims, people = cursor.fetchone()
    yield GaugeMetricFamily("claimdesk_held_claims", "Claims that somebody holds at this moment.", claims)
    yield GaugeMetricFamily("claimdesk_people_at_work", "People who hold a claim at this moment.", people)
