"""Every limit of the product, with its reason. ``docs/limits.md`` shows the same table, and a test compares the two.

Nobody can use up what others need: what refuses is counted for one visitor's own network, session or account; what
many people share has ``leaves`` and only tells staff and narrows what each network has left.
"""

from __future__ import annotations

from storefront.limits.limiter import Limiter, Rule

MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR
QUARTER = 15 * MINUTE

TRIES = Rule(5, QUARTER, by=("clinic", "account", "network"), why="one visitor does not guess one account's password")
TRIES_OF_A_NETWORK = Rule(20, QUARTER, by=("clinic", "network"), why="one visitor does not try many accounts")
TRIES_OF_A_BLOCK = Rule(
    100, QUARTER, by=("clinic", "block"), why="a visitor with many IP addresses in a row is one visitor"
)
TRIES_AT_AN_ACCOUNT = Rule(
    30, HOUR, by=("clinic", "account"), leaves=1, why="many networks together do not guess one account's password"
)
TRIES_AT_A_CLINIC = Rule(
    300, QUARTER, by=("clinic",), leaves=5, why="many networks together do not try many accounts unnoticed"
)
PATIENT = (TRIES, TRIES_OF_A_NETWORK, TRIES_OF_A_BLOCK, TRIES_AT_AN_ACCOUNT, TRIES_AT_A_CLINIC)

SIGN_IN = Limiter("sign-in", *PATIENT)
SIGN_UP = Limiter("sign-up", *PATIENT)
PASSWORD_RESET = Limiter(
    "password reset",
    TRIES,
    Rule(10, DAY, by=("clinic", "account", "network"), why="one visitor does not fill somebody's mailbox"),
    TRIES_OF_A_NETWORK,
    TRIES_OF_A_BLOCK,
    Rule(15, DAY, by=("clinic", "account"), leaves=1, why="many networks together do not fill somebody's mailbox"),
    Rule(
        50,
        DAY,
        by=("clinic", "account"),
        why="no mailbox is flooded: from here on only networks where this account signed in before can ask",
    ),
    TRIES_AT_A_CLINIC,
)

# Of sign-ups that succeed: each writes a chart or an account at the clinic's system, and may send an email.
NEW_ACCOUNT = Limiter(
    "new account",
    Rule(30, HOUR, by=("clinic", "network"), why="people in one building can sign up, a script cannot"),
    Rule(100, DAY, by=("clinic", "network"), why="nor can a slow script"),
    Rule(200, DAY, by=("clinic", "block"), why="a visitor with many IP addresses in a row is one visitor"),
    Rule(300, HOUR, by=("clinic",), leaves=3, why="many networks together do not fill the clinic's records unnoticed"),
)

BY_DAY = Rule(15, DAY, by=("clinic", "account"), why="a code or a detail of a chart is not found by trying for days")
SIGNED_IN = "the patient who is signed in to this account"
CHART = (TRIES, TRIES_OF_A_NETWORK, TRIES_OF_A_BLOCK, BY_DAY, TRIES_AT_A_CLINIC)
CHART_DETAILS = Limiter("chart details", *CHART, guarded=SIGNED_IN)
CHART_CODE = Limiter("chart code", *CHART, guarded=SIGNED_IN)

STAFF_TRIES = (
    Rule(5, QUARTER, by=("account", "network"), why="one visitor does not guess one person's password or code"),
    Rule(20, QUARTER, by=("network",), why="one visitor does not try many people"),
    Rule(100, QUARTER, by=("block",), why="a visitor with many IP addresses in a row is one visitor"),
)
STAFF_SIGN_IN = Limiter(
    "staff sign-in",
    *STAFF_TRIES,
    Rule(30, HOUR, by=("account",), leaves=1, why="many networks together do not guess one person's password"),
    Rule(300, QUARTER, by=(), leaves=3, why="many networks together do not try many people unnoticed"),
)
STAFF_CODE = Limiter(
    "staff code",
    *STAFF_TRIES,
    Rule(
        30,
        DAY,
        by=("account",),
        why="many networks do not find six digits: from here on only those where this person signed in before can try",
    ),
    guarded="who has this person's password",
)

# Only codes that are refused stay counted. Counted where the clinic's system is asked, whatever page asks.
COUPON = Limiter(
    "coupon",
    Rule(10, 10 * MINUTE, by=("clinic", "shopper"), why="codes are not there to be guessed"),
    Rule(30, 10 * MINUTE, by=("clinic", "network"), why="nor with a fresh session for each guess"),
    Rule(100, 10 * MINUTE, by=("clinic", "block"), why="a visitor with many IP addresses in a row is one visitor"),
    Rule(500, HOUR, by=("clinic",), leaves=5, why="many networks together do not guess codes unnoticed"),
)

# Of products that are not in the catalogue: each may be a call to the clinic's system. Beyond it nobody is asked.
UNKNOWN_PRODUCT = Limiter(
    "unknown product",
    Rule(60, 10 * MINUTE, by=("clinic", "network"), why="one visitor does not spend the clinic's calls on nothing"),
    Rule(200, 10 * MINUTE, by=("clinic", "block"), why="a visitor with many IP addresses in a row is one visitor"),
)

# Each writes a row that is kept for two weeks.
NEW_CART = Limiter(
    "new cart",
    Rule(300, HOUR, by=("clinic", "network"), why="one visitor does not fill the database with carts of nobody"),
    Rule(1000, HOUR, by=("clinic", "block"), why="a visitor with many IP addresses in a row is one visitor"),
)

# Each writes a row that is kept for half an hour. Beyond it the answer to a form is the page itself.
KEPT_PAGE = Limiter(
    "page kept after a form",
    Rule(300, HOUR, by=("network",), why="one visitor does not fill the database with pages of refused forms"),
    Rule(1000, HOUR, by=("block",), why="a visitor with many IP addresses in a row is one visitor"),
)

# Whoever asks: what strangers can cause is counted apart from what the owner of the mailbox asks for.
EMAIL = Limiter(
    "email",
    Rule(5, HOUR, by=("mailbox", "kind"), why="nobody's mailbox is flooded through us"),
    Rule(15, DAY, by=("mailbox", "kind"), why="nor slowly"),
    guarded="the patient who is signed in, but for the notice of an existing account, which nobody waits for",
)

CONNECTION_TEST = Limiter(
    "connection test",
    Rule(6, MINUTE, by=("clinic",), why="the upstream counts our calls, and patients need them"),
    guarded="staff of this clinic",
)

LIMITERS = tuple(value for value in globals().values() if isinstance(value, Limiter))
