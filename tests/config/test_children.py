"""The children of `make run`: restarted when they die, ended as a family, never left behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from config import children
from config.children import LOG_LIMIT, MARK, Child, end_leftovers, stop_all
from config.listening import PLACE, Ear
from config.options import Options
from config.run import Watch


def make_child(tmp_path: Path, script: str, environment: dict[str, str] | None = None) -> Child:
    return Child("sleeper", ["/bin/sh", "-c", script], tmp_path / "sleeper.log", os.environ | (environment or {}))


def until(condition: Callable[[], object], seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.02)


def lives(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_a_child_that_dies_is_named_and_started_again_after_a_pause(tmp_path):
    child = make_child(tmp_path, "echo what a pity; exit 3")
    child.tend()
    child.process.wait()

    news = child.tend()

    assert news == "The sleeper ended with code 3; starting it again in 1 s."
    assert child.last_words() == "  sleeper | what a pity"
    assert child.process is None
    until(lambda: child.tend() or child.process)
    child.kill()


def test_the_pauses_grow_to_half_a_minute(tmp_path):
    child = make_child(tmp_path, "exit 0")
    pauses = []
    for _ in range(7):
        child.start()
        child.process.wait()
        pauses.append(child.tend().split()[-2])

    assert pauses == ["1", "2", "4", "8", "16", "30", "30"]


def test_a_child_that_says_nothing_any_more_is_killed_and_started_again(tmp_path, monkeypatch):
    options = Options("127.0.0.1", 1, tmp_path, demo=False, own_postgres=False, own_valkey=False)
    ear = Ear(tmp_path, 1).open()
    script = "import time; from config.listening import tell_keeper; tell_keeper(); time.sleep(60)"
    talker = Child("talker", [sys.executable, "-c", script], tmp_path / "log", os.environ | {PLACE: str(ear.place)})
    mute = make_child(tmp_path, "sleep 60")
    watch = Watch(options, [talker, mute], ear)
    try:
        watch.tend()
        first, other = talker.process.pid, mute.process.pid
        until(lambda: watch.tend() or talker._heard_at)
        assert (talker.process.pid, mute.process.pid) == (first, other)
        monkeypatch.setattr(children, "SILENT_AFTER", 0.1)
        until(lambda: watch.tend() or talker.deaths)
        assert not lives(first)
        assert mute.process.pid == other, "who never said so is not expected to"
    finally:
        stop_all([talker, mute], hurry=lambda: True)
        ear.close()
    assert not ear.place.exists()


def test_what_a_dead_child_had_started_ends_with_it(tmp_path):
    child = make_child(tmp_path, "sleep 60 & echo $!; exit 1")
    child.start()
    child.process.wait()
    grandchild = int(child.log.read_text())

    child.tend()

    until(lambda: not lives(grandchild))


def test_stopping_is_polite_to_the_leader_and_leaves_nobody(tmp_path):
    child = make_child(tmp_path, "trap 'echo thank you; exit 0' TERM; sleep 60 & echo $!; wait")
    child.start()
    until(lambda: child.log.read_text())

    stop_all([child], hurry=lambda: False)

    grandchild, words = child.log.read_text().splitlines()
    assert words == "thank you"
    until(lambda: not lives(int(grandchild)))


def test_a_child_that_will_not_end_is_killed_when_the_user_is_in_a_hurry(tmp_path):
    child = make_child(tmp_path, "trap '' TERM; echo ready; while :; do sleep 1; done")
    child.start()
    until(lambda: child.log.read_text())

    stop_all([child], hurry=lambda: True)

    assert child.process.returncode == -signal.SIGKILL


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child of its parent's death")
def test_a_killed_supervisor_takes_its_children_along(tmp_path):
    program = f"""
import os, time
from pathlib import Path
from config.children import Child
child = Child("sleeper", ["sleep", "60"], Path({str(tmp_path)!r}) / "log", dict(os.environ))
child.start()
print(child.process.pid, flush=True)
time.sleep(60)
"""
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as supervisor:
        pid = int(supervisor.stdout.readline())
        supervisor.kill()

    until(lambda: not lives(pid))


def test_leftovers_are_told_by_their_mark_and_others_live_on(tmp_path):
    ours = make_child(tmp_path, "trap '' TERM; sleep 60 & wait", {MARK: "test:1"})
    other = make_child(tmp_path, "sleep 60", {MARK: "test:2"})
    ours.start()
    other.start()
    until(lambda: len(psutil.Process(ours.process.pid).children()) == 1)

    assert end_leftovers("test:1") == 2

    assert other.process.poll() is None
    for child in (ours, other):
        child.kill()


def test_a_long_log_is_cut_while_its_child_goes_on_writing(tmp_path):
    child = make_child(tmp_path, "while :; do echo line; sleep 0.05; done")
    child.log.write_bytes(b"x" * LOG_LIMIT)
    child.start()
    before = child.log.stat().st_size
    until(lambda: child.log.stat().st_size > before)

    child.cap_log()

    until(lambda: child.log.stat().st_size)
    assert child.log.read_text().startswith("line\n")
    child.kill()
