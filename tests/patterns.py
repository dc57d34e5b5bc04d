"""What a pattern finds on a page."""

from __future__ import annotations

import re


def first(pattern: str, text: str) -> str:
    """The first group of the first match; where there is none, the test fails and says what was looked for."""
    match = re.search(pattern, text, re.S)
    assert match, f"nothing matches {pattern}"
    return match[1]
