"""How English news prints times: one pattern for each form, by the name of what it means, most telling first."""

from __future__ import annotations

import re

NUMBERS = {
    "zero": 0,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
    "dozen": 12,
    "fifteen": 15,
    "twenty": 20,
    "thirty": 30,
    "a": 1,
    "an": 1,
    "couple of": 2,
    "few": 3,
    "several": 4,
}

_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_M = rf"(?:(?:{_MONTHS}|{_MONTHS.upper()})\b|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
_N = r"(?:\d{1,3}|(?:a )?(?:couple of|few|dozen)|" + "|".join(n for n in NUMBERS if " " not in n) + r")"
_Y = r"(?:1[0-9]|20)\d\d"
_UNIT = r"day|week|month|year|decade"
_DAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_SHORT_DAY = r"(?:Mon|Tues?|Wed|Thurs?|Thu|Fri|Sat|Sun)\.(?= |,|$)"
_HOURS = r"(?:early|late|earlier|later)\s"
_PART_OF_DAY = r"(?:\s(?:morning|afternoon|evening|night))?"
_PEOPLE = (
    r"(?!\s(?:people|troops|soldiers|men|women|jobs|dollars|euros|pounds|miles|kilomet|km|tons|tonnes|homes|houses"
    r"|cases|deaths|feet|meters|metres|acres|units|votes|seats|members|workers|children|times|percent|per cent))"
)
FORMS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("iso", re.compile(r"\b(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)\b")),
    (
        "month_day",
        re.compile(
            rf"(?P<d>\b\d{{1,2}})(?:st|nd|rd|th)?(?:\s?[-–—]\s?(?P<e>\d{{1,2}}))?(?:\sof)?\s(?P<m>{_M})(?:,?\s(?P<y>{_Y}))?(?!\d)"
        ),
    ),
    (
        "month_day",
        re.compile(
            rf"\b(?P<m>{_M})\s(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?!\d|,\d|%|\.\d)(?:\s?(?:[-–—]|to)\s?(?P<e>\d{{1,2}})(?!\d))?(?:,?\s(?P<y>{_Y})\b)?"
        ),
    ),
    (
        "month_range",
        re.compile(
            rf"\b(?:between\s|from\s)?(?P<a>{_M})\s?(?:to|and|through|until|[-–—])\s?(?P<b>{_M})(?:,?\s(?:in\s|of\s)?(?P<y>{_Y})\b)?"
        ),
    ),
    (
        "month_year",
        re.compile(rf"\b(?:(?P<rel>last|next|this)\s|early\s|mid-|late\s|in\s)?(?P<m>{_M}),?\s(?:of\s)?(?P<y>{_Y})\b"),
    ),
    (
        "quarter",
        re.compile(
            r"\b(?:the\s)?(?:(?P<q>first|second|third|fourth)[\s-]quarter|Q(?P<n>[1-4])\b)"
            r"(?:\s(?:of\s)?(?:(?P<y>(?:19|20)\d\d)\b|(?P<rel>last|this|next)\syear))?",
            re.I,
        ),
    ),
    (
        "half",
        re.compile(
            r"\b(?:the\s)?(?:(?P<h>first|second)\shalf\sof\s|H(?P<n>[12])[\s-]?(?:of\s)?)"
            rf"(?:(?P<y>{_Y})\b|(?P<rel>last|this|next|the)\syear\b)"
        ),
    ),
    (
        "fiscal",
        re.compile(
            r"\b(?:(?:fiscal|financial)(?:\syear)?\s|FY\s?)(?P<y>(?:19|20)\d\d)\b(?:[-/–](?P<e>\d\d(?:\d\d)?)\b)?"
            r"|\b(?P<y2>(?:19|20)\d\d)[-/–](?P<e2>\d\d(?:\d\d)?)\s(?:fiscal|financial|budget|school|academic)\syear\b"
        ),
    ),
    ("decade", re.compile(r"\b(?:the\s)?(?P<part>early|mid|late)?[\s-]?(?P<y>1[0-9]\d0|20\d0)['’]?s\b")),
    (
        "century",
        re.compile(
            r"\b(?:the\s)?(?P<part>early|mid|late)?[\s-]?(?:(?P<n>\d{1,2})(?:st|nd|rd|th)"
            r"|(?P<word>[a-z]{3,6}teenth|twentieth|twenty-first))[\s-]century\b",
            re.I,
        ),
    ),
    (
        "named",
        re.compile(
            r"(?<![\d/])(?P<terror>9/11)(?![\d/])|\b(?:the\s)?(?:(?P<first>World War (?:I|One)|WWI|First World War)"
            r"|(?P<second>World War (?:II|Two)|WWII|Second World War))\b"
        ),
    ),
    (
        "anchored",
        re.compile(
            r"\b(?:(?:later |earlier )?(?:in )?(?:that|the) (?:very )?same (?P<same>day|week|month|year|decade)"
            r"|(?:later |earlier )?that (?P<that>day|night|morning|afternoon|evening|week|month|year)"
            r"|the (?P<rel>following|next|previous|preceding) (?P<unit>day|morning|night|week|month|year)"
            r"|the (?P<unit2>day|week|month|year) (?P<rel2>before|after)(?=[,.;]| that\b|$))\b",
            re.I,
        ),
    ),
    (
        "years",
        re.compile(
            rf"\b(?:from\s|between\s)?(?P<a>{_Y})\s?(?:to|and|through|until|[-–—/])\s?(?P<b>{_Y}|\d\d)(?![\d,.%-]\d|\d|%)"
        ),
    ),
    (
        "stretch",
        re.compile(
            rf"\b(?:over|during|in|within|for)?\s?the\s(?P<rel>past|last|previous|next|coming)\s(?:(?P<n>{_N})\s(?P<unit>{_UNIT})s?)\b",
            re.I,
        ),
    ),
    ("stretch", re.compile(r"\bthe\s(?P<rel>past|last|coming|next)\s(?P<n>)(?P<unit>week|month|year|decade)\b", re.I)),
    ("stretch", re.compile(rf"\b(?P<rel>past|last|previous|next|coming)\s(?P<n>{_N})\s(?P<unit>{_UNIT})s\b", re.I)),
    (
        "ago",
        re.compile(
            rf"\b(?P<n>{_N})\s(?P<unit>{_UNIT})s?\s"
            r"(?P<way>ago|from now|(?:earlier|later)(?! than)|(?:before|after)(?=[,.;]|$))",
            re.I,
        ),
    ),
    (
        "relative",
        re.compile(
            r"\b(?:earlier |later )?(?:(?P<rel>last|previous|this|current|next|coming)|(?<=r )in the)"
            r"\s(?P<unit>week|weekend|month|quarter|year|decade|century)\b",
            re.I,
        ),
    ),
    (
        "near_day",
        re.compile(
            r"\b(?:the day before yesterday|the day after tomorrow|(?:earlier |later )?today|yesterday|tomorrow"
            r"|tonight|last night|this (?:morning|afternoon|evening))\b",
            re.I,
        ),
    ),
    (
        "weekday",
        re.compile(rf"\b(?:on\s)?(?:(?P<rel>last|next|this|past|{_HOURS[:-2]})\s)?(?P<w>{_DAY}){_PART_OF_DAY}\b"),
    ),
    ("weekday", re.compile(rf"\b(?P<rel>)(?P<w>{_SHORT_DAY})")),
    (
        "season",
        re.compile(
            r"\b(?:the\s)?(?P<s>winter|spring|summer|autumn|fall)\s(?:of\s)?(?P<y>(?:19|20)\d\d)(?P<rel>)\b", re.I
        ),
    ),
    ("season", re.compile(r"\b(?P<rel>last|this|next)\s(?P<s>winter|spring|summer|autumn|fall)\b(?P<y>)", re.I)),
    (
        "month_year",
        re.compile(
            rf"\b(?:in|of|since|until|by|from|during|for|through|(?:early|mid|late)[\s-])\s?(?P<rel>last|next|this)?\s?(?P<m>{_M})(?!\s(?:[A-Z]|\d))(?P<y>)"
        ),
    ),
    ("month_year", re.compile(rf"\b(?P<rel>last|next|this)\s(?P<m>{_M})(?P<y>)")),
    (
        "month_year",
        re.compile(
            r"\b(?P<rel>)(?P<m>(?:Jan|Febr)uary|April|June|July|August|(?:Septem|Octo|Novem|Decem)ber)\b(?!\s\d)(?P<y>)"
        ),
    ),
    (
        "year",
        re.compile(
            r"(?<![$€£#\w.,:/-])(?:(?:in|since|by|of)\s)?(?P<part>early |mid-|mid |late )?"
            rf"(?P<y>{_Y})(?![\w%/]|[,.:-]\d){_PEOPLE}"
        ),
    ),
)
BARE_YEAR = re.compile(r"(?:AD\s?)?(?P<y>\d{3,4})(?:\sAD)?")
BARE_MONTH = re.compile(rf"(?P<rel>)(?P<m>{_M})(?P<y>)")
CENTURIES = {"nineteenth": 19, "eighteenth": 18, "seventeenth": 17, "sixteenth": 16, "fifteenth": 15, "fourteenth": 14,
             "thirteenth": 13, "twentieth": 20, "twenty-first": 21}  # fmt: skip
MAY_TELL_A_TIME = re.compile(  # without any of this no form can match, and most sentences have none of it
    rf"\d|{_MONTHS}|\b(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b|\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)"
    r"|(?i:day\b|days\b|today|yesterday|tomorrow|tonight|night|morning|afternoon|evening|week|month|quarter|year|decade"
    r"|century|spring|summer|autumn|fall|winter|World War|WWI)"
)
# What must stand in the words, in small letters, for a form to match; those without an entry are always looked for.
NEEDED = {
    "quarter": ("quarter", "q1", "q2", "q3", "q4"),
    "half": ("half", "h1", "h2"),
    "fiscal": ("fiscal", "financial", "fy", "budget", "school", "academic"),
    "century": ("century",),
    "named": ("9/11", "ww", "world war"),
    "anchored": ("same", "that", "following", "next", "previous", "preceding", "before", "after"),
    "stretch": ("past", "last", "previous", "next", "coming"),
    "ago": ("ago", "now", "earlier", "later", "before", "after"),
    "relative": ("week", "month", "quarter", "year", "decade", "century"),
    "near_day": ("today", "yesterday", "tomorrow", "tonight", "night", "this"),
    "weekday": ("day", "mon.", "tue.", "tues.", "wed.", "thu.", "thur.", "thurs.", "fri.", "sat.", "sun."),
    "season": ("winter", "spring", "summer", "autumn", "fall"),
}
DIGIT = re.compile(r"\d")
MONTH = re.compile(rf"(?i:{_MONTHS})|\b(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b")
OF_MONTHS = frozenset({"month_day", "month_range", "month_year"})  # forms that need the name of a month
OF_DIGITS = frozenset({"iso", "fiscal", "decade", "years", "year"})  # forms that need a digit
LEADS_TO_A_YEAR = re.compile(  # before a number under 1900, which is otherwise more likely a count
    r"(?:\b(?:in|of|since|from|by|until|till|to|and|or|after|before|around|about|circa|ca?\.|year|years|during|through"
    r"|between|early|mid|late|summer|winter|spring|autumn|born|died)|[(–—-])\s?$",
    re.I,
)
