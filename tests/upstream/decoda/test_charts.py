"""Charts: found exactly or not at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from sandbox.decoda import demo
from storefront.upstream.decoda import Charts
from storefront.upstream.errors import Misconfigured, OutcomeUnknown, SignUpRefused, Unreadable
from storefront.upstream.types import NewPatient
from tests.upstream.decoda.at_sandbox import EVA
from tests.upstream.decoda.conftest import asked
from tests.upstream.decoda.examples import PATIENT, SENTENCE, SHAPE_LIST, STRANGER_REF, page

TABLE = "GET /user/patient/table?"
NEW = NewPatient("Dana", "Whitfield", "dana@meadow.example", "Secret-123!", "+13035550141", date(1986, 4, 12))
NEW_WITH_GENDER = replace(NEW, gender="female")
LOOKALIKE = PATIENT | {"id": STRANGER_REF, "externalId": "acc-11", "email": "xdana@meadow.example"}


@pytest.mark.parametrize("lost", [(409, SENTENCE), (500, b""), (504, b"<html>")])
def test_a_chart_that_exists_is_found_by_its_external_id(charts: Any, answering: Any, lost: Any) -> None:
    answering(lost, page(LOOKALIKE, PATIENT))

    assert charts.create(NEW, "acc-1") == "pat-1"


def test_a_chart_that_was_never_made_is_unknown(charts: Any, answering: Any) -> None:
    answering((500, b""), page(LOOKALIKE))

    with pytest.raises(OutcomeUnknown):
        charts.create(NEW, "acc-1")


@pytest.mark.parametrize("answers", [[(409, SENTENCE), page(LOOKALIKE)], [(422, SHAPE_LIST)], [(400, SENTENCE)]])
def test_a_chart_may_be_refused(charts: Any, answering: Any, answers: Any) -> None:
    answering(*answers)

    with pytest.raises(SignUpRefused):
        charts.create(NEW, "acc-1")


def test_somebody_elses_chart_is_never_handed_out(charts: Any, answering: Any) -> None:
    answering(LOOKALIKE)

    with pytest.raises(Unreadable):
        charts.create(NEW, "acc-1")


def test_an_external_id_is_compared_exactly(charts: Any, answering: Any) -> None:
    answering(page(LOOKALIKE))
    assert charts.find_by_external_id("acc-1") is None
    answering(page(PATIENT, PATIENT | {"id": "pat-3"}))
    with pytest.raises(Unreadable):
        charts.find_by_external_id("acc-1")


def test_a_search_goes_on_to_the_end(charts: Any, answering: Any) -> None:
    recorder = answering(page(LOOKALIKE, total=2), page(PATIENT, total=2))

    assert charts.find_by_external_id("acc-1") == "pat-1"
    assert len(recorder.asked) == 2


def test_candidates_are_compared_exactly(charts: Any, answering: Any) -> None:
    answering(page(LOOKALIKE, PATIENT, PATIENT | {"id": "pat-3", "email": None, "phoneNumber": "(303) 555-0141"}))

    assert charts.candidates(email=" Dana@meadow.example") == ("pat-1",)
    assert charts.candidates(phone="+1 303 555 0141") == (STRANGER_REF, "pat-1")


@pytest.mark.parametrize("nothing", ["", "  "])
def test_nothing_is_never_searched_for(charts: Any, answering: Any, nothing: str) -> None:
    recorder = answering(page(PATIENT))

    for search in (
        lambda: charts.find_by_external_id(nothing),
        lambda: charts.candidates(email=nothing, phone=nothing),
    ):
        with pytest.raises(ValueError):
            search()
    assert recorder.asked == []


@pytest.mark.parametrize(
    ("answer", "verified"),
    [
        ({"patient": PATIENT}, True),
        ({"patient": PATIENT | {"id": STRANGER_REF}}, False),
        ({"patient": None}, False),
        ((400, SENTENCE), False),
        ((404, SENTENCE), False),
        ((422, SHAPE_LIST), False),
    ],
)
def test_verification_says_yes_or_no(charts: Any, answering: Any, answer: Any, verified: bool) -> None:
    answering(answer)

    assert charts.verify("pat-1", "Whitfield", "+13035550141", date(1986, 4, 12)) is verified


@pytest.mark.parametrize(("answer", "error"), [((400, b"<html>"), Unreadable), ((401, SENTENCE), Misconfigured)])
def test_trouble_is_not_a_no(charts: Any, answering: Any, answer: Any, error: Any) -> None:
    answering(answer)

    with pytest.raises(error):
        charts.verify("pat-1", "Whitfield", "+13035550141", date(1986, 4, 12))


def test_a_chart_is_made_with_what_is_documented(charts: Any, answering: Any) -> None:
    recorder = answering(PATIENT)

    assert charts.create(NEW_WITH_GENDER, "acc-1") == "pat-1"

    assert asked(recorder) == [
        (
            "POST /user/patient/create",
            {
                "externalId": "acc-1",
                "firstName": "Dana",
                "lastName": "Whitfield",
                "email": "dana@meadow.example",
                "phoneNumber": "+13035550141",
                "dateOfBirth": "1986-04-12",
                "gender": "female",
                "type": "PATIENT",
                "patientSource": "EXTERNAL_INTEGRATION",
            },
        )
    ]


def test_charts_are_searched_and_verified(charts: Any, answering: Any) -> None:
    recorder = answering(page(), page(), page(), {"patient": PATIENT, "charges": [], "paymentLink": None}, PATIENT)

    charts.find_by_external_id("acc-1")
    charts.candidates(email="dana+x@meadow.example")
    charts.candidates(phone="+13035550141")
    charts.verify("pat-1", "Whitfield", "+13035550141", date(1986, 4, 12))
    charts.profile("pat-1")

    assert asked(recorder) == [
        (TABLE + "external_id=acc-1&page=1&per_page=50", None),
        (TABLE + "email=dana%2Bx%40meadow.example&page=1&per_page=50", None),
        (TABLE + "phone_number=%2B13035550141&page=1&per_page=50", None),
        (
            "POST /billing/payment-link/verify-patient",
            {
                "patientId": "pat-1",
                "lastName": "Whitfield",
                "phoneNumber": "+13035550141",
                "dateOfBirth": "1986-04-12",
            },
        ),
        ("GET /user/patient/pat-1", None),
    ]


@pytest.mark.parametrize("fault", ["", "reset_after", "error_after"])
def test_a_new_patient_gets_one_chart(sandbox: Any, clinic_settings: Any, fault: str) -> None:
    charts = Charts(clinic_settings)
    if fault:
        sandbox.faults.arm(fault, upstream="decoda", method="POST", path="/user/patient/create")

    ref = charts.create(EVA, "account-1")

    assert charts.create(EVA, "account-1") == charts.find_by_external_id("account-1") == ref
    assert charts.find_by_external_id("account") is None
    assert charts.profile(ref).email == "eva@meadow.example"


def test_an_existing_chart_is_linked_only_with_proof(sandbox: Any, clinic_settings: Any) -> None:
    charts = Charts(clinic_settings)

    assert charts.candidates(email="ana@meadow.example") == (demo.ANA.id,)
    assert charts.candidates(phone=demo.OMAR.phone) == (demo.OMAR.id, demo.LINA.id)
    for last_name, verified in [("Whitfield", True), ("Brook", False)]:
        born = date.fromisoformat(demo.DANA.birth_date)
        assert charts.verify(demo.DANA.id, last_name, demo.DANA.phone, born) is verified
