"""An upstream that says what it is told to, and remembers what it was asked."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from typing import Any

import requests
import urllib3
from requests.adapters import BaseAdapter

from storefront.upstream.pools import Pools
from storefront.upstream.wire import Wire

BASE = "https://api.example"


class Recorder(BaseAdapter):
    """Answers in the order given, the last one again and again: JSON, ``(status, JSON or bytes)``, or an error."""

    def __init__(self, *answers: Any) -> None:
        super().__init__()
        self.answers, self.asked = list(answers), list[requests.PreparedRequest]()

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        self.asked.append(request)
        answer = self.answers[0] if len(self.answers) == 1 else self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        status, content = answer if isinstance(answer, tuple) else (200, answer)
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        return respond(request, status, body)

    def close(self) -> None: ...

    @property
    def last(self) -> requests.PreparedRequest:
        return self.asked[-1]

    @property
    def lines(self) -> list[str]:
        return [f"{request.method} {request.url}" for request in self.asked]


def respond(
    request: requests.PreparedRequest, status: int, body: bytes, headers: Mapping[str, str] | None = None
) -> requests.Response:
    response = requests.Response()
    response.status_code, response.request, response.url = status, request, str(request.url)
    response.headers.update(headers or {"Content-Type": "application/json"})
    response.raw = urllib3.HTTPResponse(body=io.BytesIO(body), status=status, preload_content=False)
    return response


def body_of(request: requests.PreparedRequest) -> Any:
    return json.loads(request.body) if request.body else None


def wire_answering(*answers: Any, **options: Any) -> Any:
    """A wire without sockets whose calls are answered so, and what it was asked."""
    pools, recorder = Pools(), Recorder(*answers)
    pools.mount(BASE, recorder)
    return Wire("example", BASE, pools=pools, **options), recorder
