"""A bare Django page: what the pages of the storefront are compared with."""
