from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.tls.stage import Stage
from tests.tls.stage import stage as make_stage


@pytest.fixture(scope="package")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with make_stage(tmp_path_factory.mktemp("stage")) as stage:
        yield stage
