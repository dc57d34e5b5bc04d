"""A reference may be typed in any way."""

from __future__ import annotations

from checkout.steps.find_form import FindForm


def test_it_is_taken_as_it_is_read_out() -> None:
    form = FindForm({"reference": "h7k2 9qxm", "email": "zoe@patients.example"})

    assert form.is_valid()
    assert form.cleaned_data["reference"] == "H7K2-9QXM"
    assert not FindForm({"reference": "h7k2", "email": "zoe@patients.example"}).is_valid()
