"""Product pictures, fetched from wherever an upstream keeps them, behind the same guards as its API."""

from __future__ import annotations

import time

import requests

from storefront.upstream.errors import NotFound, OutcomeUnknown, Unreachable, Unreadable, UpstreamError
from storefront.upstream.paths import origin_of
from storefront.upstream.pools import POOLS, Pools
from storefront.upstream.transfer import Answer, Timeouts, TooLargeError, never_left, transfer
from storefront.upstream.waiting import about_to_wait

LIMIT = 5 * 1024 * 1024


def fetch_picture(
    url: str, *, upstream: str, timeouts: Timeouts | None = None, allow_loopback: bool = False, pools: Pools = POOLS
) -> tuple[bytes, str]:
    """The picture's bytes (5 MB at most) and its content type, without any header of ours that could tell who looks.

    Raises ``NotFound`` (any 4xx, or an address we do not fetch), ``Unreachable``, ``OutcomeUnknown`` and ``Unreadable``
    (too large, a redirect, or not a raster picture: SVG is a document that may hold scripts).
    """
    timeouts = timeouts or Timeouts()
    request = _request(url, upstream, allow_loopback)
    try:
        adapter = pools.shared(origin_of(str(request.url)), allow_loopback=allow_loopback)
        deadline = time.monotonic() + timeouts.total
        about_to_wait()
        answer = transfer(request, adapter, timeouts, deadline=deadline, limit=LIMIT)
    except TooLargeError:
        raise Unreadable(upstream, "a picture beyond all size") from None
    except Exception as error:
        kind: type[UpstreamError] = Unreachable if never_left(error) else OutcomeUnknown
        raise kind(upstream, f"a picture: {type(error).__name__}") from None
    return answer.body, _picture_type(answer, upstream)


def _request(url: str, upstream: str, allow_loopback: bool) -> requests.PreparedRequest:
    schemes = ("https://", "http://") if allow_loopback else ("https://",)
    try:
        request = requests.Request("GET", url, headers={"Accept": "image/*", "Accept-Encoding": "identity"}).prepare()
    except (requests.RequestException, ValueError):
        raise NotFound(upstream, "not the address of a picture") from None
    if not str(request.url).startswith(schemes) or "Authorization" in request.headers:
        raise NotFound(upstream, "not the address of a picture")
    return request


def _picture_type(answer: Answer, upstream: str) -> str:
    if 400 <= answer.status < 500:
        raise NotFound(upstream, f"a picture answered {answer.status}", status=answer.status)
    if answer.status >= 500:
        raise OutcomeUnknown(upstream, f"a picture answered {answer.status}", status=answer.status)
    content_type = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if answer.status != 200 or not content_type.startswith("image/") or content_type.startswith("image/svg"):
        raise Unreadable(upstream, "not a picture", status=answer.status)
    return content_type
