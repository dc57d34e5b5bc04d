"""The state that the API and the hosted pages share: one per world, kept as long as somebody serves it."""

from __future__ import annotations

from dataclasses import dataclass
from weakref import WeakValueDictionary

from sandbox.decoda.opening import open_clinics
from sandbox.decoda.store import Switches, Tenant
from sandbox.world import World


@dataclass(slots=True, weakref_slot=True)
class State:
    world: World
    switches: Switches
    tenants: dict[str, Tenant]


# By the id of the ledger, which is new at every reset. A state keeps its ledger, so no id is reused before it goes.
_states: WeakValueDictionary[int, State] = WeakValueDictionary()


def state_of(world: World) -> State:
    """The same for the API and the hosted pages of one world, whichever is asked first."""
    state = _states.get(id(world.ledger))
    if state is None:
        switches = Switches()
        state = State(world, switches, open_clinics(world, switches))
        _states[id(world.ledger)] = state
    return state
