"""The compliance pack as a page to print: one file without a script, in plain words."""

from datetime import UTC, datetime
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from leadmatch.kernel.clock import rfc3339


def pack_page(pack: dict[str, Any], *, file_name: str, file_sha256: str) -> str:
    """Return the page of a pack.

    Args:
        pack: as `make_pack` returns it.
        file_name: of the JSON document that the page belongs to.
        file_sha256: of that document, in hex.
    """
    environment = Environment(
        loader=PackageLoader("leadmatch.inquiries"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_null_translations(newstyle=True)  # type: ignore[attr-defined]  # added by the extension
    record = pack["record"]
    agreed_at = datetime.fromisoformat(record["agreed_at"])
    local = record["agreed_at_local"]
    page = environment.get_template("consent_pack.html")
    return page.render(
        pack=pack,
        record=record,
        local_time=_in_words(datetime.fromisoformat(local)) if local else None,
        checkpoint_at=rfc3339(datetime.fromisoformat(pack["checkpoint"]["at"])),
        between=len(pack["following"]),
        file_name=file_name,
        file_sha256=file_sha256,
        utc_words=_in_words(agreed_at.astimezone(UTC)),
    )


def _in_words(moment: datetime) -> str:
    return f"{moment:%B} {moment.day}, {moment:%Y, %I:%M:%S %p}"
