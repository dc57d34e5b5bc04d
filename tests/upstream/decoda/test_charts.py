"""Charts: found exactly or not at all."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from storefront.upstream.errors import Misconfigured, OutcomeUnknown, SignUpRefused, Unreadable
from storefront.upstream.types import NewPatient
from tests.upstream.decoda.examples import PATIENT, SENTENCE, SHAPE_LIST, STRANGER_REF, page

NEW = NewPatient("Dana", "Whitfield", "dana@meadow.example", "Secret-123!", "+13035550141", date(1986, 4, 12))
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
