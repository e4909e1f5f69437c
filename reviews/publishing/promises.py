"""What the tables of publishing must show of the promises of docs/reliability.md."""

from claims.auditing import Check, History, Work, of_history, of_moves
from claims.promises import OVERDUE
from reviews.publishing import eventstream, translating

REVIEWED = "reviews_claimreview r JOIN claims_claim c ON c.id = r.claim_id"
PAGES = f"publishing_factcheck f JOIN ({REVIEWED}) ON r.id = f.review_id"
TRANSLATED = f"publishing_translation t JOIN ({PAGES}) ON f.id = t.fact_check_id"
TRANSLATIONS = History(
    "publishing_translation", "publishing_translationevent", "translation_id",
    f"SELECT t.id, t.version, t.state, c.desk_id FROM {TRANSLATED}",
)  # fmt: skip
CORRECTIONS = f"publishing_correction k JOIN ({PAGES}) ON f.id = k.fact_check_id"
LINES = "SELECT desk_id FROM publishing_outgoingevent"
OWED = "publishing_webhookdelivery d JOIN publishing_webhookendpoint w ON w.id = d.endpoint_id"
DELIVERIES = f"SELECT w.desk_id FROM {OWED}"
# The stream begins with the release that brought it: what happened before its first line was never to be told.
SINCE = "(SELECT min(happened_at) FROM publishing_outgoingevent)"


def _told(kind: str, events: str, rows: str, names: tuple[str, ...]) -> Check:
    """Each of these events is in the stream, or on its way there."""
    listed = ", ".join(f"'{name}'" for name in names)
    told = f"{events} e JOIN {rows} WHERE e.name IN ({listed}) AND e.created_at >= {SINCE}"
    return Check("I10", f"what became of a {kind} is told", events, f"SELECT c.desk_id FROM {told}",
        f"SELECT c.desk_id, e.id, 'neither in the stream of events nor waiting for it: ' || e.name FROM {told} "
        f"AND NOT EXISTS (SELECT FROM publishing_outgoingevent o WHERE o.key = '{kind}:' || e.id) "
        f"AND NOT EXISTS (SELECT FROM publishing_unsentevent u WHERE u.{kind}_event_id = e.id)")  # fmt: skip


PUBLISHED = (
    Check("I9", "what readers see was published, and nothing else", "publishing_factcheck",
        f"SELECT c.desk_id FROM {PAGES}",
        f"SELECT c.desk_id, f.id, 'its review is ' || r.state FROM {PAGES} "
        "WHERE r.state NOT IN ('published', 'retracted') OR (r.state = 'retracted') <> (f.retracted_at IS NOT NULL)"),
    Check("I9", "what was published has its page", "reviews_claimreview",
        f"SELECT c.desk_id FROM {REVIEWED} WHERE r.state IN ('published', 'retracted')",
        f"SELECT c.desk_id, r.id, 'it is ' || r.state || ', and has no page' FROM {REVIEWED} "
        "WHERE r.state IN ('published', 'retracted') "
        "AND NOT EXISTS (SELECT FROM publishing_factcheck f WHERE f.review_id = r.id)"),
    Check("I9", "a second person published a correction", "publishing_correction",
        f"SELECT c.desk_id FROM {CORRECTIONS}",
        f"SELECT c.desk_id, k.id, 'proposed and published by ' || k.proposed_by_id FROM {CORRECTIONS} "
        "WHERE k.state = 'published' AND k.kind <> 'retraction' "
        "AND k.decided_by_id IS NOT DISTINCT FROM k.proposed_by_id"),
    Check("I9", "a second person approved a translation", "publishing_translation",
        f"SELECT c.desk_id FROM {TRANSLATED}",
        f"SELECT c.desk_id, t.id, 'its words were approved by ' || coalesce(x.approver_id::text, 'nobody') "
        f"FROM {TRANSLATED} JOIN publishing_translatedtext x ON x.id = t.shown_id "
        "WHERE x.approver_id IS NULL OR x.approver_id = x.author_id"),
)  # fmt: skip

SENT = (
    _told("claim", "claims_claimevent", "claims_claim c ON c.id = e.claim_id", tuple(eventstream.CLAIM_TYPES)),
    _told("review", "reviews_reviewevent", f"({REVIEWED}) ON r.id = e.review_id", tuple(eventstream.REVIEW_TYPES)),
    Check("I10", "a message is owed once", "publishing_webhookdelivery", DELIVERIES,
        f"SELECT min(w.desk_id), min(d.id), count(*) || ' deliveries of event ' || d.event_id FROM {OWED} "
        "GROUP BY d.endpoint_id, d.event_id HAVING count(*) > 1"),
    Check("I10", "what is delivered was taken", "publishing_webhookdelivery", DELIVERIES,
        f"SELECT w.desk_id, d.id, 'delivered, though the answer was ' || coalesce(d.code::text, 'none') FROM {OWED} "
        "WHERE d.state = 'delivered' AND (d.code IS NULL OR d.code NOT BETWEEN 200 AND 299)"),
    Check("I10", "a message goes to its own desk", "publishing_webhookdelivery", DELIVERIES,
        f"SELECT w.desk_id, d.id, 'an event of desk ' || o.desk_id FROM {OWED} "
        "JOIN publishing_outgoingevent o ON o.id = d.event_id WHERE o.desk_id <> w.desk_id"),
    Check("I12", "the stream of events keeps up", "publishing_unsentevent",
        "SELECT NULL::bigint FROM publishing_unsentevent",
        "SELECT NULL::bigint, u.id, 'waits since ' || coalesce(e.created_at, v.created_at, p.created_at) "
        "FROM publishing_unsentevent u LEFT JOIN claims_claimevent e ON e.id = u.claim_event_id "
        "LEFT JOIN reviews_reviewevent v ON v.id = u.review_event_id "
        "LEFT JOIN claims_appearance p ON p.id = u.appearance_id "
        f"WHERE coalesce(e.created_at, v.created_at, p.created_at) < now() - {OVERDUE}", late=True),
    Check("I12", "webhooks are sent when they are due", "publishing_webhookdelivery", DELIVERIES,
        f"SELECT w.desk_id, d.id, 'due since ' || d.next_attempt_at FROM {OWED} "
        "WHERE d.state = 'pending' AND w.disabled_at IS NULL "
        f"AND greatest(d.next_attempt_at, w.paused_until) < now() - {OVERDUE}", late=True),
)  # fmt: skip

# A round is due every five minutes. An alert's key names its search and its last claim, its query the one before all.
ALERTS_OVERDUE = "interval '15 minutes'"
TOLD = (
    "SELECT id, desk_id, recipient_id, split_part(key, ':', 2) AS search, split_part(key, ':', 3)::bigint AS up_to, "
    "substring(query FROM 'after=([0-9]+)')::bigint AS after FROM reviews_notice "
    "WHERE kind = 'alert' AND starts_with(key, 'alert:')"
)
ALERTED = (
    Check("I12", "who is told of new claims is told in time", "reviews_savedsearch",
        "SELECT desk_id FROM reviews_savedsearch WHERE is_alerting",
        "SELECT s.desk_id, s.id, 'not looked at up to claim ' || min(c.id) || ' of ' || min(c.created_at) "
        "FROM reviews_savedsearch s JOIN claims_claim c ON c.desk_id = s.desk_id AND c.id > s.looked_up_to "
        f"WHERE s.is_alerting AND c.created_at < now() - {ALERTS_OVERDUE} GROUP BY s.id"),
    Check("I12", "nobody is told of a new claim twice", "reviews_notice", f"SELECT desk_id FROM ({TOLD}) AS t",
        "SELECT desk_id, id, 'it tells of claims behind ' || after || ', but those up to ' || before || ' were told' "
        "FROM (SELECT *, max(up_to) OVER (PARTITION BY recipient_id, search ORDER BY up_to, id "
        f"ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before FROM ({TOLD}) AS told) AS t "
        "WHERE after < before"),
)  # fmt: skip

CHECKS = (
    *PUBLISHED, *SENT, *ALERTED, *of_history(TRANSLATIONS),
    *of_moves(TRANSLATIONS, {move.name: move.target for move in translating.MOVES.values()}, "draft"),
)  # fmt: skip

APPENDED = ("publishing_outgoingevent", "publishing_translationevent")

WORKS = (
    Work("events to write into the stream", "SELECT count(*) FROM publishing_unsentevent"),
    Work("changes of translations to tell of", "SELECT count(*) FROM publishing_untoldtranslationevent"),
    Work(
        "webhooks that are due or on their way",
        f"SELECT count(*) FROM {OWED} WHERE d.state = 'pending' AND w.disabled_at IS NULL "
        "AND greatest(d.next_attempt_at, w.paused_until) < now() + interval '60 seconds'",
    ),
)
