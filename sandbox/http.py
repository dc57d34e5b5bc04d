"""What travels: a request as it came over the wire, a response, a refusal, and a router on path segments."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


class Headers(Mapping[str, str]):
    """Header fields by name, whatever the case."""

    def __init__(self, pairs: Iterable[tuple[str, str]] = ()) -> None:
        self._fields = {name.lower(): value for name, value in pairs}

    def __getitem__(self, name: str) -> str:
        return self._fields[name.lower()]

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)


@dataclass(slots=True)
class Note:
    """What the handlers tell the ledger about a call; shared by a request and its ``below()`` copies."""

    template: str = ""
    tenant: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """One call. ``segments`` are the percent-decoded parts of the path that nobody has consumed yet,
    ``target`` is the whole path as it was sent, and ``base`` is scheme and host as the caller knows us."""

    method: str
    target: str
    segments: tuple[str, ...] = ()
    query: tuple[tuple[str, str], ...] = ()
    headers: Headers = field(default_factory=Headers)
    body: bytes = b""
    base: str = ""
    note: Note = field(default_factory=Note)

    @classmethod
    def of(cls, method: str, url: str, headers: Iterable[tuple[str, str]], body: bytes, base: str) -> Request:
        """From a request line: ``url`` may be absolute or begin with the path, and is still percent-encoded."""
        parts = urlsplit(url if "://" in url else "http://sandbox" + url)
        target = parts.path or "/"
        return cls(
            method=method.upper(),
            target=target,
            segments=tuple(unquote(part) for part in target.split("/")[1:]),
            query=tuple(parse_qsl(parts.query, keep_blank_values=True)),
            headers=Headers(headers),
            body=body,
            base=base,
        )

    def below(self, count: int = 1) -> Request:
        """The same request without its first ``count`` segments."""
        return replace(self, segments=self.segments[count:])

    @property
    def path(self) -> str:
        """What is left of the path, decoded. For people and patterns, not for routing."""
        return "/" + "/".join(self.segments)

    @property
    def raw_segments(self) -> tuple[str, ...]:
        """What is left of the path as it was sent, for those who care how it was encoded."""
        parts = self.target.split("/")[1:]
        return tuple(parts[len(parts) - len(self.segments) :])

    def argument(self, name: str, default: str = "") -> str:
        """The first query parameter of that name."""
        return next((value for key, value in self.query if key == name), default)

    @property
    def content_type(self) -> str:
        return self.headers.get("content-type", "").split(";")[0].strip().lower()

    def json(self) -> Any:
        """The body, numbers with a point as ``Decimal``. ``Refusal`` 400 when it is not JSON."""
        try:
            return json.loads(self.body, parse_float=Decimal, parse_constant=_no_constant)
        except (ValueError, RecursionError):
            raise Refusal(400, reason="body is not JSON") from None

    def form(self) -> dict[str, str]:
        """The body of an HTML form or an OAuth call."""
        return dict(parse_qsl(self.body.decode("utf-8", "replace"), keep_blank_values=True))


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


@dataclass(slots=True)
class Response:
    status: int = 200
    body: bytes = b""
    content_type: str = "application/json; charset=utf-8"
    headers: dict[str, str] = field(default_factory=dict)

    @classmethod
    def json(cls, payload: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
        """``Decimal`` is written as a JSON number, without trailing zeros, as JavaScript servers do."""
        return cls(status, dumps(payload), headers=dict(headers or {}))

    @classmethod
    def html(cls, text: str, status: int = 200) -> Response:
        return cls(status, text.encode(), "text/html; charset=utf-8")

    @classmethod
    def text(cls, text: str, status: int = 200) -> Response:
        return cls(status, text.encode(), "text/plain; charset=utf-8")

    @classmethod
    def redirect(cls, location: str, status: int = 303) -> Response:
        return cls(status, b"", "text/plain; charset=utf-8", {"Location": location})

    def fields(self) -> list[tuple[str, str]]:
        """All header fields; the length is that of the whole body."""
        return [("Content-Type", self.content_type), ("Content-Length", str(len(self.body))), *self.headers.items()]


_NUMBER = re.compile(r'"\\u0000(-?[0-9.]+)\\u0000"')


def dumps(payload: object) -> bytes:
    # json has no hook for numbers: Decimals leave as marked strings, and the marks and quotes are then taken off.
    text = json.dumps(payload, default=_mark)
    return _NUMBER.sub(r"\1", text).encode()


def _mark(value: object) -> str:
    if isinstance(value, Decimal) and value.is_finite():
        return f"\0{value.normalize():f}\0"
    raise TypeError(f"{type(value).__name__} does not go into JSON")


class Refusal(Exception):
    """Raised anywhere in a handler to answer no. Without a payload, the upstream words it in its own error shape."""

    def __init__(
        self, status: int, payload: object = None, *, reason: str = "", headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(f"{status} {reason}")
        self.status, self.payload, self.reason, self.headers = status, payload, reason, dict(headers or {})

    def response(self) -> Response:
        payload = {"message": self.reason} if self.payload is None else self.payload
        return Response.json(payload, self.status, self.headers)


Handler = Callable[..., Response]


class Routes:
    """Templates such as ``/v2/carts/{cart}/items``; a handler is called with ``(context, request, cart=...)``.

    A parameter is one whole segment, decoded; ``.``, ``..`` and the empty segment match nothing, as no
    real client can send them. Unknown paths are a ``Refusal`` 404, known paths with another method 405.
    """

    def __init__(self) -> None:
        self._table: list[tuple[str, tuple[str, ...], str, Handler]] = []

    def add(self, method: str, template: str) -> Callable[[Handler], Handler]:
        def register(handler: Handler) -> Handler:
            self._table.append((method, tuple(template.split("/")[1:]), template, handler))
            return handler

        return register

    def get(self, template: str) -> Callable[[Handler], Handler]:
        return self.add("GET", template)

    def post(self, template: str) -> Callable[[Handler], Handler]:
        return self.add("POST", template)

    def put(self, template: str) -> Callable[[Handler], Handler]:
        return self.add("PUT", template)

    def delete(self, template: str) -> Callable[[Handler], Handler]:
        return self.add("DELETE", template)

    def include(self, other: Routes) -> None:
        self._table.extend(other._table)

    def dispatch(self, context: object, request: Request) -> Response:
        allowed = set()
        for method, pattern, template, handler in self._table:
            found = match(pattern, request.segments)
            if found is None:
                continue
            request.note.template = template
            if method == request.method:
                return handler(context, request, **found)
            allowed.add(method)
        if allowed:
            raise Refusal(405, reason="Method Not Allowed", headers={"Allow": ", ".join(sorted(allowed))})
        raise Refusal(404, reason=f"Cannot {request.method} {request.path}")


def match(pattern: tuple[str, ...], segments: tuple[str, ...]) -> dict[str, str] | None:
    if len(pattern) != len(segments):
        return None
    found = {}
    for want, have in zip(pattern, segments, strict=True):
        if want.startswith("{"):
            if have in {"", ".", ".."}:
                return None
            found[want[1:-1]] = have
        elif want != have:
            return None
    return found


def cors(request: Request, response: Response) -> Response:
    """Let the page that asks read the answer, with credentials. For what a browser calls directly."""
    origin = request.headers.get("origin")
    if origin:
        response.headers |= {
            "Access-Control-Allow-Origin": origin,
            "Access-Control-Allow-Credentials": "true",
            "Access-Control-Allow-Headers": request.headers.get("access-control-request-headers", "content-type"),
            "Access-Control-Allow-Methods": "GET, POST, PUT, DELETE",
            "Vary": "Origin",
        }
    return response
