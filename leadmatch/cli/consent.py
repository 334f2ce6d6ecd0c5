"""`leadmatch consent`: prove that consents are what they were, keep checkpoints, shred what is due."""

import hashlib
import json
import os
import time
from dataclasses import asdict
from pathlib import Path

import click

from leadmatch.cli.engine import engine_of
from leadmatch.cli.loading import bar, progress_bars
from leadmatch.cli.releases import as_json_option
from leadmatch.inquiries.consent.checkpoints import CheckpointError, write_checkpoint
from leadmatch.inquiries.consent.evidence import shred_due
from leadmatch.inquiries.consent.pack import PackError, make_pack, pack_bytes
from leadmatch.inquiries.consent.pack_checks import verify_pack
from leadmatch.inquiries.consent.pack_page import pack_page
from leadmatch.inquiries.consent.signing import Signer, Verifier
from leadmatch.inquiries.consent.verify import Verdict, verify_chain
from leadmatch.kernel.clock import utc_now
from leadmatch.kernel.database import writing
from leadmatch.kernel.sealing import SealError
from leadmatch.settings import Settings


class PublicKey(click.ParamType[Verifier]):
    """A public key in hex, as `leadmatch consent public-key` prints it."""

    name = "key"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Verifier:
        """Return the key."""
        if isinstance(value, Verifier):
            return value
        try:
            return Verifier.of(str(value).strip())
        except ValueError:
            self.fail("say a public key: 64 hexadecimal digits", param, ctx)


@click.group()
def consent() -> None:
    """Consents: prove that none was changed, dropped or slipped in."""


@consent.command()
@click.option(
    "--trust-key",
    "trusted",
    type=PublicKey(),
    multiple=True,
    help="Take checkpoints of this public key too: the one that was in use before the present one.",
)
@as_json_option
@click.pass_obj
def verify(settings: Settings, *, trusted: tuple[Verifier, ...], as_json: bool) -> None:
    """Check every consent, its evidence, what stands beside it, and the signed checkpoints; exit code 1 if wrong."""
    own = Signer(settings.checkpoint_secret()).verifier
    started = time.perf_counter()
    with engine_of(settings) as engine, progress_bars(quiet=as_json) as progress:
        verdict = verify_chain(
            engine,
            settings.key_ring(),
            checkpoints_file=settings.checkpoints_file,
            keys=(own, *trusted),
            on_progress=bar(progress, "Verifying consents"),
        )
    took_s = time.perf_counter() - started
    if as_json:
        click.echo(json.dumps(_as_fields(verdict, took_s), indent=1))
    else:
        _print_verdict(verdict, took_s)
    if verdict.findings.total:
        raise click.exceptions.Exit(1)


@consent.command()
@as_json_option
@click.pass_obj
def checkpoint(settings: Settings, *, as_json: bool) -> None:
    """Sign the head of the chain into the file of checkpoints, if it has moved. Keep copies of that file elsewhere."""
    signer = Signer(settings.checkpoint_secret())
    with engine_of(settings) as engine:
        try:
            written = write_checkpoint(engine, settings.checkpoints_file, signer, now=utc_now())
        except CheckpointError as error:
            raise click.ClickException(str(error)) from None
    if as_json:
        click.echo(json.dumps({"checkpoint": asdict(written) if written else None}, indent=1))
    elif written:
        click.echo(f"Consent {written.number} and all before it are signed for, in {settings.checkpoints_file.name}.")
    else:
        click.echo("No consent was given since the last checkpoint.")


@consent.command("public-key")
@click.pass_obj
def public_key(settings: Settings) -> None:
    """Print the key that checkpoints and packs are verified with; publish it, and keep it outside this machine."""
    click.echo(Signer(settings.checkpoint_secret()).verifier.hex)


@consent.command()
@click.argument("lead_id")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, file_okay=False), default=".", help="Folder (default: this one)."
)
@click.option("--html", "only", flag_value="html", help="Only the page to print.")
@click.option("--json", "only", flag_value="json", help="Only the document that can be verified.")
@click.pass_obj
def pack(settings: Settings, *, lead_id: str, output: Path, only: str | None) -> None:
    """Write the proof of one lead's consent: a document that verifies without the database, and a page to print.

    Both hold what the person sent; only the owner of the files can read them.
    """
    signer = Signer(settings.checkpoint_secret())
    with engine_of(settings) as engine:
        try:
            made = make_pack(
                engine,
                settings.key_ring(),
                lead_id,
                checkpoints_file=settings.checkpoints_file,
                signer=signer,
                now=utc_now(),
            )
        except (PackError, CheckpointError, SealError) as error:
            raise click.ClickException(f"There is no pack of this lead: {error}") from None
    written = pack_bytes(made)
    document, page = output / f"consent-{lead_id}.json", output / f"consent-{lead_id}.html"
    output.mkdir(parents=True, exist_ok=True)
    if only != "html":
        _write_private(document, written)
        click.echo(str(document))
    if only != "json":
        digest = hashlib.sha256(written).hexdigest()
        _write_private(page, pack_page(made, file_name=document.name, file_sha256=digest).encode())
        click.echo(str(page))


@consent.command("verify-pack")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--public-key", "trusted", type=PublicKey(), help="The key of the service that made it; get it from there."
)
@as_json_option
def verify_pack_command(*, file: Path, trusted: Verifier | None, as_json: bool) -> None:
    """Check a pack without the database; exit code 1 if anything in it was changed."""
    verdict = verify_pack(file.read_bytes(), trusted=trusted)
    if as_json:
        told = {"ok": not verdict.faults, "faults": verdict.faults, "public_key": verdict.public_key}
        click.echo(json.dumps({**told, "key_is_trusted": trusted is not None}, indent=1))
    elif verdict.record is None or verdict.faults:
        click.echo("The pack proves nothing:")
        for number, fault in enumerate(verdict.faults, 1):
            click.echo(f"{number:>4}. {fault}")
    else:
        record = verdict.record
        click.echo(
            f"Consent {record['consent_id']} to {record['school_name']}, given {record['agreed_at']}, is proven."
        )
        if trusted is None:
            click.echo(f"The pack names the key itself; make sure that it is the service's:\n{verdict.public_key}")
    if verdict.faults:
        raise click.exceptions.Exit(1)


@consent.command()
@as_json_option
@click.pass_obj
def shred(settings: Settings, *, as_json: bool) -> None:
    """Destroy the evidence whose time is over: after an erasure, that of leads that were shared."""
    with engine_of(settings) as engine, writing(engine) as connection:
        count = shred_due(connection, utc_now())
    click.echo(json.dumps({"shredded": count}) if as_json else f"Evidence shredded: {count:,}. The chain stays whole.")


def _write_private(file: Path, content: bytes) -> None:
    file.unlink(missing_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened:
        opened.write(content)


def _as_fields(verdict: Verdict, took_s: float) -> dict[str, object]:
    return {
        "ok": verdict.findings.total == 0,
        "consents": verdict.consents,
        "evidence_opened": verdict.evidence,
        "evidence_shredded": verdict.shredded,
        "checkpoints": verdict.checkpoints,
        "vouched_until": verdict.vouched_until,
        "consents_per_s": round(verdict.consents / took_s, 1),
        "findings_total": verdict.findings.total,
        "findings": [asdict(finding) for finding in verdict.findings.kept],
    }


def _print_verdict(verdict: Verdict, took_s: float) -> None:
    for count, label in (
        (verdict.consents, f"consents in the chain ({verdict.consents / took_s:,.0f} a second)"),
        (verdict.evidence, "records opened and compared"),
        (verdict.shredded, "records shredded: only the chain vouches for them"),
        (verdict.checkpoints, f"signed checkpoints; they vouch for all up to consent {verdict.vouched_until:,}"),
    ):
        click.echo(f"{count:>9,}  {label}")
    findings = verdict.findings
    if not findings.total:
        click.echo("Nothing was changed, dropped, reordered or slipped in.")
        return
    click.echo(f"\nWrong: {findings.total:,}")
    for number, finding in enumerate(findings.kept, 1):
        click.echo(f"{number:>4}. {finding}")
    if findings.total > len(findings.kept):
        click.echo(f"      … and {findings.total - len(findings.kept):,} more")
