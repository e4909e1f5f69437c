"""What the tables of reviews must show of the promises of docs/reliability.md."""

from claims.auditing import Check, History, Work, of_history, of_moves
from claims.forgetting import COME_TO_NOTHING
from claims.promises import OVERDUE
from reviews import workflow

OF = "reviews_claimreview r JOIN claims_claim c ON c.id = r.claim_id"
REVIEWS = History(
    "reviews_claimreview", "reviews_reviewevent", "review_id",
    f"SELECT r.id, r.version, r.state, c.desk_id FROM {OF}",
)  # fmt: skip
ALL = f"SELECT c.desk_id FROM {OF}"
WORKLIST = "SELECT desk_id FROM reviews_assignment"

HELD = (
    Check("I5", "one open review a claim", "reviews_claimreview", ALL,
        f"SELECT min(c.desk_id), min(r.id), count(*) || ' open reviews of claim ' || r.claim_id FROM {OF} "
        "WHERE r.state NOT IN ('retracted', 'abandoned') GROUP BY r.claim_id HAVING count(*) > 1"),
    Check("I5", "one place a claim in the worklist", "reviews_assignment", WORKLIST,
        "SELECT min(desk_id), min(id), count(*) || ' places of claim ' || claim_id FROM reviews_assignment "
        "GROUP BY claim_id HAVING count(*) > 1"),
    Check("I5", "who holds a claim holds it until some time", "reviews_assignment", WORKLIST,
        "SELECT desk_id, id, 'held by ' || coalesce(holder_id::text, 'nobody') || ' until ' || "
        "coalesce(held_until::text, 'no time') FROM reviews_assignment "
        "WHERE (holder_id IS NULL) <> (held_until IS NULL) OR (holder_id IS NOT NULL AND token = 0)"),
    Check("I5", "only accepted claims wait", "reviews_assignment", WORKLIST,
        "SELECT s.desk_id, s.id, 'open, but its claim is ' || c.state FROM reviews_assignment s "
        "JOIN claims_claim c ON c.id = s.claim_id WHERE s.is_open AND c.state <> 'accepted'"),
    Check("I5", "every accepted claim has its place", "claims_claim",
        "SELECT desk_id FROM claims_claim WHERE state = 'accepted'",
        "SELECT c.desk_id, c.id, 'it is accepted, and not in the worklist' FROM claims_claim c "
        "WHERE c.state = 'accepted' AND NOT EXISTS (SELECT FROM reviews_assignment s WHERE s.claim_id = c.id)"),
)  # fmt: skip

VERDICTS = f"SELECT c.desk_id FROM {OF} JOIN reviews_verdict v ON v.review_id = r.id"
IN_FORCE = f"{OF} LEFT JOIN reviews_verdict v ON v.id = r.verdict_id"
APPROVALS = f"{OF} JOIN reviews_reviewevent e ON e.review_id = r.id AND e.name = 'approve'"

JUDGED = (
    Check("I9", "no verdict without evidence", "reviews_verdict", VERDICTS,
        f"SELECT c.desk_id, v.id, 'it rests on nothing' FROM {OF} JOIN reviews_verdict v ON v.review_id = r.id "
        "WHERE NOT EXISTS (SELECT FROM reviews_verdict_evidence b WHERE b.verdict_id = v.id)"),
    Check("I9", "what is past its draft has its own verdict", "reviews_claimreview", ALL,
        f"SELECT c.desk_id, r.id, 'it is ' || r.state || ', its verdict is ' || coalesce(v.id::text, 'none') "
        f"FROM {IN_FORCE} WHERE r.state NOT IN ('draft', 'abandoned') AND v.review_id IS DISTINCT FROM r.id"),
    Check("I9", "a second person approved it", "reviews_claimreview", ALL,
        f"SELECT c.desk_id, r.id, 'approved by ' || coalesce(r.approver_id::text, 'nobody') || ', reviewed by ' || "
        f"r.reviewer_id FROM {OF} WHERE r.state IN ('approved', 'published', 'retracted') AND r.override_reason = '' "
        "AND (r.approver_id IS NULL OR r.approver_id = r.reviewer_id)"),
    Check("I9", "who approved it had not submitted it", "reviews_reviewevent",
        f"SELECT c.desk_id FROM {APPROVALS}",
        f"SELECT c.desk_id, e.id, 'review ' || r.id || ' was submitted and approved by ' || e.actor_id "
        f"FROM {APPROVALS} JOIN LATERAL (SELECT actor_id FROM reviews_reviewevent s "
        "WHERE s.review_id = r.id AND s.name = 'submit' AND s.version < e.version ORDER BY s.version DESC LIMIT 1) s "
        "ON true WHERE s.actor_id = e.actor_id"),
)  # fmt: skip

TOLD = (
    Check("I12", "changes of reviews are told of", "reviews_untoldevent",
        f"SELECT c.desk_id FROM reviews_untoldevent u JOIN reviews_reviewevent e ON e.id = u.event_id "
        f"JOIN ({OF}) ON r.id = e.review_id",
        f"SELECT c.desk_id, e.id, 'nobody was told of it since ' || e.created_at FROM reviews_untoldevent u "
        f"JOIN reviews_reviewevent e ON e.id = u.event_id JOIN ({OF}) ON r.id = e.review_id "
        f"WHERE e.created_at < now() - {OVERDUE}", late=True),
)  # fmt: skip

KEPT = "reviews_retention t"
LATE = "interval '7 days'"  # how long what a rule forgets may wait


def _overdue(rule: str, says: str, rows: str) -> Check:
    """Nothing of these rows, as SQL with the rules as `t` and the day as {day}, is there any more a week later."""
    day = f"(now() - {LATE} - t.{rule} * interval '1 day')"
    ruled = f"t.{rule} IS NOT NULL AND t.decided_at < now() - {LATE}"
    return Check("I14", says, "reviews_retention", f"SELECT t.desk_id FROM {KEPT} WHERE {ruled}",
        f"SELECT t.desk_id, o.id, '{rule}: forgotten should be number ' || o.id FROM {KEPT} "
        f"JOIN LATERAL ({rows.format(day=day)}) o ON true WHERE {ruled}")  # fmt: skip


FORGOTTEN = (
    _overdue("article_days", "articles that came to nothing are forgotten",
        f"SELECT a.id FROM claims_article a WHERE a.desk_id = t.desk_id AND {COME_TO_NOTHING.format(before='{day}')}"),
    _overdue("notice_days", "old notices are forgotten",
        "SELECT n.id FROM reviews_notice n WHERE n.desk_id = t.desk_id AND n.created_at < {day}"),
    _overdue("request_days", "old requests of readers are forgotten",
        "SELECT q.id FROM reviews_readerrequest q WHERE q.desk_id = t.desk_id AND q.state <> 'grouped' "
        "AND coalesce(q.told_at, q.decided_at, q.created_at) < {day}"),
    _overdue("abandoned_days", "drafts of abandoned reviews are forgotten",
        "SELECT r.id FROM reviews_claimreview r JOIN claims_claim c ON c.id = r.claim_id "
        "JOIN reviews_reviewevent e ON e.review_id = r.id AND e.name = 'abandon' "
        "JOIN reviews_draft d ON d.review_id = r.id "
        "WHERE c.desk_id = t.desk_id AND r.state = 'abandoned' AND e.created_at < {day}"),
)  # fmt: skip

CHECKS = (
    *HELD, *JUDGED, *of_history(REVIEWS),
    *of_moves(REVIEWS, {move.name: move.target for move in workflow.MOVES.values()}, "draft"), *TOLD, *FORGOTTEN,
)  # fmt: skip

APPENDED = ("reviews_forgetting", "reviews_reviewevent", "reviews_verdict", "reviews_verdict_evidence")

WORKS = (
    Work("changes of reviews to tell of", "SELECT count(*) FROM reviews_untoldevent"),
    Work("appearances to compare", "SELECT count(*) FROM reviews_untoldappearance"),
)
