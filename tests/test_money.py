"""Money is exact in every currency, and never mixes."""

from __future__ import annotations

import unicodedata
from decimal import Decimal

import pytest

from storefront.money import Money


@pytest.mark.parametrize(
    ("minor", "currency", "major"),
    [(9000, "CAD", "90.00"), (1, "USD", "0.01"), (1200, "JPY", "1200"), (1200, "KWD", "1.200"), (-680, "EUR", "-6.80")],
)
def test_minor_units_are_those_of_the_currency(minor: int, currency: str, major: str) -> None:
    money = Money.from_minor(minor, currency)

    assert money == Money.of(major, currency)
    assert (str(money.amount), money.minor) == (major, minor)


@pytest.mark.parametrize("amount", ["0.001", "1e-3", "NaN", "Infinity", "x", ""])
def test_what_no_coin_can_pay_is_no_money(amount: str) -> None:
    with pytest.raises((ValueError, ArithmeticError)):
        Money.of(amount, "CAD")


def test_a_tenth_of_a_yen_is_no_money_and_a_fil_is() -> None:
    with pytest.raises(ValueError, match="smallest coin"):
        Money.of("0.1", "JPY")
    assert Money.of("0.001", "KWD").minor == 1


def test_floats_and_booleans_are_refused() -> None:
    with pytest.raises(TypeError):
        Money.of(0.1, "CAD")  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        Money.from_minor(True, "CAD")


def test_currencies_do_not_mix() -> None:
    with pytest.raises(ValueError, match="do not mix"):
        Money.of(1, "CAD") + Money.of(1, "USD")
    with pytest.raises(ValueError, match="not a currency"):
        Money.of(1, "XYZ")


def test_sums_stay_exact() -> None:
    assert Money.of("0.10", "CAD") * 3 - Money.of("0.30", "CAD") == Money.zero("CAD")
    assert Money(Decimal("90"), "CAD") == Money.of("90.00", "CAD")


@pytest.mark.parametrize(
    ("money", "language", "country", "text"),
    [
        (Money.of(90, "CAD"), "en", "CA", "$90.00"),
        (Money.of(90, "CAD"), "fr", "CA", "90,00 $"),
        (Money.of("1234.5", "USD"), "en", "US", "$1,234.50"),
        (Money.of(1290, "JPY"), "en", "CA", "¥1,290"),
        (Money.of("1.5", "KWD"), "en", "CA", "KWD 1.500"),
    ],
)
def test_money_is_written_as_people_there_write_it(money: Money, language: str, country: str, text: str) -> None:
    assert unicodedata.normalize("NFKC", money.display(language, country)) == text
