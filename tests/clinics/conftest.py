from tests.platform.conftest import bare_pages  # noqa: F401
