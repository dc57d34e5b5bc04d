"""HTTP as Werkzeug has it, with what it does not give: JSON read strictly, refusals, and routes that keep ``%2F``."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from io import BytesIO
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from werkzeug import Request as WerkzeugRequest
from werkzeug import Response
from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import BaseConverter, Map, RequestRedirect, Rule, ValidationError
from werkzeug.test import create_environ


@dataclass(slots=True)
class Note:
    """What the handlers tell the ledger about a call; shared by a request and its ``below()`` copies."""

    template: str = ""
    tenant: str = ""


class Request(WerkzeugRequest):
    """One call. ``path`` is what is left of the path, decoded: for people and patterns, not for routing."""

    @classmethod
    def of(cls, method: str, url: str, headers: Iterable[tuple[str, str]], body: bytes, base: str) -> Request:
        """From a request line: ``url`` is the path and the query as they were sent, ``base`` is scheme and host."""
        # The environment of WSGI cannot tell X_Name from X-Name; servers drop the first, and so do we.
        told = [(name, value) for name, value in headers if "_" not in name]
        return cls(create_environ(url, base, method=method, headers=told, data=body))

    def below(self, count: int = 1) -> Request:
        """The same call, with its first ``count`` segments moved from ``path`` to ``root_path``."""
        mounted = "".join(f"/{part}" for part in self.raw_segments[:count])
        left = "/" + "/".join(self.segments[count:])
        moved = {
            "SCRIPT_NAME": self.root_path + mounted,
            "PATH_INFO": left.encode().decode("latin-1"),  # the encoding of WSGI
            "wsgi.input": BytesIO(self.get_data()),
            "sandbox.note": self.note,
        }
        return Request(self.environ | moved)

    @property
    def note(self) -> Note:
        note: Note = self.environ.setdefault("sandbox.note", Note())
        return note

    @cached_property
    def raw_segments(self) -> tuple[str, ...]:
        """What is left of the path as it was sent, for those who care how it was encoded."""
        parts = urlsplit(self.environ["REQUEST_URI"]).path.split("/")[1:]
        return tuple(parts[self.root_path.count("/") :])

    @cached_property
    def segments(self) -> tuple[str, ...]:
        """The parts of the path, each decoded by itself: ``a%2Fb`` is one of them."""
        return tuple(unquote(part) for part in self.raw_segments)

    @property
    def base(self) -> str:
        """Scheme and host, as the caller knows us."""
        return self.host_url.rstrip("/")

    def json_body(self) -> Any:
        """The body, numbers with a point as ``Decimal``. ``Refusal`` 400 when it is not JSON."""
        try:
            return json.loads(self.get_data(), parse_float=Decimal, parse_constant=_no_constant)
        except (ValueError, RecursionError):
            raise Refusal(400, reason="body is not JSON") from None


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def json_response(payload: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """``Decimal`` is written as a JSON number, without trailing zeros, as JavaScript servers do."""
    return Response(dumps(payload), status, headers, content_type="application/json; charset=utf-8")


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
        return json_response(payload, self.status, self.headers)


class Segment(BaseConverter):
    """A parameter of a route: one whole segment, decoded. ``.`` and ``..`` are none, as no real client sends them."""

    def to_python(self, value: str) -> str:
        decoded = unquote(value)
        if decoded in {".", ".."}:
            raise ValidationError
        return decoded


Handler = Callable[..., Response]


class Routes:
    """Templates such as ``/v2/carts/{cart}/items``; a handler is called with ``(context, request, cart=...)``.

    Unknown paths are a ``Refusal`` 404, known paths with another method 405.
    """

    def __init__(self) -> None:
        self._map = Map(converters={"default": Segment}, merge_slashes=False)

    def add(self, method: str, template: str) -> Callable[[Handler], Handler]:
        def register(handler: Handler) -> Handler:
            pattern = re.sub(r"{(\w+)}", r"<\1>", template)
            self._map.add(Rule(pattern, methods=[method], endpoint=(template, handler)))
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
        for rule in other._map.iter_rules():
            self._map.add(rule.empty())

    def dispatch(self, context: object, request: Request) -> Response:
        # Matched while it is encoded, so that a slash inside a segment is no border; the parameters are decoded then.
        path = "/" + "/".join(quote(part, safe="") for part in request.segments)
        try:
            if path.startswith("//"):  # Werkzeug would overlook the first of the two
                raise NotFound
            (template, handler), found = self._map.bind("sandbox").match(path, request.method)
        except MethodNotAllowed as error:
            allowed = ", ".join(sorted(error.valid_methods or ()))
            raise Refusal(405, reason="Method Not Allowed", headers={"Allow": allowed}) from None
        except (NotFound, RequestRedirect):
            raise Refusal(404, reason=f"Cannot {request.method} {request.path}") from None
        request.note.template = template
        response: Response = handler(context, request, **found)
        return response


def cors(request: Request, response: Response) -> Response:
    """Let the page that asks read the answer, with credentials. For what a browser calls directly."""
    if request.origin:
        response.headers |= {
            "Access-Control-Allow-Origin": request.origin,
            "Access-Control-Allow-Credentials": "true",
            "Access-Control-Allow-Headers": request.headers.get("Access-Control-Request-Headers", "content-type"),
            "Access-Control-Allow-Methods": "GET, POST, PUT, DELETE",
            "Vary": "Origin",
        }
    return response
