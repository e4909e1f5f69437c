"""Language tags after BCP 47 (https://www.rfc-editor.org/info/bcp47), as pages, markup and feeds write them."""

import re

_TAG = re.compile(r"([a-z]{2,3})(?:-([a-z]{4}))?(?:-([a-z]{2}|[0-9]{3}))?", re.IGNORECASE | re.ASCII)

# Open Graph wants a territory with every language; these are where the languages without one are most at home.
_AT_HOME = {
    "ar": "AR", "bg": "BG", "ca": "ES", "cs": "CZ", "cy": "GB", "da": "DK", "de": "DE", "el": "GR", "en": "GB",
    "es": "ES", "et": "EE", "eu": "ES", "fa": "IR", "fi": "FI", "fr": "FR", "gl": "ES", "he": "IL", "hi": "IN",
    "hr": "HR", "hu": "HU", "id": "ID", "it": "IT", "ja": "JP", "ko": "KR", "lt": "LT", "lv": "LV", "nb": "NO",
    "nl": "NL", "nn": "NO", "pl": "PL", "pt": "PT", "ro": "RO", "ru": "RU", "sk": "SK", "sl": "SI", "sr": "RS",
    "sv": "SE", "tr": "TR", "uk": "UA", "vi": "VN", "zh": "CN",
}  # fmt: skip


def canonical(tag: str) -> str:
    """The tag as RFC 5646, section 2.1.1, recommends to write it: `pt-BR`, `zh-Hant-TW`.

    Raises:
        ValueError: it is not a language, perhaps with a script and a region.
    """
    found = _TAG.fullmatch(tag.strip().replace("_", "-"))
    if found is None:
        raise ValueError(f"{tag!r} is no language tag")
    language, script, region = found.groups(default="")
    return "-".join(part for part in (language.lower(), script.title(), region.upper()) if part)


def primary(tag: str) -> str:
    """The language of a tag, without script and region."""
    return tag.replace("_", "-").partition("-")[0].lower()


def open_graph(tag: str) -> str:
    """The tag as a locale of Open Graph (https://ogp.me), such as `de_DE`; empty where its territory is not known."""
    language, *others = tag.replace("_", "-").split("-")
    region = next((part for part in others if len(part) == 2), _AT_HOME.get(language.lower(), ""))
    return f"{language.lower()}_{region.upper()}" if region else ""
