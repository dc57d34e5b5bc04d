"""The shop behind nginx and behind Caddy at once, and both share a secret with it."""

from __future__ import annotations

import secrets
from collections.abc import Iterator

import pytest

from tests.nginx.server import Nginx
from tests.tls.stage import Stage, clinics_file, empty_stage

SECRET = secrets.token_urlsafe(32)


@pytest.fixture(scope="package")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with empty_stage(tmp_path_factory.mktemp("stage"), PROXY_SECRET=SECRET) as stage:
        stage.manage("load_clinics", str(clinics_file(stage.folder)))
        yield stage


@pytest.fixture(scope="package")
def nginx(stage: Stage, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nginx]:
    with Nginx(tmp_path_factory.mktemp("nginx"), stage.app.port, SECRET) as nginx:
        yield nginx
