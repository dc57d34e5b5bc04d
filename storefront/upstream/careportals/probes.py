"""What can be asked of CarePortals without a patient."""

from __future__ import annotations

from storefront.upstream import probes
from storefront.upstream.careportals.apis import Apis, no
from storefront.upstream.careportals.catalogue import CarePortalsCatalogue
from storefront.upstream.errors import Misconfigured, Refused, Unreadable
from storefront.upstream.ports import Probe, ProbeAnswer
from storefront.upstream.wire import Call

PUBLIC = "Check the public API's address and prefix, and the organization (or the origin, in subdomain mode)."
PATIENT = "Check the patient API's address and prefix, and the organization (or the origin, in subdomain mode)."


class CarePortalsProbes:
    def __init__(self, apis: Apis, catalogue: CarePortalsCatalogue) -> None:
        self._apis, self._catalogue = apis, catalogue

    def __call__(self) -> tuple[Probe, ...]:
        return (*probes.shelf(self._catalogue, PUBLIC), Probe("patients", "Patients", self._patients, PATIENT))

    def _patients(self) -> ProbeAnswer:
        """``GET /users/account`` without a token: a 401 says that the organization is known and nobody is signed in."""
        reply = self._apis.patient.send(
            Call(
                "GET",
                "/users/account",
                headers=self._apis.account_headers,
                accept=(400, 401, 404),
                refusals={403: Misconfigured},
            )
        )
        if not reply.refused:
            raise reply.error(Unreadable, "an account was shown to nobody")
        if reply.status != 401:
            raise no(reply, Refused, "a call without a token was not answered as one")
        return ProbeAnswer("sign-in is asked for")
