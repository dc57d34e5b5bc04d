"""What a view may rely on in a request."""

from __future__ import annotations

from django.test import RequestFactory

from storefront.web.request import ip_of


def test_the_address_of_a_visitor_is_what_the_proxy_middleware_left(rf: RequestFactory) -> None:
    request = rf.get("/", REMOTE_ADDR="203.0.113.9", headers={"X-Forwarded-For": "198.51.100.7"})

    assert ip_of(request) == "203.0.113.9"


def test_a_request_over_a_socket_file_has_no_address(rf: RequestFactory) -> None:
    request = rf.get("/")
    del request.META["REMOTE_ADDR"]

    assert ip_of(request) == ""
