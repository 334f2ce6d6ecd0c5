"""What schools owe: an entry for each accepted lead and each flat period; the sum is the invoice (rule L9)."""

from datetime import datetime

from leadmatch.kernel.ids import new_id
from leadmatch.sponsors.terms import CampaignTerms


def lead_entry(lead_id: str, campaign: CampaignTerms, now: datetime) -> dict[str, object]:
    """Return the row of an accepted lead; of a campaign at a flat price it costs nothing by itself."""
    return {
        "id": new_id("lgr"),
        "kind": "lead",
        "school_id": campaign.school_id,
        "campaign_id": campaign.id,
        "lead_id": lead_id,
        "amount_cents": campaign.lead_price_cents,
        "period": None,
        "entered_at": now,
    }
