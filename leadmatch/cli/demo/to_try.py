"""What there is to try once the made-up schools are there: for scripts as JSON, for people as lines to copy."""

import secrets
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any


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
class ToTry:
    """All that a script or a person needs.

    Args:
        base_url: address of the site, without a slash at the end.
        sponsored: of `school`, by a campaign without a cap.
        capped: by a campaign that took no lead yet.
        cap: how many it takes in a day.
    """

    base_url: str
    sponsored: tuple[Slot, ...]
    capped: Slot
    cap: int
    school: SchoolAccess
    other_school: SchoolAccess

    def as_json(self) -> dict[str, Any]:
        """Return it for a script (SPEC 10)."""
        return {
            "base_url": self.base_url,
            "sponsored": [each.as_json() for each in self.sponsored],
            "capped": {**self.capped.as_json(), "cap": self.cap},
            "school": {"id": self.school.id, "api_key": self.school.api_key},
            "other_school": {"id": self.other_school.id, "api_key": self.other_school.api_key},
        }


def words_of(things: ToTry, inquiry_file: Path) -> str:
    """Return what to try, in lines that work as printed.

    Args:
        things: what there is.
        inquiry_file: the body of an inquiry about the first sponsored program.
    """
    return "\n".join(_lines(things, inquiry_file))


def _lines(things: ToTry, inquiry_file: Path) -> Iterator[str]:
    first, base = things.sponsored[0], things.base_url
    zips = ", ".join(each.zip for each in things.sponsored)
    api, bearer = f"{base}/api/v1", f"-H 'Authorization: Bearer {things.school.api_key}'"
    key = f"demo-{secrets.token_hex(4)}"
    file = shlex.quote(f"@{_short(inquiry_file)}")
    yield f'Schools that are made up ("Example ...") sponsor listings near ZIP {zips}.'
    yield ""
    yield "As a visitor:"
    yield f"  {base}/programs?zip={first.zip}"
    yield f"  {base}/inquire?program={first.program_id}"
    yield "The same by the API: the wording to agree to, and an inquiry that agrees to it:"
    yield f"  curl -s '{api}/disclosures?program={first.program_id}'"
    yield f"  curl -s {api}/inquiries -H 'Content-Type: application/json' -H 'Idempotency-Key: {key}' -d {file}"
    yield "As the school (this key is shown once; those shown before no longer open anything):"
    yield f"  curl -s {api}/leads {bearer}"
    yield f"  curl -s {api}/leads.csv {bearer}"
    yield f"A campaign that takes {things.cap} leads a day and has taken none:"
    yield f"  {base}/inquire?program={things.capped.program_id}"
    yield f"  leadmatch campaign show {things.capped.campaign_id}"
    yield ""
    yield "For a script: leadmatch demo --json. To take the made-up schools out again: leadmatch demo --remove."


def _short(file: Path) -> Path:
    return file.relative_to(Path.cwd()) if file.is_relative_to(Path.cwd()) else file
