"""What the tables of articles and claims must show of the promises of docs/reliability.md."""

from claims import triage
from claims.auditing import Check, History, Work, of_history, of_moves
from claims.extraction import MAX_ATTEMPTS, MAX_CRASHES

OVERDUE = "interval '90 seconds'"  # promise I12
CLAIMS = History(
    "claims_claim", "claims_claimevent", "claim_id", "SELECT id, version, state, desk_id FROM claims_claim"
)
IMPORTS = History(
    "claims_import", "claims_importevent", "of_id", "SELECT id, version, state, desk_id FROM claims_import", first=2
)
WATCHES = History("claims_watch", "claims_watchevent", "of_id", "SELECT id, version, state, desk_id FROM claims_watch")

ARTICLES = "SELECT desk_id FROM claims_article"
REVISIONS = "SELECT a.desk_id FROM claims_revision r JOIN claims_article a ON a.id = r.article_id"
READ = "claims_extraction x JOIN claims_revision r ON r.id = x.revision_id JOIN claims_article a ON a.id = r.article_id"
EXTRACTIONS = f"SELECT a.desk_id FROM {READ}"
PLACES = "SELECT c.desk_id FROM claims_appearance p JOIN claims_claim c ON c.id = p.claim_id"
REQUESTS = "SELECT NULL::bigint FROM claims_keyedrequest"

STORED = (
    Check("I1", "every article has a text", "claims_article", ARTICLES,
        "SELECT a.desk_id, a.id, 'it has no text' FROM claims_article a "
        "WHERE NOT EXISTS (SELECT FROM claims_revision r WHERE r.article_id = a.id)"),
    Check("I1", "every text is queued to be read", "claims_revision", REVISIONS,
        "SELECT a.desk_id, r.id, 'no extraction was ever queued' FROM claims_revision r "
        "JOIN claims_article a ON a.id = r.article_id "
        "WHERE NOT EXISTS (SELECT FROM claims_extraction x WHERE x.revision_id = r.id)"),
    Check("I1", "what was given up says why", "claims_extraction", EXTRACTIONS,
        f"SELECT a.desk_id, x.id, 'it was given up without a reason' FROM {READ} "
        "WHERE x.state = 'quarantined' AND (x.reason = '' OR x.finished_at IS NULL)"),
    Check("I2", "an article is stored once", "claims_article", ARTICLES,
        "SELECT desk_id, min(id), count(*) || ' articles are this one, up to ' || max(id) FROM claims_article "
        "GROUP BY desk_id, identity HAVING count(*) > 1"),
    Check("I2", "a key is answered once", "claims_keyedrequest", REQUESTS,
        "SELECT NULL::bigint, min(id), count(*) || ' requests under one key' FROM claims_keyedrequest "
        "GROUP BY user_id, key HAVING count(*) > 1"),
    Check("I2", "only what was done is answered", "claims_keyedrequest", REQUESTS,
        "SELECT NULL::bigint, id, 'answered ' || code || ', but not done' FROM claims_keyedrequest "
        "WHERE code IS NOT NULL AND NOT has_happened"),
)  # fmt: skip

EXTRACTED = (
    Check("I3", "a text is read once by a detector", "claims_extraction", EXTRACTIONS,
        f"SELECT min(a.desk_id), min(x.id), count(*) || ' extractions of one text by ' || x.detector_version "
        f"FROM {READ} GROUP BY x.revision_id, x.detector_version HAVING count(*) > 1"),
    Check("I3", "a place is found once", "claims_appearance", PLACES,
        "SELECT min(c.desk_id), min(p.id), count(*) || ' appearances at one place' FROM claims_appearance p "
        "JOIN claims_claim c ON c.id = p.claim_id WHERE p.extraction_id IS NOT NULL "
        'GROUP BY p.extraction_id, p.start, p."end" HAVING count(*) > 1'),
    Check("I3", "only an ended reading has found something", "claims_appearance", PLACES,
        "SELECT c.desk_id, p.id, 'its extraction is ' || x.state FROM claims_appearance p "
        "JOIN claims_claim c ON c.id = p.claim_id JOIN claims_extraction x ON x.id = p.extraction_id "
        "WHERE x.state <> 'done'"),
    Check("I3", "a reading counts what it found", "claims_extraction", EXTRACTIONS,
        f"SELECT a.desk_id, x.id, 'it says ' || x.found || ', there are ' || p.n FROM {READ} JOIN "
        "(SELECT extraction_id, count(*) AS n FROM claims_appearance GROUP BY 1) p ON p.extraction_id = x.id "
        "WHERE p.n > x.found"),
    Check("I3", "a quote is what its text says", "claims_appearance", PLACES,
        "SELECT c.desk_id, p.id, 'text ' || p.revision_id || ' says otherwise there' FROM claims_appearance p "
        "JOIN claims_claim c ON c.id = p.claim_id JOIN claims_revision r ON r.id = p.revision_id "
        'WHERE substring(r.text FROM p.start + 1 FOR p."end" - p.start) IS DISTINCT FROM p.quote'),
    Check("I3", "a claim is of its article's desk", "claims_appearance", PLACES,
        "SELECT c.desk_id, p.id, 'its article is of desk ' || a.desk_id FROM claims_appearance p "
        "JOIN claims_claim c ON c.id = p.claim_id JOIN claims_revision r ON r.id = p.revision_id "
        "JOIN claims_article a ON a.id = r.article_id WHERE a.desk_id <> c.desk_id"),
    Check("I4", f"at most {MAX_CRASHES} crashes and {MAX_ATTEMPTS} attempts", "claims_extraction", EXTRACTIONS,
        f"SELECT a.desk_id, x.id, x.crashes || ' crashes, ' || x.attempts || ' attempts, and ' || x.state FROM {READ} "
        f"WHERE x.crashes > {MAX_CRASHES} OR x.attempts > {MAX_ATTEMPTS} "
        f"OR (x.crashes >= {MAX_CRASHES} AND x.state <> 'quarantined')"),
    Check("I4", "nothing is given up before", "claims_extraction", EXTRACTIONS,
        f"SELECT a.desk_id, x.id, 'given up after ' || x.crashes || ' crashes and ' || x.attempts || ' attempts' "
        f"FROM {READ} WHERE x.state = 'quarantined' AND x.crashes < {MAX_CRASHES} AND x.attempts < {MAX_ATTEMPTS}"),
    Check("I12", "what people handed in is read", "claims_extraction", EXTRACTIONS,
        f"SELECT a.desk_id, x.id, x.state || ' since ' || x.created_at FROM {READ} "
        f"WHERE x.state IN ('queued', 'running') AND NOT x.is_in_bulk "
        f"AND greatest(x.next_attempt_at, x.lease_until) < now() - {OVERDUE}", late=True),
    Check("I12", "imports get on", "claims_import", "SELECT desk_id FROM claims_import",
        "SELECT desk_id, id, state || ' since ' || created_at FROM claims_import "
        f"WHERE state IN ('queued', 'running') AND greatest(next_attempt_at, lease_until) < now() - {OVERDUE}",
        late=True),
)  # fmt: skip

SEALED = (
    Check("I8", "what happened is sealed in time", "claims_unsealedevent", "SELECT desk_id FROM claims_unsealedevent",
        "SELECT desk_id, event_id, log || ' waits since ' || created_at FROM claims_unsealedevent "
        "WHERE created_at < now() - interval '10 minutes'", late=True),
)  # fmt: skip

NAMED = "u.first_name || u.last_name || u.email <> '' OR u.is_active OR u.username NOT LIKE 'former-member-%%'"
ERASED = (
    Check("I14", "who was erased has no name", "claims_erasure", "SELECT NULL::bigint FROM claims_erasure",
        "SELECT NULL::bigint, e.id, 'person ' || u.id || ' has an account' FROM claims_erasure e "
        f"JOIN claims_user u ON u.id = e.person_id WHERE {NAMED} "
        "OR EXISTS (SELECT FROM account_emailaddress a WHERE a.user_id = u.id)"),
)  # fmt: skip

CHECKS = (
    *STORED, *EXTRACTED, *of_history(CLAIMS), *of_history(IMPORTS), *of_history(WATCHES),
    *of_moves(CLAIMS, triage.TARGETS, "candidate"), *SEALED, *ERASED,
)  # fmt: skip

APPENDED = (
    "claims_claimevent", "claims_erasure", "claims_importevent", "claims_revision", "claims_sealedevent",
    "claims_watchevent",
)  # fmt: skip

WORKS = (
    Work("extractions", "SELECT count(*) FROM claims_extraction WHERE state IN ('queued', 'running')"),
    Work("imports", "SELECT count(*) FROM claims_import WHERE state IN ('queued', 'running')"),
    Work("changed texts", "SELECT count(*) FROM claims_uncomparedrevision"),
    Work("events to seal", "SELECT count(*) FROM claims_unsealedevent"),
)
