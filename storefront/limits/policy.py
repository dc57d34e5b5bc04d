"""Every limit of the product, with its reason."""

from __future__ import annotations

from storefront.limits.limiter import Limiter, Rule

MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR
QUARTER = 15 * MINUTE

TRIES = Rule(5, QUARTER, by=("clinic", "account"), why="one account's password is not guessed")
TRIES_OF_AN_IP = Rule(20, QUARTER, by=("clinic", "ip"), why="one machine does not try many accounts")
TRIES_AT_A_CLINIC = Rule(300, QUARTER, by=("clinic",), why="many machines do not try many accounts")
OF_ONE_DAY = Rule(15, DAY, by=("clinic", "account"), why="a code or a detail of a chart is not found by patience")

SIGN_IN = Limiter("login", TRIES, TRIES_OF_AN_IP, TRIES_AT_A_CLINIC)
SIGN_UP = Limiter("signup", TRIES, TRIES_OF_AN_IP, TRIES_AT_A_CLINIC)
PASSWORD_RESET = Limiter("reset", TRIES, TRIES_OF_AN_IP, TRIES_AT_A_CLINIC)
CHART_DETAILS = Limiter("link", TRIES, TRIES_OF_AN_IP, TRIES_AT_A_CLINIC, OF_ONE_DAY)
CHART_CODE = Limiter("link code", TRIES, TRIES_OF_AN_IP, TRIES_AT_A_CLINIC, OF_ONE_DAY)

# A try from one IP address uses up that address's share of the account, so a stranger cannot keep its owner out.
STAFF = (
    Rule(5, QUARTER, by=("account", "ip"), why="one machine does not guess one person's password or code"),
    Rule(50, QUARTER, by=("account",), why="many machines do not either"),
    Rule(20, QUARTER, by=("ip",), why="one machine does not try many people"),
)
STAFF_SIGN_IN = Limiter("staff sign-in", *STAFF)
STAFF_CODE = Limiter("staff code", *STAFF)

COUPON = Limiter(
    "coupon",
    Rule(10, 10 * MINUTE, by=("clinic", "shopper"), why="codes are not there to be guessed"),
    Rule(500, HOUR, by=("clinic",), why="nor by many together"),
)

EMAIL = Limiter(
    "email",
    Rule(5, HOUR, by=("mailbox",), why="nobody's mailbox is flooded through us"),
    Rule(15, DAY, by=("mailbox",), why="nor slowly"),
)

CONNECTION_TEST = Limiter(
    "connection test", Rule(6, MINUTE, by=("clinic",), why="the upstream counts our calls, and patients need them")
)
