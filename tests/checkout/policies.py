"""Ways to send an order once, in a model small enough to try every interleaving of what can happen.

One cart, one row in the database, an upstream, a patient who submits again and again, and workers that the operating
system may pause between any two steps and kill at any of them. A message may be lost, or arrive long after everybody
stopped waiting for it. ``search`` walks breadth first, so the steps that it tells are the fewest that lead there.

A worker is ``(where it is, how many claims ago it began, whether it saw the cart closed)``. The row's try number
decides who may resolve: a worker whose age is not 0 holds an old one.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

# where a worker is
IDLE, CLAIMED, WAITING, ORDERED, DECLINED, DENIED = "idle", "claimed", "waiting", "ordered", "declined", "denied"
ASKING, SAW_ORDER, SAW_DECLINE, SAW_NOTHING, CLOSED = "asking", "saw order", "saw decline", "saw nothing", "closed"
LOOKING = {ASKING, SAW_ORDER, SAW_DECLINE, SAW_NOTHING, CLOSED}
# states of the row
OPEN, SENT, UNKNOWN, PLACED, REFUSED, REVIEW = "open", "sent", "unknown", "placed", "refused", "review"
# what became of the cart
LIVE, USED, DEAD = "live", "used", "dead"

Worker = tuple[str, int, bool]
FREE: Worker = (IDLE, 0, False)
OLDEST = 3  # an age beyond this is that old
TRIED = {OPEN, REFUSED}
ASKED = {SENT, UNKNOWN, REVIEW}
ON_THE_WAY = {CLAIMED, WAITING}


class Timeout(Enum):
    SEND_AGAIN = 1
    WAIT = 2  # for the lease to expire
    LOOK = 3


class Empty(Enum):
    """What a look-up that finds no order means."""

    SEND_AGAIN = 1
    SEND_AGAIN_AFTER_QUIET = 2
    CLOSING = 3
    ASK_A_PERSON = 4


@dataclass(frozen=True)
class Policy:
    claim: bool = True
    lease: bool = False
    timeout: Timeout = Timeout.LOOK
    empty: Empty = Empty.ASK_A_PERSON
    forgetful: bool = False  # once, a failover of the database loses the last claim
    by_try: bool = True  # who began before the last claim may resolve nothing
    looks_up_first: bool = False  # a submission after the first asks the upstream before it claims


@dataclass(frozen=True)
class Weather:
    """How much can happen.

    ``pauses``: between claim and send, ``slow_look_ups``: between asking and acting on the answer.
    ``consumes``: a cart that was ordered makes no second order.
    """

    workers: int = 2
    clicks: int = 3
    kills: int = 2
    sends: int = 4
    pauses: bool = True
    slow_look_ups: bool = False
    consumes: bool = False


class State(NamedTuple):
    row: str
    closed: bool  # the row says so
    cart: str
    orders: int
    hidden: bool  # an order that look-ups do not show yet
    declined: bool  # the upstream shows a payment that failed
    late: int  # messages under way that nobody waits for
    quiet: bool  # time enough has passed since the first empty look-up, or since the cart was closed
    emptied: bool  # a look-up was empty
    workers: tuple[Worker, ...]
    clicks: int
    kills: int
    sends: int
    tries: int  # claims so far, two at most are told apart
    failover: bool  # still to come

    @property
    def may_still_order(self) -> bool:
        coming = self.late or any(where in ON_THE_WAY for where, _, _ in self.workers)
        return bool(coming) and self.cart == LIVE

    @property
    def resolved(self) -> bool:
        return all(worker == FREE for worker in self.workers) and not self.late and self.row not in (SENT, UNKNOWN)


@dataclass(frozen=True)
class Found:
    """``None`` where it never happens; else the fewest steps. ``ends`` are (state of the row, orders) at rest.

    The search stops at the first two orders: what else is told is then what came before.
    """

    two_orders: int | None
    says_no_but_yes: int | None  # open or refused, although an order exists or may still come
    says_yes_but_no: int | None  # placed without an order
    ends: frozenset[tuple[str, int]]
    states: int


def search(policy: Policy, weather: Weather) -> Found:
    start = _start(policy, weather)
    steps = {start: 0}
    waiting = deque([start])
    two: int | None = None
    no_but_yes: int | None = None
    yes_but_no: int | None = None
    ends: set[tuple[str, int]] = set()
    while waiting:
        state = waiting.popleft()
        depth = steps[state]
        if state.orders > 1:
            two = depth
            break
        if state.row in TRIED and (state.orders or (policy.claim and state.may_still_order)):
            no_but_yes = depth if no_but_yes is None else no_but_yes
        if state.row == PLACED and not state.orders:
            yes_but_no = depth if yes_but_no is None else yes_but_no
        if state.resolved:
            ends.add((state.row, state.orders))
        for following in _moves(state, policy, weather):
            if following not in steps:
                steps[following] = depth + 1
                waiting.append(following)
    return Found(two, no_but_yes, yes_but_no, frozenset(ends), len(steps))


def _start(policy: Policy, weather: Weather) -> State:
    return State(
        row=OPEN,
        closed=False,
        cart=LIVE,
        orders=0,
        hidden=False,
        declined=False,
        late=0,
        quiet=False,
        emptied=False,
        workers=(FREE,) * weather.workers,
        clicks=weather.clicks,
        kills=weather.kills,
        sends=weather.sends,
        tries=0,
        failover=policy.forgetful,
    )


def _moves(s: State, policy: Policy, weather: Weather) -> Iterator[State]:
    """Everything that can happen next."""
    hurried = [at for at, worker in enumerate(s.workers) if worker[0] == CLAIMED] if not weather.pauses else []
    if hurried:  # nobody is paused between claim and send, so nothing else happens there
        yield from _sender(s, hurried[0], policy, weather)
        return
    yield from _patient(s, policy)
    yield from _wire(s, weather)
    yield from _time(s, policy)
    seen: set[Worker] = set()
    for at, worker in enumerate(s.workers):
        if worker in seen:
            continue
        seen.add(worker)
        if worker == FREE:
            yield from _reader(s, at, policy) if weather.slow_look_ups else _whole_look_up(s, at, policy)
            continue
        if s.kills:
            yield _left(s, at)._replace(kills=s.kills - 1)
        yield from _sender(s, at, policy, weather)
        yield from _reader(s, at, policy)


# -- the patient -------------------------------------------------------------------------------------------------------


def _patient(s: State, policy: Policy) -> Iterator[State]:
    if not s.clicks or FREE not in s.workers:
        return
    at, submitted = s.workers.index(FREE), s._replace(clicks=s.clicks - 1)
    if not policy.claim:
        if s.row != PLACED:
            yield _at(submitted, at, CLAIMED)
        return
    free = s.row in TRIED or (policy.lease and s.row == SENT)
    if free and not s.closed and not (policy.looks_up_first and s.orders and not s.hidden):
        yield _claimed(submitted, at)


def _claimed(s: State, at: int) -> State:
    """Raises the try number: everybody else's is one older now."""
    older = tuple(_worker(where, age + 1, closing) for where, age, closing in s.workers)
    claimed = s._replace(workers=older, row=SENT, tries=min(s.tries + 1, 2), quiet=False, emptied=False)
    return _at(claimed, at, CLAIMED)


# -- the wire and the upstream -----------------------------------------------------------------------------------------


def _wire(s: State, weather: Weather) -> Iterator[State]:
    if s.late:
        gone = s._replace(late=s.late - 1)
        yield gone  # lost
        for _, after in _handled(gone, weather):
            yield after
    for at, (where, age, _) in _distinct(s):
        if where == WAITING:
            for answer, after in _handled(s, weather):
                yield _at(after, at, answer, age)
    if s.hidden:
        yield s._replace(hidden=False)


def _handled(s: State, weather: Weather) -> Iterator[tuple[str, State]]:
    """What the upstream makes of a message: an order, a card that is declined, or a cart that cannot be ordered."""
    if s.cart != LIVE:
        yield DENIED, s
        return
    cart = USED if weather.consumes else LIVE
    yield ORDERED, s._replace(orders=s.orders + 1, cart=cart, hidden=not s.orders or s.hidden, declined=False)
    if not s.orders:
        yield DECLINED, s._replace(declined=True)


# -- time --------------------------------------------------------------------------------------------------------------


def _time(s: State, policy: Policy) -> Iterator[State]:
    if policy.timeout is Timeout.LOOK and s.row == SENT:
        yield s._replace(row=UNKNOWN)  # overdue; its worker may be paused and still alive
    if policy.empty in (Empty.CLOSING, Empty.ASK_A_PERSON) and s.row == UNKNOWN and s.emptied:
        yield s._replace(row=REVIEW)
    if s.closed and not s.quiet and not s.hidden:
        yield s._replace(quiet=True)  # long enough for every look-up to show what there is
    if s.failover and s.row == SENT:
        younger = tuple(_worker(where, age - 1, closing) for where, age, closing in s.workers)
        yield s._replace(row=OPEN, failover=False, workers=tuple(sorted(younger)), tries=s.tries - 1)


# -- a worker that sends -----------------------------------------------------------------------------------------------


def _sender(s: State, at: int, policy: Policy, weather: Weather) -> Iterator[State]:
    where, age, _ = s.workers[at]
    left = _left(s, at)
    mine = age == 0 or not (policy.claim and policy.by_try)
    if where == CLAIMED:
        if s.sends:
            yield _at(s, at, WAITING, age)._replace(sends=s.sends - 1)
        if not s.sends or policy.timeout is Timeout.LOOK:
            yield left._replace(row=OPEN) if mine and s.row == SENT else left  # it never left
    elif where == WAITING:
        yield from _timed_out(s, at, left, policy, mine)
    elif where == ORDERED:
        yield from _timed_out(s, at, left, policy, mine)  # the answer is lost
        yield left._replace(row=PLACED) if mine and s.row in ASKED | _unclaimed(policy) else left
    elif where in (DECLINED, DENIED):
        yield from _timed_out(s, at, left, policy, mine)
        used = where == DENIED and s.cart == USED and policy.timeout is Timeout.LOOK
        doubtful = UNKNOWN if s.row == SENT else s.row
        said = doubtful if used else REFUSED
        yield left._replace(row=said) if mine and s.row in ASKED | _unclaimed(policy) else left


def _timed_out(s: State, at: int, left: State, policy: Policy, mine: bool) -> Iterator[State]:
    if policy.timeout is Timeout.SEND_AGAIN:
        if s.sends:
            yield _at(left, _free(left), WAITING, s.workers[at][1])._replace(sends=s.sends - 1)
    elif policy.timeout is Timeout.LOOK:
        yield left._replace(row=UNKNOWN) if mine and s.row == SENT else left
    else:
        yield left


def _unclaimed(policy: Policy) -> set[str]:
    return set() if policy.claim else {OPEN, REFUSED}


# -- a worker that looks up --------------------------------------------------------------------------------------------


def _reader(s: State, at: int, policy: Policy) -> Iterator[State]:
    """Reads the row, asks, and acts on the answer; anything may happen between these."""
    where, age, saw_closing = s.workers[at]
    left = _left(s, at)
    mine = (age == 0 or not policy.by_try) and s.row in ASKED
    if where == IDLE and policy.timeout is Timeout.LOOK and s.row in (UNKNOWN, REVIEW):
        yield _at(s, at, ASKING, 0, s.closed and s.quiet)
    elif where == ASKING:
        yield from _told(s, at, age, saw_closing)
    elif where == SAW_ORDER:
        yield left._replace(row=PLACED) if mine else left
    elif where == SAW_DECLINE:  # proves nothing when an earlier try may be meant
        yield left._replace(row=REFUSED) if mine and s.tries == 1 else left
    elif where == SAW_NOTHING:
        yield from _after_nothing(s, at, left, policy, mine, saw_closing)
    elif where == CLOSED:
        yield left._replace(closed=True) if age == 0 and s.row in (UNKNOWN, REVIEW) else left


def _whole_look_up(s: State, at: int, policy: Policy) -> Iterator[State]:
    """From reading the row to acting on the answer in one step."""
    under_way = list(_reader(s, at, policy))
    while under_way:
        state = under_way.pop()
        looking = [at for at, worker in enumerate(state.workers) if worker[0] in LOOKING]
        if looking:
            under_way += _reader(state, looking[0], policy)
        else:
            yield state


def _told(s: State, at: int, age: int, saw_closing: bool) -> Iterator[State]:
    visible = s.orders and not s.hidden
    answer = SAW_ORDER if visible else SAW_DECLINE if s.declined else SAW_NOTHING
    yield _at(s, at, answer, age, saw_closing)


def _after_nothing(s: State, at: int, left: State, policy: Policy, mine: bool, saw_closing: bool) -> Iterator[State]:
    empty = left._replace(emptied=True) if mine else left
    nothing_travels = not s.late and not s.hidden and not any(where == WAITING for where, _, _ in s.workers)
    if policy.empty is Empty.CLOSING and not saw_closing and not s.closed:
        dead = DEAD if s.cart == LIVE else s.cart
        # A cart that was used cannot be closed: that call fails.
        yield _at(s, at, CLOSED, s.workers[at][1])._replace(cart=dead, emptied=True) if dead == DEAD else empty
    elif policy.empty is Empty.CLOSING and saw_closing:
        yield left._replace(row=REFUSED) if mine else left
    elif policy.empty is Empty.SEND_AGAIN or (
        policy.empty is Empty.SEND_AGAIN_AFTER_QUIET and s.emptied and nothing_travels
    ):
        yield _claimed(left, _free(left)) if mine else left
    else:
        yield empty


# -- workers -----------------------------------------------------------------------------------------------------------


def _worker(where: str, age: int, closing: bool) -> Worker:
    return FREE if where == IDLE else (where, min(age, OLDEST), closing)


def _distinct(s: State) -> Iterator[tuple[int, Worker]]:
    """Two workers at the same place are one and the same, for what can happen next."""
    for at, worker in enumerate(s.workers):
        if worker not in s.workers[:at]:
            yield at, worker


def _at(s: State, at: int, where: str, age: int = 0, closing: bool = False) -> State:
    moved = (*s.workers[:at], _worker(where, age, closing), *s.workers[at + 1 :])
    return s._replace(workers=tuple(sorted(moved)))


def _free(s: State) -> int:
    return s.workers.index(FREE)


def _left(s: State, at: int) -> State:
    """The worker is gone; what it sent and nobody has handled yet travels on."""
    travels = s.workers[at][0] == WAITING
    return _at(s, at, IDLE)._replace(late=s.late + travels)
