"""A body in chunks is a body like any other."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest

from storefront.web import bodies
from storefront.web.bodies import MOST, with_length


class Slow(BytesIO):
    """Gives less than is asked for, as a socket does."""

    def read(self, size: int | None = -1) -> bytes:
        return super().read(min(size or 0, 7))


def sent(body: bytes, **environ: str) -> tuple[str, dict[str, Any]]:
    """The status, and what the application behind it was given."""
    seen: dict[str, Any] = {}
    statuses = []

    def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        seen.update(environ, body=environ["wsgi.input"].read())
        start_response("200 OK", [])
        return [b""]

    with_length(application)({"wsgi.input": Slow(body)} | environ, lambda status, _headers: statuses.append(status))
    return statuses[0], seen


@pytest.mark.parametrize("coding", ["chunked", "Chunked", "gzip, chunked"])
@pytest.mark.parametrize("body", [b"", b"email=ana%40harbour.example&password=secret"])
def test_a_body_in_chunks_gets_its_length(coding: str, body: bytes) -> None:
    status, seen = sent(body, HTTP_TRANSFER_ENCODING=coding)

    assert (status, seen["body"], seen["CONTENT_LENGTH"]) == ("200 OK", body, str(len(body)))
    assert "HTTP_TRANSFER_ENCODING" not in seen


def test_the_length_is_what_was_read_and_not_what_was_said() -> None:
    assert sent(b"a=b", HTTP_TRANSFER_ENCODING="chunked", CONTENT_LENGTH="99")[1]["CONTENT_LENGTH"] == "3"


def test_a_body_with_a_length_is_left_to_be_read_when_it_is_needed() -> None:
    assert sent(b"a=b", CONTENT_LENGTH="3")[1]["CONTENT_LENGTH"] == "3"
    assert isinstance(sent(b"a=b", CONTENT_LENGTH="3")[1]["wsgi.input"], Slow)


def test_what_is_larger_than_any_form_is_refused_before_it_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bodies, "MOST", 20)

    assert sent(b"x" * 20, HTTP_TRANSFER_ENCODING="chunked")[0] == "200 OK"
    assert sent(b"x" * 21, HTTP_TRANSFER_ENCODING="chunked") == ("413 Content Too Large", {})
    assert MOST == 3 * 1024 * 1024
