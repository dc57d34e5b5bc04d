"""The whole table at once: an attacker does what they can, and then the owner comes."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from storefront.limits.limiter import Limiter
from storefront.limits.networks import block_of, network_of
from storefront.limits.policy import EMAIL, LIMITERS, PASSWORD_RESET
from tests.limits.listing import listing

ROOT = Path(__file__).parents[2]
BY_STRANGERS = [each for each in LIMITERS if not each.guarded]
BY_NETWORK = [each for each in LIMITERS if any("network" in rule.by for rule in each.rules)]
BY_ACCOUNT = [each for each in BY_STRANGERS if "account" in each.rules[0].by]
OWNER, OTHERS = "198.51.100.7", [f"203.0.{number}.9" for number in range(30)]
ONE_64 = [f"2001:db8:1:2::{number:x}" for number in range(1, 400)]
ONE_48 = [f"2001:db8:1:{number:x}::1" for number in range(1, 1100)]


def who(each: Limiter, ip: str, account: str) -> dict[str, str]:
    """As ``who.py`` says it, for what this limiter counts by."""
    says = {
        "clinic": "harbour",
        "network": network_of(ip),
        "block": block_of(ip),
        "account": account,
        "shopper": f"{account} at {ip}",
        "mailbox": account,
        "kind": "any",
    }
    return {name: says[name] for name in {name for rule in each.rules for name in rule.by}}


def passed(each: Limiter, ips: list[str], accounts: list[str], times: int) -> int:
    return sum(each.wait(**who(each, ip, account)) == 0 for ip, account, _ in product(ips, accounts, range(times)))


def ids(each: Limiter) -> str:
    return each.name


def test_no_two_limiters_count_into_the_same_rows() -> None:
    assert len(LIMITERS) >= 10
    assert len({each.name for each in LIMITERS}) == len(LIMITERS)


@pytest.mark.parametrize("each", LIMITERS, ids=ids)
def test_every_rule_says_why(each: Limiter) -> None:
    assert each.rules
    assert all(rule.why and rule.hits > 0 and rule.seconds > 0 for rule in each.rules)


@pytest.mark.parametrize("each", BY_STRANGERS, ids=ids)
def test_what_strangers_share_is_only_wide(each: Limiter) -> None:
    """A window that can refuse has the visitor's own network, session or account on its own network in it."""
    shared = [rule for rule in each.rules if not {"network", "block", "shopper"} & set(rule.by)]

    assert all(rule.leaves or rule in MAILBOX for rule in shared)


MAILBOX = [rule for rule in PASSWORD_RESET.rules if rule.hits == 50]  # known networks pass it, and it is told below


@pytest.mark.django_db
@pytest.mark.parametrize("each", BY_STRANGERS, ids=ids)
def test_one_laptop_stops_nobody_else(each: Limiter) -> None:
    """Nor are the wide windows full after it: what is refused is counted in none of them."""
    accounts = ["owner", *(f"account {number}" for number in range(30))]
    passed(each, [OTHERS[0]], accounts, 20)

    assert passed(each, [OWNER], ["owner"], 1) == 1
    assert each.alarms(clinic="harbour") == each.alarms() == each.alarms(clinic="harbour", account="owner") == 0


@pytest.mark.django_db
@pytest.mark.parametrize("each", BY_STRANGERS, ids=ids)
def test_many_networks_together_stop_nobody_else(each: Limiter) -> None:
    accounts = ["owner", *(f"account {number}" for number in range(9))]
    passed(each, OTHERS, accounts, 2)

    assert passed(each, [OWNER], ["owner"], 1) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("each", BY_ACCOUNT, ids=ids)
def test_however_many_there_are_the_owner_gets_in_from_where_they_were_before(each: Limiter) -> None:
    each.let_in(**who(each, OWNER, "owner"))
    passed(each, [f"203.1.{number}.9" for number in range(60)], ["owner"], 2)

    assert passed(each, [OWNER], ["owner"], 5) == 5


@pytest.mark.django_db
@pytest.mark.parametrize("each", BY_NETWORK, ids=ids)
def test_the_addresses_of_one_ipv6_network_are_one_visitor(each: Limiter) -> None:
    narrow = min((rule for rule in each.rules if "network" in rule.by), key=lambda rule: rule.hits)

    assert passed(each, ONE_64[: narrow.hits + 5], ["owner"], 1) <= narrow.hits


@pytest.mark.django_db
@pytest.mark.parametrize("each", BY_NETWORK, ids=ids)
def test_the_networks_of_one_ipv6_site_are_limited_together(each: Limiter) -> None:
    (block,) = [rule for rule in each.rules if "block" in rule.by]

    tries = enumerate(ONE_48[: block.hits + 5])
    assert sum(passed(each, [ip], [f"account {number}"], 1) for number, ip in tries) <= block.hits


@pytest.mark.django_db
@pytest.mark.parametrize("each", BY_ACCOUNT, ids=ids)
def test_many_networks_have_one_try_each_at_an_account_that_is_attacked(each: Limiter) -> None:
    wide = next(rule for rule in each.rules if "account" in rule.by and rule.leaves)

    assert passed(each, OTHERS, ["owner"], 9) <= wide.hits + len(OTHERS)


@pytest.mark.django_db
def test_what_strangers_can_cause_uses_up_no_email_that_an_owner_asks_for() -> None:
    while EMAIL.wait(mailbox="owner", kind="taken") == 0:
        pass

    assert EMAIL.wait(mailbox="owner", kind="verify") == EMAIL.wait(mailbox="owner", kind="code") == 0


def test_the_page_of_the_docs_lists_exactly_these() -> None:
    """Where this fails: ``python -m tests.limits.listing`` prints what belongs below "All limits" of docs/limits.md."""
    assert (ROOT / "docs/limits.md").read_text().partition("## All limits\n\n")[2].strip() == listing(LIMITERS).strip()
