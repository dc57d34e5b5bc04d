"""CarePortals (portals.care) as a commerce upstream: a Patient API and a Public API, one organization per clinic."""

from storefront.upstream.careportals.adapter import careportals
from storefront.upstream.careportals.settings import CarePortalsSettings

__all__ = ["CarePortalsSettings", "careportals"]
