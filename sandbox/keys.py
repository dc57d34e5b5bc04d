"""The sandbox's invented keys as shell variables, for the demo: ``eval "$(python -m sandbox.keys)"``."""

from __future__ import annotations

import shlex
import sys

from sandbox.decoda import demo as decoda
from sandbox.elasticpath import demo as elasticpath

KEYS = {
    "SANDBOX_DECODA_KEY": decoda.API_KEY,
    "SANDBOX_ELASTICPATH_ID": elasticpath.SUMMIT_CLIENT_ID,
    "SANDBOX_ELASTICPATH_SECRET": elasticpath.SUMMIT_CLIENT_SECRET,
    "SANDBOX_ELASTICPATH_PROFILE": elasticpath.SUMMIT_PASSWORD_PROFILE_ID,
}

if __name__ == "__main__":
    sys.stdout.writelines(f"{name}={shlex.quote(value)}\n" for name, value in KEYS.items())
