"""What beat sends: work that a busy worker gets to all the same."""

import pytest

from config.celery import app
from config.schedule import SECONDS, SECONDS_TO_WAIT, beat_schedule


@pytest.mark.parametrize("entry", beat_schedule().values(), ids=lambda entry: entry["task"])
def test_a_message_may_wait_behind_other_work_however_often_it_is_sent(entry):
    """One that is thrown away when the next comes is never read where each waits longer than that."""
    assert entry["options"]["expires"] >= max(SECONDS_TO_WAIT, entry["schedule"])


def test_what_is_sent_is_a_task():
    app.loader.import_default_modules()
    assert set(SECONDS) <= set(app.tasks)
