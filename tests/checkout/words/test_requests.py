"""What was asked of the clinic, in the patient's words."""

from __future__ import annotations

import pytest

from checkout.models import ClinicRequest
from checkout.words.requests import asked


@pytest.mark.parametrize("kind", ClinicRequest.Kind)
def test_every_request_has_words(kind: ClinicRequest.Kind) -> None:
    said = asked(ClinicRequest(kind=kind), "May 1, 2027")

    assert said.startswith("You asked the clinic")
    assert ("May 1" in said) == (kind == ClinicRequest.Kind.MOVE)
