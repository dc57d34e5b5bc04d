"""Roughly what somebody shops with."""

from __future__ import annotations

import pytest
from django.test import RequestFactory

from storefront.statistics.models import Device
from storefront.statistics.user_agents import device_of, is_robot

AGENTS = {
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Mobile/15E148 Safari/604.1": Device.PHONE,
    "Mozilla/5.0 (Linux; Android 15; K) AppleWebKit/537.36 Chrome/156.0.0.0 Mobile Safari/537.36": Device.PHONE,
    "Mozilla/5.0 (Linux; Android 15; K) AppleWebKit/537.36 Chrome/156.0.0.0 Safari/537.36": Device.TABLET,
    "Mozilla/5.0 (iPad; CPU OS 17_0 like Mac OS X) Mobile/15E148": Device.TABLET,
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Firefox/145.0": Device.COMPUTER,
    "Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/156.0.0.0": Device.COMPUTER,
    "": Device.OTHER,
    "something of its own": Device.OTHER,
}


@pytest.mark.parametrize("agent", AGENTS)
def test_the_device_is_told_by_the_browser(agent: str) -> None:
    request = RequestFactory().get("/", headers={"user-agent": agent})

    assert device_of(request) == AGENTS[agent]
    assert not is_robot(request)


def test_a_browser_that_hides_its_name_still_says_that_it_is_a_phone() -> None:
    request = RequestFactory().get("/", headers={"user-agent": "hidden", "sec-ch-ua-mobile": "?1"})

    assert device_of(request) == Device.PHONE


@pytest.mark.parametrize("agent", ["Examplebot/2.1", "Some Crawler", "curl/8.0", "python-requests/2.34"])
def test_robots_are_known(agent: str) -> None:
    assert is_robot(RequestFactory().get("/", headers={"user-agent": agent}))
