"""The made-up partner of content.toml, there once, and its keys: new ones each time somebody asks."""

from datetime import datetime

from sqlalchemy import Engine

from leadmatch.access.partner_records import PartnerRecord, partner_records
from leadmatch.cli.demo.content import written
from leadmatch.cli.demo.keys import DEMO_KEY_NAME, revoke_demo_keys
from leadmatch.cli.demo.to_try import PartnerAccess
from leadmatch.kernel.database import writing
from leadmatch.kernel.keyed_hash import KeyedHash
from leadmatch.partner.drafts import read_contract, read_partner
from leadmatch.partner.keys import PartnerKind, create_partner_key
from leadmatch.partner.service import (
    add_origins,
    add_placements,
    create_partner,
    set_contract,
    set_partner_state,
)


def ensure_partner(engine: Engine, *, now: datetime, by: str) -> PartnerRecord:
    """See that the made-up partner is there and active, as content.toml says, whatever was changed since."""
    asked = written()["partner"]
    draft = read_partner(
        {"name": [asked["name"]], "origin": [asked["origin"]], "placement": asked["placements"],
         "share": [asked["share"]]}, allows_insecure=False, today=now.date(),
    )  # fmt: skip
    found = _on_file(engine)
    if found is None:
        return create_partner(engine, draft, now=now, by=by)
    if found.state == "paused":
        found = set_partner_state(engine, found.id, "resume", now=now, by=by)
    if found.contract_at(now) is None:
        contract = read_contract({"share": [asked["share"]]}, today=now.date())
        set_contract(engine, found.id, contract, now=now, by=by)
    add_origins(engine, found.id, draft.origins, now=now, by=by)
    return add_placements(engine, found.id, draft.placements, now=now, by=by)


def fresh_partner_access(engine: Engine, hashes: KeyedHash, *, now: datetime, by: str) -> PartnerAccess:
    """Return the made-up partner with new keys; those that were made here before open nothing any more."""
    partner = ensure_partner(engine, now=now, by=by)
    with writing(engine) as connection:
        revoke_demo_keys(connection, [partner.id], now=now)

        def new_key(kind: PartnerKind, *, is_test: bool) -> str:
            return create_partner_key(
                connection,
                hashes,
                partner_id=partner.id,
                kind=kind,
                name=DEMO_KEY_NAME,
                is_test=is_test,
                scopes=(),
                by=by,
                now=now,
            ).text

        return PartnerAccess(
            id=partner.id,
            publishable_key=new_key("publishable", is_test=False),
            secret_key=new_key("secret", is_test=False),
            origin=written()["partner"]["origin"],
            test_publishable_key=new_key("publishable", is_test=True),
            test_secret_key=new_key("secret", is_test=True),
        )


def end_partner(engine: Engine, *, now: datetime, by: str) -> None:
    """Close the made-up partner, if it is there."""
    found = _on_file(engine)
    if found is not None:
        set_partner_state(engine, found.id, "close", now=now, by=by)


def _on_file(engine: Engine) -> PartnerRecord | None:
    """Find it by its name, which no real partner has."""
    with engine.connect() as connection:
        partners = partner_records(connection)
    name = written()["partner"]["name"]
    return next((each for each in partners if each.name == name and each.state != "closed"), None)
