"""Exact money: a Decimal in major units that carries its currency.

The only module that knows how many decimals a currency has.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from babel.core import Locale
from babel.localedata import locale_identifiers
from babel.numbers import format_currency, get_currency_precision, is_currency, parse_pattern

from storefront.languages import formats_of

SYMBOLS = {"CAD": "$", "USD": "$", "AUD": "$", "NZD": "$", "GBP": "£", "EUR": "€", "JPY": "¥"}


@dataclass(frozen=True, slots=True, order=False)
class Money:
    """``amount`` in major units (90.00 dollars, 1200 yen), never finer than the currency's smallest coin."""

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        if not isinstance(self.amount, Decimal) or not self.amount.is_finite():
            raise ValueError("money needs a finite Decimal")
        if not is_currency(self.currency):
            raise ValueError(f"not a currency: {self.currency!r}")
        exact = self.amount.quantize(Decimal(1).scaleb(-decimals(self.currency)))
        if exact != self.amount:
            raise ValueError(f"{self.amount} is finer than the smallest coin of {self.currency}")
        object.__setattr__(self, "amount", exact)

    @classmethod
    def of(cls, amount: Decimal | int | str, currency: str) -> Money:
        """From major units: 90, "45.50" or Decimal("85.00"). Floats are refused by type: parse JSON with Decimal."""
        if isinstance(amount, float):
            raise TypeError("money never comes from a float")
        return cls(Decimal(amount), currency)

    @classmethod
    def from_minor(cls, units: int, currency: str) -> Money:
        """From the smallest coin: 9000 cents are 90.00 dollars, 1200 yen are 1200 yen."""
        if type(units) is not int:
            raise TypeError("minor units are whole numbers")
        return cls(Decimal(units).scaleb(-decimals(currency)), currency)

    @classmethod
    def zero(cls, currency: str) -> Money:
        return cls(Decimal(0), currency)

    @property
    def minor(self) -> int:
        """The same in the smallest coin."""
        return int(self.amount.scaleb(decimals(self.currency)))

    def __add__(self, other: Money) -> Money:
        return Money(self.amount + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.amount - self._same(other), self.currency)

    def __mul__(self, times: int) -> Money:
        return Money(self.amount * times, self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.amount < self._same(other)

    def __gt__(self, other: Money) -> bool:
        return self.amount > self._same(other)

    def __bool__(self) -> bool:
        return self.amount != 0

    def _same(self, other: Money) -> Decimal:
        if other.currency != self.currency:
            raise ValueError(f"{self.currency} and {other.currency} do not mix")
        return other.amount

    def display(self, language: str, country: str) -> str:
        """As people write it there: ``$90.00`` for en in CA, ``90,00 $`` for fr in CA.

        The clinic's own dollar is plainly "$" to its patients, whatever CLDR writes for a foreign one.
        """
        locale = _locale(language, country)
        pattern = parse_pattern(locale.currency_formats["standard"].pattern.replace("¤", f"'{_symbol(self.currency)}'"))
        return format_currency(self.amount, self.currency, format=pattern.pattern, locale=locale)


def decimals(currency: str) -> int:
    return get_currency_precision(currency)


def _symbol(currency: str) -> str:
    return SYMBOLS.get(currency, f"{currency}\u00a0")


def _locale(language: str, country: str) -> Locale:
    exact = f"{language}_{country}"
    return Locale.parse(exact if exact in _known_locales() else formats_of(language))


@cache
def _known_locales() -> frozenset[str]:
    return frozenset(locale_identifiers())
