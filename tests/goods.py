"""Products of the sandbox's store Summit, by their ids."""

from __future__ import annotations

from sandbox.elasticpath.demo import STORE, fixed_id


def _product(sku: str) -> str:
    return fixed_id(STORE, "product", sku)


ROLLER = _product("SM-ROLL-45")
SLEEVE = _product("SM-SLEEVE")  # a parent: cannot be bought
SLEEVE_M = _product("SM-SLEEVE-M")
SLEEVE_L = _product("SM-SLEEVE-L")
PROTEIN = _product("SM-PRO-900")
ELECTROLYTES = _product("SM-ELEC-30")
OMEGA = _product("SM-OMEGA-90")
PULSE = _product("SM-PULSE-2")  # two in stock
COLD_WRAP = _product("SM-COLD-1")
PLAN = _product("SM-PLAN-12")
IMPORTED = _product("SM-BALM-60")  # no price in Canadian dollars
