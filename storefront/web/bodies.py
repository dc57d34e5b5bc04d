"""Bodies without a length: some proxies and edge networks send every form in chunks.

Django takes a request without ``Content-Length`` as one without a body. So the body is read here, up to a limit, and
gets its length.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any

import structlog

from storefront.web.uploads import LIMIT

MOST = LIMIT + 1024 * 1024  # bytes: the largest file that a form takes, and everything around it
READ_AT_ONCE = 64 * 1024

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

log = structlog.stdlib.get_logger(__name__)


def with_length(application: Application) -> Application:
    def sized(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if "chunked" in environ.get("HTTP_TRANSFER_ENCODING", "").lower():
            body = _read(environ["wsgi.input"])
            if body is None:
                log.warning("body_refused", cause="a body in chunks is larger than any form", count=MOST)
                start_response("413 Content Too Large", [("Content-Type", "text/plain"), ("Connection", "close")])
                return [b"This is larger than any form here takes."]
            environ |= {"CONTENT_LENGTH": str(len(body)), "wsgi.input": BytesIO(body)}
            del environ["HTTP_TRANSFER_ENCODING"]
        return application(environ, start_response)

    return sized


def _read(stream: Any) -> bytes | None:
    """All of it, or None where it is too large."""
    kept = bytearray()
    while more := stream.read(READ_AT_ONCE):
        kept += more
        if len(kept) > MOST:
            return None
    return bytes(kept)
