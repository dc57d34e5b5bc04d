"""Paths, headers and bodies as the handlers get them: what was encoded stays apart, and nothing is tidied up."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from sandbox.http import Refusal, Request, Routes, json_response

BASE = "https://sandbox.test"


def request(target: str, method: str = "GET", body: bytes = b"", **headers: str) -> Request:
    return Request.of(method, target, headers.items(), body, BASE)


@pytest.fixture
def routes() -> Routes:
    routes = Routes()
    routes.get("/carts/{cart}")(lambda context, request, cart: json_response({"cart": cart}))
    routes.get("/carts/theme")(lambda context, request: json_response("theme"))
    routes.delete("/carts/{cart}/items/{line}")(lambda context, request, **found: json_response(found))
    routes.get("/v3/")(lambda context, request: json_response("script"))
    return routes


@pytest.mark.parametrize(
    ("segment", "cart"),
    [
        ("a%2Fb", "a/b"),
        ("a%252Fb", "a%2Fb"),
        ("%C3%A9%20%3F", "é ?"),
        ("a+b", "a+b"),
        ("...", "..."),
        ("a.b", "a.b"),
        ("%2Ftheme", "/theme"),
        ("themes", "themes"),
        ("<cart>|{cart}", "<cart>|{cart}"),
    ],
)
def test_a_parameter_is_one_whole_segment_decoded_once(routes: Routes, segment: str, cart: str) -> None:
    asked = request(f"/carts/{segment}")

    assert routes.dispatch(None, asked).json == {"cart": cart}
    assert asked.note.template == "/carts/{cart}"


@pytest.mark.parametrize("segment", ["theme", "%74heme"])
def test_a_fixed_segment_goes_before_a_parameter(routes: Routes, segment: str) -> None:
    assert routes.dispatch(None, request(f"/carts/{segment}")).json == "theme"


@pytest.mark.parametrize(
    "path",
    [
        "/carts/.",
        "/carts/..",
        "/carts/%2e%2E",
        "/carts/",
        "/carts//",
        "//carts/a",
        "/carts/a/",
        "/carts//items/b",
        "/carts%2Fa",
        "/v3",
        "/v3//",
        "/",
    ],
)
def test_other_paths_are_a_404(routes: Routes, path: str) -> None:
    with pytest.raises(Refusal) as refused:
        routes.dispatch(None, request(f"/mount{path}").below())

    assert refused.value.status == 404


@pytest.mark.parametrize(
    ("method", "path", "allowed"), [("POST", "/v3/", "GET, HEAD"), ("GET", "/carts/a/items/b", "DELETE")]
)
def test_another_method_is_a_405_that_names_the_right_ones(
    routes: Routes, method: str, path: str, allowed: str
) -> None:
    with pytest.raises(Refusal) as refused:
        routes.dispatch(None, request(path, method))

    assert (refused.value.status, refused.value.headers) == (405, {"Allow": allowed})


def test_routes_can_be_put_together(routes: Routes) -> None:
    together = Routes()
    together.include(routes)

    assert together.dispatch(None, request("/carts/a/items/b%2Fc", "DELETE")).json == {"cart": "a", "line": "b/c"}
    assert routes.dispatch(None, request("/carts/a")).json == {"cart": "a"}


def test_below_takes_segments_off_the_path_and_keeps_everything_else() -> None:
    asked = request("/one/t%2Fwo/thr%65e/?a=1&b=&a=2", "POST", b"body", **{"X-Who": "é"})

    inside = asked.below(2)
    inside.note.tenant = "clinic"

    assert (asked.path, inside.path, inside.root_path) == ("/one/t/wo/three/", "/three/", "/one/t%2Fwo")
    assert (inside.segments, inside.raw_segments) == (("three", ""), ("thr%65e", ""))
    assert (inside.method, inside.base, inside.headers["x-who"]) == ("POST", BASE, "é")
    assert (inside.args.getlist("a"), inside.args["b"]) == (["1", "2"], "")
    assert (asked.get_data(), inside.get_data(), inside.below().get_data()) == (b"body", b"body", b"body")
    assert asked.note.tenant == "clinic"


def test_the_host_is_the_one_that_was_asked_for() -> None:
    assert request("/", Host="shop.test:8443").base == "https://shop.test:8443"


def test_a_header_with_an_underscore_is_not_the_one_with_a_dash() -> None:
    assert request("/", API_KEY="secret").headers.get("api-key") is None


def test_json_numbers_are_exact_both_ways() -> None:
    payload = request("/", "POST", b'{"price": 36.050, "count": 2}').json_body()

    assert payload == {"price": Decimal("36.05"), "count": 2}
    assert json_response(payload | {"total": Decimal("70.00")}).data == b'{"price": 36.05, "count": 2, "total": 70}'


@pytest.mark.parametrize("body", [b"", b"{", b"NaN", b"[Infinity]", b"\xff", b"[" * 100_000])
def test_what_is_not_json_is_refused(body: Any) -> None:
    with pytest.raises(Refusal) as refused:
        request("/", "POST", body).json_body()

    assert refused.value.status == 400
