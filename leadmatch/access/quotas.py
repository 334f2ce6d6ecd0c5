"""How often who may call: a partner by all its keys together, or a client address without a key (rule H3)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from leadmatch.access.callers import Caller
from leadmatch.kernel.keyed_hash import KeyedHash
from leadmatch.web.caller import network_of
from leadmatch.web.rate_limit import Policy, Quota

# Beyond its quota an address is asked for proof before an inquiry of it is taken in (rule L12), and what it sent before
# is answered again as often as it asks (L4): so nobody is refused here who does that, only whoever floods us.
INQUIRIES_CEILING: Final = 10


@dataclass(frozen=True, slots=True)
class Quotas:
    """What each caller may do in a minute.

    Args:
        hashes: make keys of addresses; the plain ones are not kept, not even in memory.
        public: what an address may do without a key.
        partner: what a partner may do that has no limits of its own.
    """

    hashes: KeyedHash
    public: Mapping[Policy, int]
    partner: Mapping[Policy, int]

    def of(self, caller: Caller, policy: Policy, address: str) -> Quota:
        """Return the quota that a request counts against.

        Args:
            caller: who sends it; test keys of a partner count apart from its others.
            policy: what it counts as.
            address: where it comes from.
        """
        partner = caller.partner
        if partner is not None:
            own = partner.searches_per_minute if policy == "searches" else partner.inquiries_per_minute
            most = self.partner[policy] if own is None else own
            key = f"{policy} {partner.id} {'test' if caller.is_test else 'live'}"
            return Quota(key.encode(), policy, most, most)
        most = self.public[policy]
        ceiling = most * INQUIRIES_CEILING if policy == "inquiries" else most
        return Quota(self.hashes.of(f"{policy}-from", network_of(address)), policy, most, ceiling)
