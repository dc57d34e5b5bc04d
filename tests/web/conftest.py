from tests.platform.conftest import bare_pages

__all__ = ["bare_pages"]
