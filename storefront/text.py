"""Text as people paste it, one normal form for each kind: what looks the same becomes the same.

Copied text carries characters that nobody sees: zero-width spaces, soft hyphens, marks of the writing direction. The
lists are Unicode's default-ignorable code points (UAX #44, DerivedCoreProperties.txt).
"""

from __future__ import annotations

import re
import unicodedata

JOINERS = "\u200c\u200d"  # they shape words of Persian, Hindi and others
SELECTORS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"  # they choose the form of a letter, in Japanese names too
TURNING = "\u202a-\u202e\u2066-\u2069"  # embeddings, overrides and isolates: they can make a text read as another
INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u2060-\u2065\u206a-\u206f\u3164\ufeff"
    "\uffa0\ufff9-\ufffb\U000e0000-\U000e007f"
)
FIRST_SCRIPT_WITH_JOINERS = "\u0590"  # Latin, Greek and Cyrillic stand before it and need none

_INVISIBLE = re.compile(f"[{INVISIBLE}]")
_ALL_INVISIBLE = re.compile(f"[{INVISIBLE}{JOINERS}{SELECTORS}]")
_TURNING_ROUND = re.compile(rf"^[\s{TURNING}]+|[\s{TURNING}]+$")
_NOT_TEXT = re.compile(f"[\x00-\x1f\x7f-\x9f\u2028\u2029{TURNING}\ud800-\udfff]")
_JOINER = re.compile(f"[{JOINERS}]+")
_ASCII_SIGNS = str.maketrans(
    dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63", "-")
    | dict.fromkeys("\u2018\u2019\u201a\u201b\u02bc\u02bb\u2032\u00b4`", "'")
    | dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033", '"')
)


def readable(text: str) -> str:
    """A name or a line of words: composed, and without what cannot be seen.

    Joiners stay inside words of scripts that need them. What turns the reading direction goes at the ends, where
    copying puts it; inside it stays, for ``first_not_text`` to find.
    """
    text = _TURNING_ROUND.sub("", _INVISIBLE.sub("", text))
    return unicodedata.normalize("NFC", _JOINER.sub(_needed, text))


def exact(text: str) -> str:
    """What identifies something (an email address, a code, a number): two texts that look alike are one.

    Full-width letters and digits become plain ones, and typographic hyphens and quotes those of a keyboard.
    """
    text = _TURNING_ROUND.sub("", _ALL_INVISIBLE.sub("", text))
    return unicodedata.normalize("NFKC", text).translate(_ASCII_SIGNS).strip()


def comparable(text: str) -> str:
    """For finding, comparing and sorting: as ``exact``, and without case and accents."""
    decomposed = unicodedata.normalize("NFKD", exact(text).casefold())
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))


def first_not_text(text: str) -> re.Match[str] | None:
    """The first control character, line break, lone surrogate or turn of the reading direction."""
    return _NOT_TEXT.search(text)


def _needed(joiner: re.Match[str]) -> str:
    """A joiner between two letters of a script that has joiners; nothing elsewhere."""
    text, start, end = joiner.string, joiner.start(), joiner.end()
    around = text[start - 1 : start], text[end : end + 1]
    return joiner[0] if all(map(_takes_joiners, around)) else ""


def _takes_joiners(sign: str) -> bool:
    return sign >= FIRST_SCRIPT_WITH_JOINERS and unicodedata.category(sign)[0] in "LM"
