"""What renews. Patient API, document "Manage Subscriptions".

``PUT`` wants both the date and the status, so what does not change is sent as it was read. Which words it takes for the
status is not documented: those of the published events are sent, and the subscription is read again afterwards.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime

from storefront.upstream.careportals.apis import Apis, no
from storefront.upstream.careportals.readers.subscriptions import read_subscription, read_subscriptions
from storefront.upstream.errors import NotFound, OutcomeUnknown, Refused, UpstreamError
from storefront.upstream.types import Access, Subscription, SubscriptionState
from storefront.upstream.wire import Call

SUBSCRIPTION = "/subscriptions/{subscription}"
REFUSALS = (400, 403, 404, 405, 406, 409, 422)


class CarePortalsSubscriptions:
    def __init__(self, apis: Apis) -> None:
        self._apis = apis

    def list(self, access: Access) -> tuple[Subscription, ...]:
        """``GET /subscriptions``."""
        reply = self._apis.patient.send(Call("GET", "/subscriptions", token=access.token))
        return read_subscriptions(reply, self._apis.currency, access.patient_ref)

    def show(self, ref: str, access: Access) -> Subscription:
        """``GET /subscriptions/{id}``."""
        call = Call("GET", SUBSCRIPTION, token=access.token, accept=REFUSALS, parameters={"subscription": ref})
        reply = self._apis.patient.send(call)
        if reply.refused:
            raise no(reply, NotFound, "no such subscription")
        return read_subscription(reply, self._apis.currency, access.patient_ref)

    def change(self, shown: Subscription, state: SubscriptionState, next_at: datetime, access: Access) -> Subscription:
        """``PUT /subscriptions/{id}``, and the subscription as it is then."""
        call = Call(
            "PUT",
            SUBSCRIPTION,
            json={"nextCycleDate": _written(next_at), "status": state.value},
            token=access.token,
            accept=REFUSALS,
            empty=True,
            parameters={"subscription": shown.ref},
        )
        try:
            reply = self._apis.patient.send(call)
        except OutcomeUnknown:
            with suppress(UpstreamError):
                now = self.show(shown.ref, access)
                if (now.state, now.next_at) == (state, next_at):
                    return now
            raise
        if reply.refused:
            raise no(reply, Refused, "the subscription was not changed")
        return self.show(shown.ref, access)


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
