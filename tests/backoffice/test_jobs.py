"""Platform staff see which background jobs are late; no clinic's staff do."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from storefront.backoffice.jobs import jobs_in_trouble
from storefront.clinics.models import Clinic
from storefront.jobs import claims
from storefront.jobs.models import JobState
from tests.staff.people import clinic_staff, platform_staff

pytestmark = pytest.mark.django_db
LABEL = "background job late or failing"


@pytest.fixture
def late(db: None) -> None:
    claims.prepare()
    JobState.objects.filter(name="reconcile_orders").update(next_run_at=timezone.now() - timedelta(days=2))


def test_jobs_that_run_need_nobody() -> None:
    claims.prepare()

    assert [item.count for item in jobs_in_trouble()] == [0]


@pytest.mark.usefixtures("late")
def test_a_late_job_is_on_the_first_page_and_leads_to_the_list() -> None:
    staff = platform_staff()

    page = staff.get("/admin/")

    assertContains(page, LABEL.capitalize())
    assertContains(page, 'href="/admin/jobs/jobstate/"')
    assertContains(staff.get("/admin/jobs/jobstate/"), "reconcile_orders")


@pytest.mark.usefixtures("late")
def test_clinic_staff_see_nothing_of_it(harbour: Clinic) -> None:
    staff = clinic_staff(harbour)

    assertNotContains(staff.get("/admin/"), LABEL.capitalize())
    assert staff.get("/admin/jobs/jobstate/").status_code == 403
