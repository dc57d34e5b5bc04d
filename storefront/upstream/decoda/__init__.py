"""Decoda Health as a commerce upstream: one admin key per clinic, so every answer is checked for whose it is."""

from storefront.upstream.decoda.adapter import decoda
from storefront.upstream.decoda.charts import Charts
from storefront.upstream.decoda.coupons import CouponRule
from storefront.upstream.decoda.settings import DecodaSettings

__all__ = ["Charts", "CouponRule", "DecodaSettings", "decoda"]
