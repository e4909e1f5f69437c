"""The words that show which kind of claim a sentence makes: one pattern for each sign."""

from __future__ import annotations

import re

_BY = r"(?:(?:has|have|had) )?(?:(?:\w+ly|also|again|since) )?"
_LAW = (
    r"(?:[Ll]aws?|[Aa]ct|[Bb]ills?|legislation|statutes?|treaty|treaties|constitution|[Cc]ourts?|tribunals?"
    r"|[Jj]udges?|[Cc]lause|[Dd]ecree"
    r"|amendments?|ordinance|regulations?|rules?|directive|draft|toll|measure|sanctions)"
)
_RULES = (
    r"(?:allow(?:s|ed)?|ban(?:s|ned)|requir(?:es|ed)|oblig(?:es|ed)|forbids?|forbade|prohibit(?:s|ed)|permit(?:s|ted)"
    r"|rul(?:es|ed) that|struck down|upheld|overturned|decided that|takes? effect|took effect|came into force"
    r"|appl(?:y|ies) to"
    r"|gives?|entitles|exempt(?:s|ed)?|ratified|repealed|unconstitutional|makes? it|punishable|excludes?|passed)"
)
_NUMBER = (
    r"(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen"
    r"|eighteen"
    r"|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|a hundred|hundreds of|thousands of|millions of"
    r"|billions of|dozens of|(?:half )?a (?:million|billion|dozen)|\d[\d,.]*)"
)
_ANY_NUMBER = (
    _NUMBER.replace("(?:two", "(?:[Oo]ne|[Tt]wo", 1).replace("|three", "|[Tt]hree").replace("|four", "|[Ff]our")
)
_COUNT = _NUMBER.replace("two|three|four|five|six|seven|eight|nine|", "")
_OF_A_LIMIT = rf"than (?:{_NUMBER}|[$€£]|half|an?|one|ever|usual)\b"

CHARACTERISED = re.compile(
    rf"^(?:(?!(?:who|which|that|after|said)\b)[\w’'.,-]+ ){{1,14}}?{_BY}"
    r"(?:accus(?:e|es|ed|ing) (?!of\b)|describ(?:es|ed) (?!in\b)|liken(?:s|ed)|branded |dubb(?:s|ed)|denounc(?:es|ed)"
    r"|hail(?:s|ed)|blam(?:es|ed) |compar(?:es|ed) |spoke of|claim(?:s|ed) responsibility|criticis(?:es|ed)"
    r"|called (?:the|an?|him|her|it|them|his|[A-Z]\w+) )"
)
SPOKEN = re.compile(
    r"\bneither confirm nor deny|\bdeclined to comment|\b(?:did not|didn[’']t) (?:immediately )?(?:comment|respond"
    r"|reply)"
    r"|\b(?:has|have) (?:not )?said (?:how|why|what|the \w+ was)|\bsaid (?:he|she|it|they) (?:was|were|had been"
    r"|would like to|felt)"
)
OURSELVES = re.compile(r"\b(?:[Ww]e|I|[Oo]ur|should|must|can)\b")
PLEDGE = re.compile(
    r"\b(?:I|we|my (?:party|group|government)|our (?:party|group|government)|the budget I send you) (?:will|shall"
    r"|[’']ll"
    r"|(?:am|are) going to)\b|\bI am announcing\b|\b(?:she|he|it|they) would (?:not|ban|abolish|refuse|veto)\b",
    re.I,
)
OURSELVES = re.compile(r"\b(?:[Ww]e|I|[Oo]ur|should|must|can)\b")
STANCE = re.compile(
    r"\b(?:support(?:s|ed) (?!by\b)|oppos(?:es|ed) (?!by\b)|reject(?:s|ed)|refus(?:es|ed) to|endors(?:es|ed)"
    r"|agree[ds]? (?:to|on)"
    r"|pledg(?:es|ed)|vow(?:s|ed)|veto(?:ed|es)|vot(?:e|es|ed|ing) (?:for|against|to)|insist(?:s|ed) on|demand(?:s"
    r"|ed|ing)"
    r"|(?:wants?|wanted|seeks?) (?:\w+ )?to|call(?:s|ed|ing) for|rul(?:es|ed) out|pressing"
    r"|would not agree)\b"
)
URGED = re.compile(r"\b(?:urg(?:es|ed|ing)|call(?:s|ed|ing) on|told (?:[\w’-]+ ){1,3}to)\b")
CAUSE = re.compile(
    r"\b(?:because\b|caus(?:es|ed|ing)\b|due to (?!(?:be|begin|start|end|open|close|leave|take|expire|go|meet|run"
    r"|face|retire"
    r"|arrive|vote|appear|stand|come)\b)|led to\b|result(?:s|ed)? (?:in|of|from)\b|thanks to\b|provok(?:es|ed)\b"
    r"|trigger(?:s|ed)\b"
    r"|prevent(?:s|ed)\b|(?:is|are|was|were) (?:to blame|pushing|driving|fuell?ing)\b|helped (?!by)\w+ \w+"
    r"|driven by\b"
    r"|put (?:[\w’-]+ ){1,8}out of (?:business|work)|sav(?:es|ed) (?:taxpayers|(?:\w+ ){0,3}lives)|contribut\w+ to\b"
    r"|forc(?:es|ed|ing) (?:[\w’-]+ ){1,5}to\b)"
    r"|^[A-Z][a-z]+ing (?:[\w’-]+ ){1,6}?(?:cut|reduces?d?|saves?d?|lowers|lowered|raises?d?|increases?d?|doubled"
    r"|costs?)\b"
)
RANK = re.compile(
    r"\b(?:(?:[Tt]he|an?|its|their|’s|'s) (?:[\w’-]+ )?(?:highest|lowest|largest|biggest|smallest|fastest|slowest"
    r"|worst|best|richest"
    r"|poorest|longest|oldest|high|low)\b(?= (?:[\w’-]+ ){0,6}?(?:in|of|on|since|ever|for|last|this|among)\b|[,.])"
    r"|[Oo]ne of the (?:\w+est|most|least)\b|[Tt]he (?:most|least) [a-z]+ (?:[\w’-]+ ){0,6}?(?:in|of|among)\b"
    r"|[Nn]o other\b|any other\b|[Nn]o \w+ of (?:our|its|that) size\b|the rest of the\b|combined(?=[.,])"
    r"|[Ff]or the first time in\b"
    r"|[Tt]he first (?:[\w’-]+ ){1,4}(?:to|ever|since)\b|[Tt]he first time (?:in|since)\b|[Rr]ecord (?:high|low"
    r"|number|level)"
    r"|[Tt]he only (?:[\w’-]+ ){0,3}(?:to|in|that|which|with)\b)"
)
COMPARED = re.compile(
    rf"\b(?:more|less|fewer|higher|lower|larger|greater|bigger|smaller|better|worse|faster|older"
    rf"|cheaper)\b(?! {_OF_A_LIMIT})"
    rf"(?: [\w’,'-]+){{0,12}}? (?!{_OF_A_LIMIT})than\b"
    r"|\b(?:twice |three times |half )?as (?:much|many|likely|high|low) (?:[\w’-]+ ){0,8}?as\b|\b(?:outpaced"
    r"|outnumber(?:s|ed)?)\b"
    r"|\b(?:get|gets|earns?|pays?|receives?) (?:less|more|fewer) \w+ per\b"
)
LAW = re.compile(
    rf"\b{_LAW}\b(?: [\w’,'-]+){{0,9}}? {_RULES}\b|\b{_RULES}\b(?: [\w’,'-]+){{0,6}}? {_LAW}\b"
    r"|\b(?:excluded|exempt\w*) from\b|^(?:The )?(?:[A-Z][\w’-]+ ){1,3}(?:government |parliament )?"
    r"(?:allows|permits|requires|lets|bans|banned|outlawed|legali[sz]ed|criminali[sz]ed|outlaws|raised the minimum)\b"
    r"|\b(?:unconstitutional|incompatible with|punishable by|never ratified|(?:is|are|was|were) (?:illegal"
    r"|unlawful|banned))\b"
)
SHARE = re.compile(
    r"%|\b(?:per ?cent(?:age points?)?\b|pct\b|(?:[Nn]early|[Aa]lmost) all of|mostly to\b|[Oo]ne in \w+|half (?:of"
    r"|the|its)\b"
    rf"|[Ee]very (?:second|third|fourth|fifth|two|three|\d+) [A-Z]?[a-z]+|[Nn]one of the {_NUMBER}\b"
    r"|(?:[Aa]|[Tt]he|[Tt]wo|[Tt]hree) (?:third|quarter|fourth|fifth|tenth)s? of\b"
    rf"|{_ANY_NUMBER} (?:(?:out of|in) (?:every )?(?:three|four|five|six|seven|eight|nine|ten|\d+)\b"
    rf"|of (?:the|its|his|her|their) (?:[\w’]+[’']s )?{_NUMBER}\b))"
)
TREND = re.compile(
    r"\b(?:(?:doubled|tripled|quadrupled|halved|shrank|shrunk|is sinking|trailing|leading by)\b|(?:eight|ten|five"
    r"|three|four)fold"
    r"|(?:rose|risen|fell|fallen|grew|grown|climbed|dropped|soared|plunged|slowed|sank|jumped|declined|increased"
    r"|decreased|surged"
    r"|slumped)\b(?! (?:ill|asleep|apart|over|out|to pieces|in love|off|silent|through|up in|the|his|her|its"
    r"|to comment|to say"
    rf"|an offer)\b)|(?:lost|gained|added|created|cut) {_NUMBER}|(?:picked|gone|went|going) (?:up|down)\b"
    r"|(?:twice|three times|four times|ten times) as [a-z]+"
    r"|(?:below|above|over|under) (?:forecasts?|targets?|average|inflation|the (?:\w+ )?limit)\b)"
)
MEASURED = re.compile(rf"\b{_COUNT}\b")
PASSING = re.compile(  # figures that measure nothing claimed: ages, clock times, ordinals, how long something went on
    r"\b(?:(?:at|aged?) \d\d?\b(?! per ?cent)|\d+-(?:year|month|week|day|hour|minute|page)s?\b|\d+(?:st|nd|rd|th)\b"
    rf"|turned {_NUMBER}|between {_NUMBER} and {_NUMBER}|\d\d?(?::\d\d)? [ap]\.?m\b|G\d\d?\b"
    r"|(?:for|in|within|after|over|by) (?:the )?(?:(?:past|last|next|previous|more than|nearly|almost|at least"
    r"|over|about) )?"
    rf"{_NUMBER}[ -](?:seconds?|minutes?|hours?|days?|weeks?|months?|years?|cent|nights?|times)\b"
    rf"|{_NUMBER} (?:times(?! (?:as|more|the)\b)|(?:days|weeks|months|years) (?:after|before|later|earlier|ago)\b)"
    r"|(?:Room|Clause|Article|Section|Route|Number|No\.) \d+)|, \d\d,"
)
DID = re.compile(
    r"\b(?!(?:need|indeed|based|used|called|named|owed|owned|employed|cost|united|exceed|hundred|received|required"
    r"|totall?ed|earned"
    r"|averaged|numbered|reached|measured|accounted|admitted|approved|included|declared)\b)[a-z]{2,}ed\b"
    r"|\b(?:took|threw|sold|shot|lent|sent|gave|bought|went|met|left|won|built|broke|set|wrote|stole|struck|hit"
    r"|held|came on"
    r"|were handed|was handed|was closed)\b"
)
STANDING = re.compile(
    rf"\b(?:(?:has|have) (?:[\w’-]+ ){{1,4}}?{_COUNT}\b|(?:an?|per|each|every) (?:year|month|week|day|hour|acre"
    rf"|head|household)\b"
    r"|in one year\b|(?:is|are|had|has|have|receives?|includes?|costs?|takes|feeds|holds?|employs?|owes?|spends?"
    r"|pays?|came to"
    rf"|lost track of|runs to|lasts?|weighs|earns?)(?= (?:[\w’-]+ ){{0,4}}?{_COUNT}\b)"
    rf"|{_COUNT} (?:[\w’-]+ ){{1,3}}?(?:has|have)\b)"
)
STATE = re.compile(
    r"^(?:[\w’'.-]+,? ){1,14}?(?:is|are|was|were|isn[’']t|aren[’']t) (?:now |still |not |also )?(?:an?|the|in|on"
    r"|at|out|full|lined"
    r"|located|too|available|open|free|home|part|hidden|never|yellow|as|among|behind|near|under|cousins?|member)\b"
    r"|\b(?:belong(?:s|ed)? to|consists? of|contain(?:s|ed)?|smell(?:s|ed) of|includes|faces|resembl\w+|made of"
    r"|can \w+ free)\b"
    r"|\b(?:has|have) (?:an?|the|no|its|\w+ \w+ and)\b|^(?:Today|This|That|It) (?:is|was) |\bnever belonged\b"
)
