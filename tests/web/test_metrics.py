"""``/metrics`` tells on-call how the platform is doing, and nobody else, and nothing personal."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from storefront.clinics.models import Clinic
from storefront.jobs import claims
from storefront.jobs.models import Result
from storefront.jobs.registry import job_named
from storefront.limits.policy import SIGN_IN
from tests.databases import database_away
from tests.world import Shopper, World

pytestmark = pytest.mark.django_db


def value(name: str, **labels: str) -> float:
    """0 where nothing was counted yet."""
    reply = Client().get("/metrics", HTTP_HOST="localhost")
    assert reply.status_code == 200
    families = text_string_to_metric_families(reply.content.decode())
    samples = [sample for family in families for sample in family.samples if sample.name == name]
    return sum(sample.value for sample in samples if labels.items() <= sample.labels.items())


@pytest.mark.usefixtures("harbour")
@pytest.mark.parametrize(("host", "status"), [("harbour.localhost", 404), ("staff.localhost", 404), ("evil.test", 400)])
def test_visitors_hosts_have_no_such_page(host: str, status: int) -> None:
    assert Client().get("/metrics", HTTP_HOST=host).status_code == status


def test_requests_are_counted_by_route_and_status(harbour: Clinic, world: World) -> None:
    route = Client().get("/cart/", HTTP_HOST="harbour.localhost").resolver_match.view_name
    well, lost = {"route": route, "status": "200"}, {"route": "", "status": "400"}
    before = value("storefront_requests_total", **well)

    Client().get("/cart/", HTTP_HOST="harbour.localhost")
    Client().get("/cart/", HTTP_HOST="unknown.example")

    assert value("storefront_requests_total", **well) == before + 1
    assert value("storefront_request_seconds_count", route=route) >= before + 1
    assert value("storefront_requests_total", **lost) >= 1


def test_a_limit_that_is_reached_is_counted(harbour: Clinic) -> None:
    before = value("storefront_limits_reached_total", limit=SIGN_IN.name)
    for _ in range(100):
        SIGN_IN.wait(clinic="harbour", network="one", block="one", account="one")

    assert value("storefront_limits_reached_total", limit=SIGN_IN.name) > before


def test_calls_are_counted_by_clinic_and_outcome(shopper: Shopper, world: World) -> None:
    well, failed = ({"clinic": "harbour", "outcome": outcome} for outcome in ("ok", "Unreachable"))
    before = value("storefront_upstream_calls_total", **well), value("storefront_upstream_calls_total", **failed)

    shopper.get("/")

    assert value("storefront_upstream_calls_total", **well) > before[0]
    assert value("storefront_upstream_calls_total", **failed) == before[1]


def test_jobs_tell_when_they_last_succeeded() -> None:
    job = job_named("prune_statistics")
    assert job
    assert value("storefront_job_last_success_timestamp_seconds", job=job.name) == 0
    claims.prepare()
    claims.finish(job, claims.claim(job), Result.DONE, "")

    assert value("storefront_job_last_success_timestamp_seconds", job=job.name) > 0
    assert value("storefront_job_in_trouble", job=job.name) == 0


def test_a_part_that_cannot_be_read_costs_the_others_nothing() -> None:
    with database_away("jobs_jobstate"):
        assert value("storefront_gauges_read", part="jobs") == 0
        assert value("storefront_gauges_read", part="orders") == 1
    assert value("storefront_gauges_read", part="jobs") == 1


COUNT = "from storefront.web.metrics import count_request; count_request('shelf', 200, 0.1)"
READ = (
    "from django.conf import settings; settings.configure(); from storefront.web.metrics import metrics;"
    "from django.test import RequestFactory; print(metrics(RequestFactory().get('/')).content.decode())"
)


def test_any_worker_tells_of_all(tmp_path: Path) -> None:
    environment = os.environ | {"PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}
    for program in (COUNT, COUNT):
        subprocess.run([sys.executable, "-c", program], env=environment, check=True)  # noqa: S603 - ours

    told = subprocess.run([sys.executable, "-c", READ], env=environment, check=True, capture_output=True, text=True)  # noqa: S603 - ours

    assert 'storefront_requests_total{route="shelf",status="200"} 2.0' in told.stdout
