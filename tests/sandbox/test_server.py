"""The same over real sockets on loopback: a reset is a reset, a drip is a drip."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from sandbox.app import Sandbox

pytestmark = pytest.mark.enable_socket
AURORA = {"organization": "aurora_demo"}


@pytest.fixture
def sandbox() -> Any:
    return Sandbox()


@pytest.fixture
def session() -> Iterator[Any]:
    with requests.Session() as session:
        session.trust_env = False
        session.headers.update(AURORA)
        yield session


def products(base: str) -> Any:
    return f"{base}/careportals/public-api/public/v2/products"


class TestOverHttp:
    def test_it_answers_and_keeps_the_connection(self, base: str) -> None:
        connection = http.client.HTTPConnection(base.removeprefix("http://"), timeout=5)
        for _ in range(2):
            connection.request("GET", "/careportals/public-api/v2/products", headers=AURORA)
            first = connection.sock
            answer = connection.getresponse()
            assert (answer.status, answer.version, len(answer.read()) > 1000) == (200, 11, True)
            assert connection.sock is first
        connection.close()

    def test_segments_keep_their_encoding(self, base: str, session: Any, sandbox: Sandbox) -> None:
        session.get(f"{base}/careportals/patient-api/v2/checkout/a%2Fb/start", timeout=5)

        assert sandbox.ledger.calls[-1].template == "/v2/checkout/{cart}/start"

    @pytest.mark.parametrize("kind", ["reset_before", "reset_after", "refused"])
    def test_a_reset_is_real(self, base: str, session: Any, sandbox: Sandbox, kind: str) -> None:
        sandbox.faults.arm(kind, upstream="careportals")

        with pytest.raises(requests.ConnectionError) as caught:
            session.get(products(base), timeout=5)

        assert "Connection reset by peer" in str(caught.value)
        assert session.get(products(base), timeout=5).status_code == 200

    def test_a_hang_outlasts_the_timeout(self, base: str, session: Any, sandbox: Sandbox) -> None:
        sandbox.faults.arm("hang_after", upstream="careportals", seconds=0.5)

        with pytest.raises(requests.ReadTimeout):
            session.get(products(base), timeout=0.1)

    def test_other_calls_go_on_while_one_sleeps(self, base: str, session: Any, sandbox: Sandbox) -> None:
        sandbox.faults.arm("slow", upstream="careportals", seconds=2)
        slow = threading.Thread(target=lambda: requests.get(products(base), headers=AURORA, timeout=5).close())
        slow.start()
        while sandbox.faults.armed():
            time.sleep(0.005)

        assert session.get(products(base), timeout=5).status_code == 200
        assert slow.is_alive()
        slow.join()

    def test_a_drip_comes_byte_by_byte(self, base: str, session: Any, sandbox: Sandbox) -> None:
        whole = session.get(products(base), timeout=5).content
        sandbox.faults.arm("drip", upstream="careportals", seconds=0.02)

        with session.get(products(base), timeout=5, stream=True) as reply:
            pieces = [reply.raw.read1(65536) for _ in range(5)]

        # A busy machine may take two bytes for one piece, never the thousands that take a minute to drip.
        assert all(pieces)
        assert whole.startswith(b"".join(pieces))
        assert sum(map(len, pieces)) < len(whole) / 2

    def test_a_truncated_answer_breaks_off(self, base: str, session: Any, sandbox: Sandbox) -> None:
        sandbox.faults.arm("truncated", upstream="careportals")

        with pytest.raises(requests.exceptions.ChunkedEncodingError):
            session.get(products(base), timeout=5)

    def test_a_redirect_and_a_post_with_a_body(self, base: str, session: Any, sandbox: Sandbox) -> None:
        body = {"username": "ana@harbour.example", "password": "Harbour-2026!"}
        login = f"{base}/careportals/patient-api/patient/auth/login"
        assert session.post(login, json=body, timeout=5).status_code == 201

        sandbox.faults.arm("redirect", status=307)

        assert session.post(login, json=body, timeout=5, allow_redirects=False).status_code == 307

    def test_the_control_panel_is_there(self, base: str, session: Any) -> None:
        assert session.get(f"{base}/control/options", timeout=5).status_code == 200
