"""How two requests of one session that changed the same value are brought together.

Each rule looks at three contents of the session: what this request read (``base``), what it has now (``mine``) and what
the row holds meanwhile (``theirs``). Without a rule for a key, the request that is saved last decides. A value of None
is as good as none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

Content = Mapping[str, Any]
Rule = Callable[[Content, Content, Content], Any]  # base, mine, theirs: the value to keep, None for none

_rules: dict[str, Rule] = {}


def register(key: str, rule: Rule) -> None:
    """Have ``rule`` decide about ``key`` where both requests changed it. Called once, when the program starts."""
    _rules[key] = rule


def merged(base: Content, mine: Content, theirs: Content) -> dict[str, Any]:
    """Only what this request changed or removed is written over what the row holds by now."""
    result = dict(theirs)
    for key in base.keys() | mine.keys():
        if base.get(key) == mine.get(key):
            continue
        rule = _rules.get(key)
        both = rule is not None and theirs.get(key) != base.get(key)
        value = rule(base, mine, theirs) if rule and both else mine.get(key)
        if value is None:
            result.pop(key, None)
        else:
            result[key] = value
    return result


def by_parts(key: str, *, of_one: str = "", together: Iterable[tuple[str, ...]] = ()) -> Rule:
    """A rule for a value that is a dict: each part for itself.

    Parts that make sense only with each other are named in ``together``. Values that differ in the part ``of_one`` are
    about different people: the one of this request stays whole.
    """

    def rule(base: Content, mine: Content, theirs: Content) -> Any:
        was, own, other = base.get(key) or {}, mine.get(key), theirs.get(key)
        if not own or not other or own.get(of_one) != other.get(of_one):
            return own
        grouped = {part: group for group in together for part in group}
        result = dict(other)
        for part in was.keys() | own.keys():
            if all(was.get(each) == own.get(each) for each in grouped.get(part, (part,))):
                continue
            if part in own:
                result[part] = own[part]
            else:
                result.pop(part, None)
        return result

    return rule
