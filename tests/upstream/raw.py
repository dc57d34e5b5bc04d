"""Raw servers on loopback that misbehave on purpose: each connection plays the next script, the last one for ever."""

from __future__ import annotations

import contextlib
import re
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from storefront.upstream.transfer import Timeouts

QUICK = Timeouts(connect=0.5, read=0.4, total=0.8)
OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"

Script = Callable[[socket.socket], None]


class RawServer:
    def __init__(self, scripts: tuple[Script, ...]) -> None:
        self.scripts, self.connections, self.requests = list(scripts), 0, list[bytes]()
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.socket.getsockname()[1]}"
        self.over = threading.Event()
        self.threads: list[threading.Thread] = []
        self.peers: list[socket.socket] = []

    def run(self) -> None:
        while not self.over.is_set():
            try:
                peer, _ = self.socket.accept()
            except OSError:
                return
            self.connections += 1
            self.peers.append(peer)
            script = self.scripts[0] if len(self.scripts) == 1 else self.scripts.pop(0)
            thread = threading.Thread(target=self._play, args=(script, peer), daemon=True)
            self.threads.append(thread)
            thread.start()

    def _play(self, script: Script, peer: socket.socket) -> None:
        with peer, contextlib.suppress(OSError):
            script(peer)

    def hear(self, peer: socket.socket) -> bytes:
        """One whole request."""
        heard = b""
        while b"\r\n\r\n" not in heard:
            if not (more := peer.recv(65536)):
                raise OSError("gone")
            heard += more
        head, _, body = heard.partition(b"\r\n\r\n")
        told = re.search(rb"(?i)\r\ncontent-length: *([0-9]+)", head)
        length = int(told[1]) if told else 0
        while len(body) < length:
            body += peer.recv(65536)
        self.requests.append(head + b"\r\n\r\n" + body)
        return head

    def answer(self, content: bytes, *, status: str = "200 OK", headers: str = "", keep: bool = False) -> Script:
        def script(peer: socket.socket) -> None:
            self.hear(peer)
            peer.sendall(_head(status, headers, len(content)) + content)
            while keep:
                self.hear(peer)
                peer.sendall(_head(status, headers, len(content)) + content)

        return script

    def raw(self, *parts: bytes, pause: float = 0) -> Script:
        """The request is read, these bytes go out as they are, one part after each pause."""

        def script(peer: socket.socket) -> None:
            self.hear(peer)
            for part in parts:
                peer.sendall(part)
                self.over.wait(pause)

        return script

    def silence(self, peer: socket.socket) -> None:
        self.hear(peer)
        self.over.wait(5)

    def reset_at_once(self, peer: socket.socket) -> None:
        """With the request still unread. Not before its first byte is there: until then it may not have left."""
        peer.recv(1, socket.MSG_PEEK)
        _abort(peer)

    def reset_after_reading(self, peer: socket.socket) -> None:
        self.hear(peer)
        _abort(peer)

    def hang_up(self, peer: socket.socket) -> None:
        self.hear(peer)


@contextmanager
def serving(*names: str | Callable[[RawServer], Script]) -> Iterator[RawServer]:
    """``serving("silence")``, or with a function that makes a script of the server."""
    server = RawServer(())
    server.scripts = [getattr(server, name) if isinstance(name, str) else name(server) for name in names]
    runner = threading.Thread(target=server.run, daemon=True)
    runner.start()
    try:
        yield server
    finally:
        server.over.set()
        for open_one in [server.socket, *server.peers]:
            with contextlib.suppress(OSError):
                open_one.shutdown(socket.SHUT_RDWR)
        server.socket.close()
        for thread in [runner, *server.threads]:
            thread.join(timeout=5)


def _head(status: str, headers: str, length: int) -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n{headers}\r\n".encode()


def _abort(peer: socket.socket) -> None:
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
