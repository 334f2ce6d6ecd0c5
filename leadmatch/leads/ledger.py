"""What schools owe: an entry for each accepted lead and each flat period; the sum is the invoice (rule L9)."""

from datetime import date, datetime

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


def flat_period_entry(campaign: CampaignTerms, first_day: date, now: datetime) -> dict[str, object]:
    """Return the row of a period at a flat price; `first_day` is the first one owed of it."""
    return {
        "id": new_id("lgr"),
        "kind": "flat_period",
        "school_id": campaign.school_id,
        "campaign_id": campaign.id,
        "lead_id": None,
        "amount_cents": campaign.price_cents,
        "period": first_day.isoformat(),
        "entered_at": now,
    }
