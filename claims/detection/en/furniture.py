"""Furniture of a page: bylines, datelines, headings, captions, credits and notices, which claim nothing."""

from __future__ import annotations

import re

from claims.detection.en.lexicon import words
from claims.detection.values import Span

_BYLINE = re.compile(
    r"(?:By|BY)\s[A-Z][\w’'.-]+(?:[\s,]+(?:and\s|in\s)?[A-Z][\w’'.&-]*){0,12}\s?\.?$|(?:Story|Text|Words|Written) by\b"
)
_NOTICE = re.compile(
    r"\(?(?:photo(?:graph)?s?|image|picture|pictured|file photo|video|watch|caption|credit|copyright|©"
    r"|all rights reserved"
    r"|read (?:more|also|the rest|next)|related|see also|sign up|subscribe|follow us|click|share this|advertisement"
    r"|(?:additional |further )?(?:reporting|writing|editing) (?:by|in)|(?:last )?(?:updated|published"
    r"|posted)\b(?:[:\s]|$)"
    r"|correction:|editor[’']s note|this (?:article|story|interview) (?:has been|was|is|will be)|this is a developing"
    r"|sources?:|tags?:|topics?:|contact us|newsletter|https?://|www\.)",
    re.I,
)
_CREDIT = re.compile(
    r"(?:Getty(?: Images)?|AFP|Reuters|REUTERS|EPA|AP Photo|AP|Shutterstock|Alamy|Wikimedia Commons|handout)"
    r"(?:\s?/\s?[\w .’-]{1,60})?\s?[)\].]*$"
)
_DATELINE = re.compile(
    r"[A-Z][A-Z’'.\- ]{1,30}(?:,\s[A-Z][\w.’ ]{1,30}){0,2}(?:\s\([^()]{1,30}\))?\s?(?:—|–|--|-)\s(?=[“\"‘A-Z0-9])"
    r"|[A-Z][\w.’ -]{1,30}(?:,\s[A-Z][\w.’ ]{1,30}){0,2}\s\((?:AP|AFP|Reuters|CNN|UPI|dpa|TASS)\)\s?(?:—|–|--|-)\s"
)
_BULLET = re.compile(r"(?:[•⁃▪◦*·–—-]|\d{1,2}[.)])\s{1,3}")
_ENDS = re.compile(r"[.!?…][”’\"'»)\]]{0,3}$")
_TOKEN = re.compile(r"\w[\w,.’'-]*")
_WORD = re.compile(r"[^\W\d_][\w’'-]*")
_SMALL = words("a an and as at be but by for from in into is it nor of off on or over per the to up via vs with")
_SHORTEST, _SHORTEST_FIGURE, _LONGEST = 5, 3, 600  # words, words with a figure among them; code points


def body(text: str, sentence: Span) -> Span | None:
    """The sentence without dateline and bullet, or None when it is furniture, too short or too long to be a claim."""
    if len(sentence.text) > _LONGEST or _BYLINE.match(sentence.text) or _NOTICE.match(sentence.text):
        return None
    opening = _DATELINE.match(sentence.text) or _BULLET.match(sentence.text)
    start = sentence.start + (opening.end() if opening else 0)
    rest = Span(start, sentence.end, text[start : sentence.end])
    found = _WORD.findall(rest.text)
    if _is_short(rest.text) or sum(map(len, found)) * 2 < len(rest.text):
        return None
    if _is_heading(found) or (not _ENDS.search(rest.text) and not opening and _alone(text, sentence)):
        return None
    return None if _CREDIT.search(rest.text) else rest


def _is_short(words: str) -> bool:
    least = _SHORTEST_FIGURE if any(c.isdigit() for c in words) else _SHORTEST
    return len(_TOKEN.findall(words)) < least


def _is_heading(found: list[str]) -> bool:
    """Nearly every long word has a capital."""
    long = [word for word in found if word.lower() not in _SMALL]
    return len(long) >= 4 and sum(word[0].isupper() for word in long) >= 0.85 * len(long)


def _alone(text: str, sentence: Span) -> bool:
    """Whether the sentence ends its line; without a full stop that makes it a heading, a caption or a label."""
    after = text[sentence.end : sentence.end + 2].lstrip(" \t")
    return not after or after[0] in "\n\r\x0b\x0c\x85\u2028\u2029"
