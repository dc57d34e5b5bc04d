"""``{"errors": [...]}``: looked at, never shown and never logged.

``status`` is a number in there in some families and a string in others, so it is the HTTP status that counts.
"""

from __future__ import annotations

from typing import Any

from storefront.upstream.elasticpath.readers.shapes import Snake
from storefront.upstream.errors import Unreadable, UpstreamError
from storefront.upstream.fields import Text
from storefront.upstream.wire import Reply


class Problem(Snake):
    title: Text = ""
    detail: Text = ""


def problems_of(reply: Reply) -> tuple[Problem, ...]:
    """Also of a success: some are successes in part. None where the body has another shape."""
    errors: Any = reply.json.get("errors") if isinstance(reply.json, dict) else None
    if not isinstance(errors, list):
        return ()
    return tuple(Problem.model_validate(error if isinstance(error, dict) else {}) for error in errors)


def no(reply: Reply, kind: type[UpstreamError], detail: str) -> UpstreamError:
    """What a refusal means, once another one is ruled out: a page of some gateway in between proves nothing."""
    if not problems_of(reply):
        return reply.error(Unreadable, f"{detail}, but not in the words of Elastic Path")
    return reply.error(kind, detail)


def is_stock(reply: Reply) -> bool:
    """``Insufficient stock`` is the title of a 400 of carts, checkout and payments."""
    return any("stock" in problem.title.lower() for problem in problems_of(reply))
