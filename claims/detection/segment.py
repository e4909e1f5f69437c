"""Sentences of a news text as exact spans: lines, then nupunkt, then repairs that news typography needs."""

from __future__ import annotations

import re
from collections.abc import Iterator

import nupunkt

from claims.detection.values import Span

_CHUNK = 4_000  # code points handed to nupunkt at once: it is quadratic on runs such as "!!!!"
_LOOK_BACK = 40  # code points before a cut that decide whether it stands
_WRAPPED = 40  # a line at least this long may go on, in lower case, on the next

_LINE = re.compile(r"[^\n\r\x0b\x0c\x85\u2028\u2029]+")
_OPEN = "“‘\"'„«("
_CLOSE = "”’\"'»)]"
_START = (
    r"(?:The|He|She|It|They|We|I|You|In|On|At|A|An|But|And|His|Her|Their|Its|This|That|These|Those|There|For|By|After"
    r"|Before|Many|Some|No|Not|Police|Officials|Mr|Ms|Mrs|Dr|Sen|Rep|Gov|When|While|If|As|According|Under|Since|How|Why"
    r"|What|Who|Where|Did|Does|Do|Is|Are|Was|Were|Meanwhile|However|Then|Both|Neither|Nobody|Our|My|Also|Now|All)\b"
)
_ZONE = r"(?:[ECMP][SD]?T|GMT|UTC|BST|CEST|CET|IST|JST)"
_AFTER_CLOCK = (
    rf"(?:{_ZONE}|Eastern|Central|Pacific|Mountain|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:Mon|Tue|Wed|Thu"
    rf"|Fri|Sat|Sun|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec)[a-z]*\b|[A-Z][a-z]+ time)"
)

_TITLE = re.compile(
    r"(?:^|[\s“‘\"'(])(?:Lt|Col|Maj|Gen|Capt|Cmdr|Sgt|Cpl|Rev|Prof|Gov|Sen|Rep|Reps|Sens|Dr|Mr|Mrs|Ms|Messrs|St|Ft"
    r"|Mt|Hon|Comdr|Lieut|Assoc|assoc|dept|govt|univ"
    r"|Adm|Supt|Insp|Fr|Pres|Calif|Approx|approx|incl|No|Nos|N°|p|pp|v|vs|cf|e\.g|i\.e|Jan|Feb|Mar|Apr|Jun|Jul|Aug"
    r"|Sept?|Oct|Nov|Dec)\.$"
)
_MONTH_END = re.compile(r"(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|No|Nos|N°|p|pp)\.$")
_INITIALS = re.compile(r"(?:^|[\s“‘\"'(])(?:[A-Z]\.){1,6}(?:-?[A-Z]\.){0,6}$")
_STATE = re.compile(r"(?:U\.S|U\.K|U\.N|E\.U|D\.C|U\.S\.A)\.$")
_NOTES = re.compile(r"\s?(?:\[\d{1,3}(?:\s?[-–,]\s?\d{1,3})?\]\s?)+")
_CLOCK_FIRST = re.compile(r"^At [\d:]{1,5} [ap]\.m\.$", re.I)
_STARTS_SENTENCE = re.compile(_START)
_BRAND = re.compile(r"[a-z][A-Z]")
_ASIDE = re.compile(r"\([^()]{1,80}\)[.!?]")
_FORCE = re.compile(
    rf"\b[apAP]\.[mM]\.(?=[”’\"]?\s{{1,9}}(?!{_AFTER_CLOCK})[“‘\"]?[A-Z])"
    rf"|\b[ap]\.m\. {_ZONE}\.(?=\s{{1,9}}[“‘\"]?[A-Z])"
    rf"|\b(?:D\.C|U\.S|U\.K|U\.N|E\.U|Inc|Corp|Ltd|[Cc]o|Jr|Sr)\.(?=\s{{1,9}}{_START})"
    rf"|\band I\.(?=\s{{1,9}}{_START})"
    r"|\d\s?(?:[CFK]|sec|min|km|kg|lb|ft|mph|hr)\.(?=\s{1,9}[“‘\"]?[A-Z])"
    r"|[.!?][”’\"]?\)(?=\s{1,9}[“‘\"(]?[A-Z])"
    r"|(?<=[a-z]{3}[.!?])[”’\"](?=\s{1,9}[A-Z])"
    r"|(?<=[a-z]{4})[.!?](?=\s{1,9}[“‘\"(]?[A-Z])"  # no abbreviation is that long but for those of _TITLE
    r"|(?<=\b[a-z]{3})(?<!\betc)(?<!\best)(?<!\bvol)(?<!\bfig)(?<!\binc)(?<!\bapt)[.!?](?=\s{1,9}[“‘\"(]?[A-Z])"
)
_JOINED = re.compile(r"(?<=[a-z]{3})[.!?][”’\"]?(?=[“\"]?[A-Z][a-z’]+[\s,])")
_ITEM = re.compile(r"(?:^|(?<=\s))(?:[•⁃]\s?)?(?:(?P<number>\d{1,2})(?:\.\)|[.)])|(?P<letter>[a-h])\.)(?=\s[A-Z])")


def sentences(text: str) -> list[Span]:
    """Split the text into sentences, in order, without overlap; every character that is not space is in exactly one."""
    found = []
    for first, end in _blocks(text):
        start = first
        for cut in [*_cuts(text[first:end]), end - first]:
            span = _strip(text, start, first + cut)
            if span.text:
                found.append(span)
            start = first + cut
    return found


def _strip(text: str, start: int, end: int) -> Span:
    words = text[start:end]
    start += len(words) - len(words.lstrip())
    words = words.strip()
    return Span(start, start + len(words), words)


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """Lines of the text, with hard-wrapped lines taken together."""
    first, end = 0, 0
    for line in _LINE.finditer(text):
        if end and line.start() - end <= 2 and _goes_on(text[first:end][-200:], line.group()):
            end = line.end()
            continue
        if end:
            yield first, end
        first, end = line.span()
    if end:
        yield first, end


def _goes_on(before: str, after: str) -> bool:
    tail = before.rsplit("\n", 1)[-1].rstrip()
    return len(tail) >= _WRAPPED and tail[-1:] not in '.!?:;…”"' and after[:1].islower()


def _cuts(block: str) -> list[int]:
    """Offsets inside the block where a sentence ends and another begins."""
    kept = {cut for cut in _proposals(block) if _stands(block, cut)}
    kept.update(m.end() for m in _FORCE.finditer(block) if _stands(block, m.end(), forced=True))
    kept.update(m.end() for m in _JOINED.finditer(block) if not _in_address(block, m.start()))
    for start, end in _items(block):
        kept -= set(range(start + 1, end + 2))
        kept.add(start)
    return sorted({_after_notes(block, cut) for cut in kept} - {0})


def _after_notes(block: str, cut: int) -> int:
    """The cut moved behind reference marks: "… in 1831. [17] [18] They …"."""
    notes = _NOTES.match(block, cut)
    return notes.end() if notes else cut


def _proposals(block: str) -> Iterator[int]:
    start = 0
    while start < len(block):
        end = _chunk_end(block, start)
        for span in nupunkt.sent_spans(block[start:end]):
            yield start + int(span[1])
        if end < len(block) and block[start:end].rstrip()[-1:] in '.!?…”"':
            yield end
        start = end


def _chunk_end(block: str, start: int) -> int:
    end = start + _CHUNK
    if end >= len(block):
        return len(block)
    space = block.rfind(" ", start + _CHUNK // 2, end)
    return space + 1 if space > 0 else end


def _stands(block: str, cut: int, *, forced: bool = False) -> bool:
    """Whether a proposed cut is one: not before lower case or a closing mark, not after a title or an initial."""
    left = block[max(0, cut - _LOOK_BACK) : cut].rstrip()
    right = block[cut : cut + 100].lstrip()
    if not left or not right or right[0] in "”’)],;:" or left[-1] in ",;:":
        return False
    if (right[0].islower() and not _BRAND.match(right)) or _ASIDE.match(right):
        return (right[0] == "(") and right[1:2].isupper() and left[-1] in ".!?”" and forced
    if _CLOCK_FIRST.search(left):
        return False
    if _TITLE.search(left):
        return bool(_MONTH_END.search(left)) and left[-5:-1].islower()
    return forced or not _is_initial(left, right)


def _is_initial(left: str, right: str) -> bool:
    if not _INITIALS.search(left):
        return False
    return not (_STATE.search(left) or _STARTS_SENTENCE.match(right))


def _in_address(block: str, dot: int) -> bool:
    """Whether the dot stands inside a web or mail address."""
    near = block[max(0, dot - 60) : dot + 60]
    middle = min(dot, 60)
    word = near[:middle].rsplit(" ", 1)[-1] + near[middle:].split(" ", 1)[0]
    return any(mark in word for mark in ("/", "@", "www.", "_"))


def _items(block: str) -> Iterator[tuple[int, int]]:
    """Markers of a list written on one line, as in "1) Boil it 2) Cool it"; the first counts at the block's start."""
    following = ""
    for item in _ITEM.finditer(block):
        number, letter = item.group("number"), item.group("letter")
        if following != (number or letter) and (following or block[: item.start()].strip()):
            continue
        yield item.span()
        following = str(int(number) + 1) if number else chr(ord(letter) + 1)
