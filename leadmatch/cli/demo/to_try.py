"""What there is to try once the made-up schools are there: for scripts as JSON, for people as lines to copy."""

import secrets
import shlex
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

_SEEN = '{"event": "created"}'


@dataclass(frozen=True, slots=True)
class Slot:
    """A program that is shown as sponsored near a ZIP code, and the campaign that pays for it."""

    zip: str
    program_id: str
    school_id: str
    campaign_id: str

    def as_json(self) -> dict[str, Any]:
        """Return it for a script."""
        return {
            "zip": self.zip,
            "program_id": self.program_id,
            "school_id": self.school_id,
            "campaign_id": self.campaign_id,
        }


@dataclass(frozen=True, slots=True)
class SchoolAccess:
    """A school and the key by which it fetches its leads."""

    id: str
    api_key: str


@dataclass(frozen=True, slots=True)
class PartnerAccess:
    """A partner, one of its sites, and its keys, live ones and those for tests."""

    id: str
    publishable_key: str
    secret_key: str
    origin: str
    test_publishable_key: str
    test_secret_key: str


@dataclass(frozen=True, slots=True)
class ToTry:
    """All that a script or a person needs.

    Args:
        base_url: address of the site, without a slash at the end.
        sponsored: of `school`, by a campaign without a cap.
        capped: by a campaign that took no lead yet.
        cap: how many it takes in a day.
        newest_lead_id: of `school`; None where it has none yet.
    """

    base_url: str
    sponsored: tuple[Slot, ...]
    capped: Slot
    cap: int
    school: SchoolAccess
    other_school: SchoolAccess
    newest_lead_id: str | None
    partner: PartnerAccess

    def as_json(self) -> dict[str, Any]:
        """Return it for a script (SPEC 10)."""
        return {
            "base_url": self.base_url,
            "sponsored": [each.as_json() for each in self.sponsored],
            "capped": {**self.capped.as_json(), "cap": self.cap},
            "school": {"id": self.school.id, "api_key": self.school.api_key},
            "other_school": {"id": self.other_school.id, "api_key": self.other_school.api_key},
            "partner": asdict(self.partner),
        }


def words_of(things: ToTry, *, inquiry_file: Path, instance: Path) -> str:
    """Return what to try, in lines that work as printed.

    Args:
        things: what there is.
        inquiry_file: the body of an inquiry about the first sponsored program.
        instance: folder of the installation.
    """
    return "\n".join(_lines(things, shlex.quote(f"@{_short(inquiry_file)}"), _command(instance)))


def _lines(things: ToTry, inquiry: str, command: str) -> Iterator[str]:
    first, base, api = things.sponsored[0], things.base_url, f"{things.base_url}/api/v1"
    bearer = f"-H 'Authorization: Bearer {things.school.api_key}'"
    zips = ", ".join(each.zip for each in things.sponsored)
    is_json = "-H 'Content-Type: application/json'"
    yield f'Schools that are made up ("Example ...") sponsor listings near ZIP {zips}.'
    yield ""
    yield "As a visitor:"
    yield f"  {base}/programs?zip={first.zip}"
    yield f"  {base}/inquire?program={first.program_id}"
    yield "The same by the API: the wording to agree to, and an inquiry that agrees to it:"
    yield f"  curl -s '{api}/disclosures?program={first.program_id}'"
    yield f"  curl -s {api}/inquiries {is_json} -H 'Idempotency-Key: demo-{secrets.token_hex(4)}' -d {inquiry}"
    yield "As the school; the key is shown once, and those shown before open nothing any more:"
    yield f"  curl -s {api}/leads {bearer}"
    yield f"  curl -s {api}/leads.csv {bearer}"
    if things.newest_lead_id is not None:
        yield f"  curl -s {api}/leads/{things.newest_lead_id}/acknowledgements {bearer} {is_json} -d '{_SEEN}'"
    yield f"As a visitor who meets a cap, of {things.cap} leads a day, none of them taken yet:"
    yield f"  {base}/inquire?program={things.capped.program_id}"
    yield f"  {command} campaign show {things.capped.campaign_id}"
    yield "As a partner, whose site is made up too; the search as its pages show it, by its server, and its terms:"
    yield f"  {base}/embed/demo?key={things.partner.publishable_key}"
    yield f"  curl -s '{api}/programs?zip={first.zip}' -H 'Authorization: Bearer {things.partner.secret_key}'"
    yield f"  {command} partner show {things.partner.id}"
    yield "All of it for a script, with other keys; and an end of it:"
    yield f"  {command} demo --json"
    yield f"  {command} demo --remove"


def _command(instance: Path) -> str:
    typed = Path(sys.argv[0])
    command = _short(typed.absolute()) if typed.name == "leadmatch" else Path("leadmatch")
    return shlex.join([str(command), "--instance", str(_short(instance))])


def _short(path: Path) -> Path:
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path
