"""Elastic Path Commerce Cloud as a commerce upstream: one store per clinic, account members as patients."""

from storefront.upstream.elasticpath.adapter import elasticpath
from storefront.upstream.elasticpath.settings import ElasticPathSettings

__all__ = ["ElasticPathSettings", "elasticpath"]
