"""The sandbox over real HTTP/1.1: a thread for each connection, kept alive, with resets that are resets."""

from __future__ import annotations

import socket
import struct
import sys
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from sandbox.app import Delivery, Sandbox
from sandbox.http import Request

LONGEST_BODY = 2_000_000


class SandboxServer(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 1024

    def __init__(self, address: tuple[str, int], sandbox: Sandbox) -> None:
        super().__init__(address, _Handler)
        self.sandbox = sandbox

    def shutdown_request(self, request: Any) -> None:
        # A polite shutdown would send FIN first, and the caller would see an end where a reset was asked for.
        if not _will_reset(request):
            super().shutdown_request(request)
        else:
            self.close_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Callers that hang up are daily business here; anything else is a mistake of ours and is shown."""
        if not isinstance(sys.exc_info()[1], (ConnectionError, TimeoutError)):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version = "Sandbox"
    sys_version = ""
    disable_nagle_algorithm = True
    wbufsize = -1  # headers and body leave together
    server: SandboxServer

    def answer(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        if length > LONGEST_BODY:
            return self.send_error(413)
        body = self.rfile.read(length)
        base = f"http://{self.headers.get('Host', 'sandbox')}"
        request = Request.of(self.command, self.path, self.headers.items(), body, base)
        return self._deliver(self.server.sandbox.deliver(request, self.server.sandbox.clock.sleep))

    do_GET = do_POST = do_PUT = do_DELETE = do_PATCH = do_OPTIONS = answer

    def _deliver(self, delivery: Delivery) -> None:
        if delivery.reset or delivery.refused:
            return self._reset()
        response = delivery.response
        self.send_response(response.status_code)
        for name, value in response.headers.items():
            self.send_header(name, value)
        self.end_headers()
        if delivery.drip:
            return self._drip(response.data, delivery.drip)
        if delivery.truncated:
            self.close_connection = True
            self.wfile.write(response.data[: len(response.data) // 2])
        else:
            self.wfile.write(response.data)
        return None

    def _drip(self, body: bytes, pause: float) -> None:
        for drop in body:
            self.server.sandbox.clock.sleep(pause)
            self.wfile.write(bytes([drop]))
            self.wfile.flush()

    def _reset(self) -> None:
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: the ledger knows."""


def _will_reset(request: socket.socket) -> bool:
    try:
        option = request.getsockopt(socket.SOL_SOCKET, socket.SO_LINGER, 8)
    except OSError:
        return False
    return struct.unpack("ii", option) == (1, 0)


def serve(host: str = "127.0.0.1", port: int = 9000, sandbox: Sandbox | None = None) -> None:
    """Serve until interrupted."""
    with SandboxServer((host, port), sandbox or Sandbox()) as server, suppress(KeyboardInterrupt):
        server.serve_forever()
