"""One program under the measure: answers requests in this process, and tells what they cost.

Reads lines with a page and a number from its input, asks for the page so many times, and writes what one cost.
"""

from __future__ import annotations

import gc
import gzip
import io
import json
import os
import sys
import time
from collections.abc import Callable
from http.cookies import SimpleCookie
from typing import Any


class Visitor:
    """Speaks WSGI with an application, and keeps its cookies."""

    def __init__(self, host: str) -> None:
        from django.core.wsgi import get_wsgi_application

        self.host, self.cookies = host, SimpleCookie()
        self.application: Callable[..., Any] = get_wsgi_application()

    def ask(self, path: str, form: str = "", headers: dict[str, str] | None = None) -> tuple[int, bytes]:
        path, _, query = path.partition("?")
        environ = {
            "REQUEST_METHOD": "POST" if form else "GET",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_NAME": self.host,
            "SERVER_PORT": "80",
            "HTTP_HOST": self.host,
            "REMOTE_ADDR": "127.0.0.1",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_ACCEPT_ENCODING": "gzip",
            "HTTP_COOKIE": "; ".join(f"{name}={kept.value}" for name, kept in self.cookies.items()),
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(form)),
            "wsgi.input": io.BytesIO(form.encode()),
            "wsgi.errors": sys.stderr,
            "wsgi.url_scheme": "http",
            "wsgi.version": (1, 0),
            "wsgi.multithread": True,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
        } | (headers or {})
        status: list[int] = []

        def start(line: str, sent: list[tuple[str, str]], _: Any = None) -> None:
            status.append(int(line[:3]))
            for name, value in sent:
                if name == "Set-Cookie":
                    self.cookies.load(value)

        answer = self.application(environ, start)
        body = b"".join(answer)
        answer.close()
        return status[0], body

    def read(self, path: str) -> str:
        body = self.ask(path)[1]
        return (gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body).decode()


def main() -> None:
    which = sys.argv[1]
    if which == "floor":
        from tests.bench import floor_pages as program
    else:
        from tests.bench import shop_pages as program  # type: ignore[no-redef]
    pages = program.prepare()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for line in sys.stdin:
        page, number = json.loads(line)
        sys.stdout.write(json.dumps(measured(pages[page], int(number))) + "\n")
        sys.stdout.flush()


def measured(ask: Callable[[], tuple[int, bytes]], number: int) -> dict[str, float]:
    """CPU seconds of one request, and what it did: SQL statements, commits, calls to the upstream, bytes."""
    from django.db import connection

    from storefront.upstream.observer import observed_calls

    statements: list[str] = []

    def note(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        statements.append(sql.split(" ", 1)[0])
        return execute(sql, *rest)

    with connection.execute_wrapper(note), observed_calls() as calls:
        status, body = ask()
    if status != 200:
        raise SystemExit(f"answered {status}")
    gc.collect()
    gc.disable()
    begun = time.process_time()
    for _ in range(number):
        ask()
    spent = time.process_time() - begun
    gc.enable()
    return {
        "seconds": spent / number,
        "sql": len(statements),
        "writes": len({"INSERT", "UPDATE", "DELETE"} & set(statements)),
        "calls": len(calls),
        "bytes": len(body),
    }


if __name__ == "__main__":
    os.environ.setdefault("DATABASE_URL", "sqlite:///:memory:")
    main()
