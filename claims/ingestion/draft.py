"""What a reader makes of an input, before anything is stored."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleDraft:
    """One article as it was printed: `text` holds the paragraphs only, without title and byline.

    `title`, `text` and `published_on` are always filled. `text` is in the form that `clean_text` gives, so claims can
    be anchored to it by code-point offsets. `byline` names the authors without the word "By". `url` is the address the
    article calls its own, `language` a two- or three-letter code; both are empty when the input does not say.
    """

    title: str
    text: str
    published_on: date
    byline: str = ""
    url: str = ""
    language: str = ""
    site_name: str = ""
