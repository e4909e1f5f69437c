"""Lines of a stream: whole whatever pieces they come in, bounded whatever they hold."""

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.errors import UnreadableInput
from claims.ingestion.lines import FREE_BYTES, PIECE_BYTES, lines_of, unpacked


def pieces(data, size):
    return [data[at : at + size] for at in range(0, len(data), size)]


@given(st.lists(st.binary(max_size=20).filter(lambda line: b"\n" not in line)), st.integers(1, 9), st.booleans())
def test_lines_come_out_whole_however_they_are_cut(lines, size, is_ended):
    data = b"\n".join(lines) + (b"\n" if is_ended and lines else b"")
    found = list(lines_of(pieces(data, size), longest=12))
    expected = [None if len(line) > 12 else line for line in data.split(b"\n")]
    assert found == (expected[:-1] if expected[-1] == b"" else expected)


def test_a_line_that_is_too_long_is_left_out_alone_and_never_held():
    longest = 0

    def stream():
        yield b"first\n"
        for _ in range(500):
            yield b"x" * PIECE_BYTES
        yield b"\nlast"

    for line in lines_of(stream(), longest=100_000):
        longest = max(longest, len(line or b""))
    assert longest == 5
    assert list(lines_of(stream(), longest=100_000)) == [b"first", None, b"last"]


@given(st.binary(max_size=2000), st.binary(max_size=200), st.integers(1, 50))
def test_what_was_packed_comes_out_also_in_several_members(one, other, size):
    assert b"".join(unpacked(pieces(gzip.compress(one) + gzip.compress(other), size))) == one + other


def test_a_bomb_is_stopped_after_a_little():
    bomb, taken = gzip.compress(b"\0" * 100_000_000), []
    with pytest.raises(UnreadableInput, match="far more than text"):
        taken.extend(len(piece) for piece in unpacked(pieces(bomb, 4096)))
    assert max(taken) <= PIECE_BYTES
    assert sum(taken) < 2 * FREE_BYTES


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"{}", "not a gzip"),
        (gzip.compress(b"{}" * 100, mtime=0)[:-9], "breaks off"),
        (zlib.compress(b"{}"), "not a gzip"),
    ],
)
def test_what_is_no_whole_gzip_stream_says_so(data, why):
    with pytest.raises(UnreadableInput, match=why):
        list(unpacked([data]))
