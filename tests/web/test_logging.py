"""Log lines: JSON (text in the demo), known keys, no words of patients or libraries."""

from __future__ import annotations

import io
import json
import logging
import logging.config
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import structlog
from django.conf import settings as configured
from django.test import Client

from storefront.upstream.errors import Unreadable
from storefront.web.logging import configure

CANARY = "canary-ada@example.com-1815-12-10"


@contextmanager
def written_to_log(config: Any) -> Iterator[Any]:
    """The stream that everything goes to meanwhile."""
    stream = io.StringIO()
    logging.config.dictConfig(config | {"handlers": {"stderr": config["handlers"]["stderr"] | {"stream": stream}}})
    yield stream
    logging.config.dictConfig(configured.LOGGING)


@pytest.fixture
def lines() -> Iterator[Any]:
    """What has been written to the log, parsed."""
    with written_to_log(configured.LOGGING) as stream:
        yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]


@pytest.fixture
def readable_lines() -> Iterator[Any]:
    """The same in the demo, where it is text."""
    with written_to_log(configure(readable=True)) as stream:
        yield lambda: stream.getvalue().splitlines()


@pytest.mark.django_db
@pytest.mark.usefixtures("bare_pages", "harbour")
def test_a_request_is_one_line_without_path_query_or_body(lines: Any) -> None:
    client = Client(headers={"host": "harbour.localhost", "X-Request-ID": CANARY, "User-Agent": CANARY})
    reply = client.post(f"/session/?email={CANARY}", {"name": CANARY}, headers={"HX-Request": "true"})

    (line,) = lines()
    assert CANARY not in json.dumps(line)
    assert line.pop("ms") >= 0
    assert line.pop("timestamp")
    assert line == {
        "event": "request",
        "level": "info",
        "logger": "storefront.requests",
        "request_id": reply["X-Request-ID"],
        "clinic": "harbour",
        "method": "POST",
        "route": "session",
        "status": 200,
        "htmx": True,
    }


@pytest.mark.django_db
@pytest.mark.usefixtures("bare_pages", "harbour")
def test_a_crash_tells_the_class_and_our_frames_but_not_the_message(lines: Any) -> None:
    client = Client(headers={"host": "harbour.localhost"}, raise_request_exception=False)
    reply = client.get(f"/broken/{CANARY}/")

    crash, line = lines()
    assert reply.status_code == 500
    assert CANARY not in json.dumps([crash, line])
    assert crash["error_class"] == "ValueError"
    assert crash["request_id"] == line["request_id"] == reply["X-Request-ID"]
    assert crash["frames"][-1].endswith("broken")
    assert line["route"] == "broken"


def test_unknown_keys_are_dropped_and_line_breaks_cannot_forge_a_line(lines: Any) -> None:
    log = structlog.stdlib.get_logger("storefront.test")
    log.info("tried", email=CANARY, cause='a\r\n{"event": "forged"}', upstream={"token": CANARY}, count=3)

    (line,) = lines()
    assert CANARY not in json.dumps(line)
    assert "email" not in line
    assert line["cause"] == 'a\r\n{"event": "forged"}'
    assert (line["upstream"], line["count"]) == ("<dict>", 3)


def test_our_own_errors_may_speak_and_their_causes_only_give_their_class(lines: Any) -> None:
    try:
        try:
            raise RuntimeError(CANARY)
        except RuntimeError as error:
            raise Unreadable("careportals", "no total in the cart") from error
    except Unreadable:
        structlog.stdlib.get_logger("storefront.test").exception("call failed", operation="read cart")

    (line,) = lines()
    assert line["error"] == "careportals: no total in the cart"
    assert line["error_class"] == "storefront.upstream.errors.Unreadable"
    assert line["caused_by"] == "RuntimeError"
    assert CANARY not in json.dumps(line)


def test_of_other_peoples_logs_only_the_template_is_kept(lines: Any) -> None:
    logging.getLogger("library").warning("failed for %s", CANARY)
    logging.getLogger("urllib3.connectionpool").info("GET /%s", CANARY)

    (line,) = lines()
    assert (line["event"], line["logger"], line["level"]) == ("failed for %s", "library", "warning")


@pytest.mark.django_db
@pytest.mark.usefixtures("bare_pages")
def test_an_odd_method_is_not_written_down(lines: Any) -> None:
    Client().generic(CANARY.upper(), "/", HTTP_HOST="evil.example")

    assert lines()[0]["method"] == "other"


@pytest.mark.django_db
@pytest.mark.usefixtures("bare_pages", "harbour")
def test_in_the_demo_a_request_is_a_line_of_text_with_the_same_keys(readable_lines: Any) -> None:
    client = Client(headers={"host": "harbour.localhost"})
    reply = client.post(f"/session/?email={CANARY}", {"name": CANARY})

    (line,) = readable_lines()
    says = (
        r"\d\d:\d\d:\d\d \[info *\] request method=POST route=session status=200 ms=\d+ clinic=harbour request_id=(\w+)"
    )
    assert re.fullmatch(says, line)[1] == reply["X-Request-ID"]  # type: ignore[index]


@pytest.mark.django_db
@pytest.mark.usefixtures("bare_pages", "harbour")
def test_in_the_demo_a_crash_is_told_frame_by_frame_and_without_its_message(readable_lines: Any) -> None:
    client = Client(headers={"host": "harbour.localhost"}, raise_request_exception=False)
    client.get(f"/broken/{CANARY}/")

    crash, *frames, request = readable_lines()
    assert CANARY not in "".join([crash, *frames, request])
    assert "[error" in crash
    assert "error_class=ValueError" in crash
    assert frames[-1].startswith("    tests/web/urls.py:")
    assert frames[-1].endswith(" broken")
    assert "status=500" in request


def test_in_the_demo_unknown_keys_are_dropped_and_line_breaks_cannot_forge_a_line(readable_lines: Any) -> None:
    log = structlog.stdlib.get_logger("storefront.test")
    log.info("tried", email=CANARY, cause="a\r\n00:00:00 [info] forged", upstream={"token": CANARY}, count=3)

    (line,) = readable_lines()
    assert CANARY not in line
    assert "count=3" in line
