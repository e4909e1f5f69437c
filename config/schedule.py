"""What beat sends, and how often. Each is a sweep: it finds in the database what is to be done, and may come twice."""

from typing import Any

SECONDS = {
    "claims.tasks.sweep_extractions": 10,
    "claims.tasks.sweep_imports": 10,
    "claims.tasks.make_vectors": 10,
    "claims.tasks.sort_claims": 10,
    "claims.tasks.pair_claims": 10,
    "claims.tasks.sweep_watches": 10,
    "claims.tasks.compare_revisions": 10,
    "claims.tasks.seal_history": 5,
    "claims.tasks.renew_estimates": 10,
    "claims.tasks.forget_import_files": 6 * 3600,
    "claims.tasks.forget_requests": 600,
    "claims.tasks.forget_sessions": 3600,
    "reviews.tasks.announce_events": 5,
    "reviews.tasks.sweep_copies": 10,
    "reviews.tasks.rank_waiting": 5,
    "reviews.tasks.rerank_changed": 60,
    "reviews.tasks.tell_of_changes": 10,
    "reviews.tasks.look_again_at_links": 300,
    "reviews.tasks.sweep_public_copies": 600,
    "reviews.tasks.send_digests": 300,
    "reviews.tasks.sweep_readers": 60,
    "reviews.tasks.forget_by_rules": 120,
    "reviews.tasks.sweep_files": 6 * 3600,
    "reviews.publishing.tasks.announce_translations": 5,
    "reviews.publishing.tasks.compare_appearances": 10,
    "reviews.publishing.tasks.remind_to_look_again": 3600,
    "reviews.publishing.tasks.look_for_new_claims": 300,
    "reviews.publishing.tasks.sweep_results": 60,
    "reviews.publishing.tasks.dispatch_events": 2,
    "reviews.publishing.tasks.deliver_webhooks": 5,
    "reviews.publishing.tasks.forget_deliveries": 3600,
}


# How long a message may wait behind other work. Were it thrown away when the next one comes, a busy worker would never
# do what is asked for every two seconds; were it kept for ever, a worker that was away would find thousands of them.
SECONDS_TO_WAIT = 60


def beat_schedule() -> dict[str, dict[str, Any]]:
    """The schedule as Celery takes it. A message that waited for too long is thrown away: another one has come."""
    return {
        task.rpartition(".")[2].replace("_", "-"): {
            "task": task,
            "schedule": float(seconds),
            "options": {"expires": max(seconds, SECONDS_TO_WAIT)},
        }
        for task, seconds in SECONDS.items()
    }
