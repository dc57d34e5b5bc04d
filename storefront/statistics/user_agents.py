"""Roughly what somebody shops with, as far as the browser says."""

from __future__ import annotations

import re

from django.http import HttpRequest

from storefront.statistics.models import Device

ROBOT = re.compile(r"bot\b|crawl|spider|slurp|preview|monitor|curl/|wget/|python|go-http|java/", re.IGNORECASE)
TABLET = re.compile(r"iPad|Tablet|Kindle|Silk/|Android(?!.*Mobile)", re.IGNORECASE)
PHONE = re.compile(r"Mobi|iPhone|iPod", re.IGNORECASE)
COMPUTER = re.compile(r"Windows NT|Macintosh|X11|CrOS|Linux", re.IGNORECASE)


def is_robot(request: HttpRequest) -> bool:
    return bool(ROBOT.search(request.headers.get("User-Agent", "")))


def device_of(request: HttpRequest) -> Device:
    agent = request.headers.get("User-Agent", "")[:500]
    if TABLET.search(agent):
        return Device.TABLET
    if PHONE.search(agent) or request.headers.get("Sec-CH-UA-Mobile") == "?1":
        return Device.PHONE
    return Device.COMPUTER if COMPUTER.search(agent) else Device.OTHER
