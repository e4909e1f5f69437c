"""The use cases of articles and claims: one function each, one transaction each."""

from claims.services.articles import (
    NothingToRetry,
    Submission,
    import_address,
    import_file,
    know_fact_checks,
    read_article_at,
    read_in_bulk,
    retry_extraction,
    retry_import,
    submit_article,
    submit_articles,
)
from claims.services.sessions import end_other_sessions, end_session
from claims.services.setting_up import add_member, change_claimant, change_desk, change_role, remove_member
from claims.services.sources import (
    edit_watch,
    end_watch,
    look_now,
    pause_watch,
    resume_watch,
    see_changes,
    watch_address,
)
from claims.services.topics import add_example, put_back_topic, put_on_topic, remove_example, take_off_topic
from claims.services.triaging import (
    AlreadyAClaim,
    NotInTheText,
    accept_claim,
    add_claim,
    dismiss_claim,
    edit_claim,
    join_claim_again,
    merge_claim,
    reopen_claim,
    split_off_claim,
    take_back_apart,
    tell_claims_apart,
    undo_decision,
)

__all__ = [
    "AlreadyAClaim", "NotInTheText", "NothingToRetry", "Submission", "accept_claim", "add_claim", "add_example",
    "add_member", "change_claimant", "change_desk", "change_role", "dismiss_claim", "edit_claim", "edit_watch",
    "end_other_sessions", "end_session", "end_watch", "import_address", "import_file", "join_claim_again",
    "know_fact_checks", "look_now", "merge_claim", "pause_watch", "put_back_topic", "put_on_topic", "read_article_at",
    "read_in_bulk", "remove_example", "remove_member", "reopen_claim", "resume_watch", "retry_extraction",
    "retry_import", "see_changes", "split_off_claim", "submit_article", "submit_articles", "take_back_apart",
    "take_off_topic", "tell_claims_apart", "undo_decision", "watch_address",
]  # fmt: skip
