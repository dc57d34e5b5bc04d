"""Logs as JSON lines on stderr: fixed events with allow-listed keys, so that no name, token, path or product slips in.

Our code logs ``logger.info("cart claimed", attempt=..., ms=...)`` with a constant event; keys outside ``ALLOWED`` are
dropped. Of other people's log calls only the template is kept, never its arguments, and of exceptions the class and our
own stack frames: the messages of libraries hold paths, queries and values.

In the demo the same lines, by the same rules, are written as text for whoever watches.
"""

from __future__ import annotations

import logging
import sys
import time
import traceback
import uuid
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any

import structlog
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from structlog.contextvars import bind_contextvars, clear_contextvars, merge_contextvars
from structlog.typing import EventDict, Processor, WrappedLogger

from storefront.web.metrics import count_request

HOME = Path(__file__).resolve().parents[2]
OURS = ("storefront.", "checkout.")
LONGEST = 300

ALLOWED = (
    {"event", "level", "timestamp", "logger", "request_id", "clinic"}
    | {"method", "route", "status", "ms", "htmx"}
    | {"upstream", "upstream_request_id", "operation", "outcome", "cause", "attempt", "state", "step"}
    | {"try_number", "looks", "count", "seconds"}
    | {"error_class", "error", "caused_by", "frames"}
)

log = structlog.stdlib.get_logger("storefront.requests")


def configure(level: str = "INFO", *, readable: bool = False) -> dict[str, Any]:
    """Set structlog up and return the matching ``LOGGING``: both kinds of log calls leave through one formatter.

    ``readable`` writes text for people instead of JSON.
    """
    common: list[Processor] = [
        merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *common,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    written: list[Processor] = [structlog.processors.JSONRenderer()]
    if readable:
        console = structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), sort_keys=False, pad_event_to=0)
        written = [for_people, console]
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": [*common, structlog.stdlib.ExtraAdder(allow=ALLOWED)],
        "processors": [tell_error, keep_allowed, *written],
        "use_get_message": False,  # the template alone
    }
    quiet = {"level": "WARNING"}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"lines": formatter},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "stream": sys.stderr, "formatter": "lines"}},
        "root": {"level": level, "handlers": ["stderr"]},
        "loggers": {
            "django": {"level": level, "handlers": [], "propagate": True},
            "django.server": {"level": "CRITICAL", "handlers": []},  # the access line already tells of every request
            "django.request": {"level": "ERROR"},  # the same for every 4xx
            "django.utils.autoreload": quiet,
            "urllib3": quiet,
            "requests": quiet,
            "psycopg": quiet,
        },
    }


def tell_error(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    """Class, our own frames, and the message only where it is ours: our errors promise to hold nothing private."""
    info = event.pop("exc_info", None)
    if info is True:
        info = sys.exc_info()
    error = info[1] if isinstance(info, tuple) else info
    if isinstance(error, BaseException):
        event["error_class"] = class_of(error)
        event["frames"] = our_frames(error.__traceback__)
        if error.__class__.__module__.startswith(OURS):
            event["error"] = str(error)
        if cause := error.__cause__ or (None if error.__suppress_context__ else error.__context__):
            event["caused_by"] = class_of(cause)
    return event


def keep_allowed(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    """Known keys with plain values; long text is cut."""
    return {key: plain(value) for key, value in event.items() if key in ALLOWED}


FIRST = ("timestamp", "level", "event", "method", "route", "status", "ms", "clinic")  # in this order, the rest follows
LEFT_OUT = ("logger", "htmx", "upstream_request_id")  # of no use to somebody who watches


def for_people(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    """The time of day on this machine, what matters first, and a line for each frame of an error."""
    event["timestamp"] = datetime.fromisoformat(event["timestamp"]).astimezone().strftime("%H:%M:%S")
    if frames := event.pop("frames", None):
        event["exception"] = "\n".join(f"    {frame}" for frame in frames)
    order = [*FIRST, *sorted(event.keys() - set(FIRST))]
    return {key: event[key] for key in order if event.get(key, "") != "" and key not in LEFT_OUT}


def plain(value: Any) -> Any:
    if isinstance(value, list):
        return [plain(part) for part in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    return str(value)[:LONGEST] if isinstance(value, str | uuid.UUID) else f"<{type(value).__name__}>"


def class_of(error: BaseException) -> str:
    return f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")


def our_frames(trace: TracebackType | None) -> list[str]:
    frames = traceback.extract_tb(trace)
    ours = [frame for frame in frames if is_our_file(frame.filename)]
    return [f"{Path(frame.filename).relative_to(HOME)}:{frame.lineno} {frame.name}" for frame in ours]


def is_our_file(name: str) -> bool:
    return name.startswith(f"{HOME}/") and "site-packages" not in name


class RequestLogMiddleware:
    """Gives the request its id (never one from outside), tells the client, and writes one line when it is done."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        started = time.perf_counter()
        request_id = uuid.uuid4().hex
        clear_contextvars()
        bind_contextvars(request_id=request_id)
        response = self.get_response(request)
        response["X-Request-ID"] = request_id
        seconds = time.perf_counter() - started
        status = getattr(response, "kept_status", response.status_code)  # of a page that is shown after a redirect
        count_request(route_of(request), status, seconds)
        log.info(
            "request",
            method=request.method if request.method in METHODS else "other",
            route=route_of(request),
            status=status,
            ms=round(seconds * 1000),
            htmx="HTTP_HX_REQUEST" in request.META,
        )
        clear_contextvars()
        return response


METHODS = {"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"}


def route_of(request: HttpRequest) -> str:
    """The pattern's name, never the path: paths hold ids."""
    match = request.resolver_match
    return (match.view_name or match.route) if match else ""


logging.captureWarnings(True)
