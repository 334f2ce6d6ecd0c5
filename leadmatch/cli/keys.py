"""`leadmatch keys`: the keys that personal data is sealed with: rotate, list, drop. Those of schools: `key`."""

import json
import time
from collections import Counter
from collections.abc import Mapping

import click
from sqlalchemy import Engine

from leadmatch.cli.engine import engine_of
from leadmatch.cli.loading import bar, progress_bars
from leadmatch.cli.releases import as_json_option
from leadmatch.inquiries.resealing import SEALED_COLUMNS, Resealed, envelopes_by_key, reseal_until_done
from leadmatch.kernel.sealing import RECHECK_S, KeyRing
from leadmatch.kernel.secret_files import add_key, remove_key
from leadmatch.settings import Settings

# A server takes up a new key within RECHECK_S; what it was writing at that moment is stored soon after.
_SETTLE_S = RECHECK_S + 2.0
# Before a key is destroyed, whoever could still be writing with it has had all the time in the world.
_DROP_AFTER_S = 60.0
_Counts = Mapping[str, Counter[str]]


@click.group()
def keys() -> None:
    """The keys that personal data is sealed with."""


@keys.command("rotate-pii")
@click.option("--new-key", "forces", is_flag=True, help="Make a new key even if rows are still under older ones.")
@as_json_option
@click.pass_obj
def rotate_pii(settings: Settings, *, forces: bool, as_json: bool) -> None:
    """Seal all personal data anew, with a new key, while the service goes on.

    With keys in LEADMATCH_PII_KEYS, put a new one first and restart the service before; otherwise a new one is made
    here, unless a rotation is under way, which is then finished. It can be stopped at any moment and run again.
    """
    ring = settings.key_ring()
    with engine_of(settings) as engine, progress_bars(quiet=as_json) as progress:
        before = envelopes_by_key(engine, ring)
        added = None
        if not settings.pii_keys and (forces or not _older(before, ring)):
            added = add_key(settings.pii_keys_file)
            ring.reload()
        show, left, done = bar(progress, "Sealing anew"), _older(before, ring), 0

        def tell(count: int) -> None:
            nonlocal done
            done += count
            show(done, max(left, done))

        settle_s = _SETTLE_S if settings.pii_keys else max(0.0, _SETTLE_S - _age_s(settings))
        outcome = reseal_until_done(
            engine, ring, on_progress=tell, settle_s=settle_s, sleep=time.sleep, monotonic=time.monotonic
        )
        unused = _unused(envelopes_by_key(engine, ring), ring)
    if as_json:
        moved = {column.name: outcome.moved[column.name] for column in SEALED_COLUMNS}
        unreadable = {column.name: outcome.unreadable[column.name] for column in SEALED_COLUMNS}
        told = {"active": ring.active, "added": added, "moved": moved, "unreadable": unreadable, "unused": unused}
        click.echo(json.dumps(told, indent=1))
    else:
        _print_outcome(outcome, ring.active, unused, is_new=added is not None)
    if outcome.unreadable:
        raise click.exceptions.Exit(1)


@keys.command("list")
@as_json_option
@click.pass_obj
def list_command(settings: Settings, *, as_json: bool) -> None:
    """List the keys, the one in use first, and how many rows are sealed with each."""
    ring = settings.key_ring()
    with engine_of(settings) as engine:
        counts = envelopes_by_key(engine, ring)
    rows = {name: {column: counts[column][name] for column in counts} for name in (*ring.names, "")}
    lost = rows.pop("")
    if as_json:
        listed = [{"name": name, "is_active": name == ring.active, "rows": rows[name]} for name in rows]
        click.echo(json.dumps({"keys": listed, "rows_of_lost_keys": lost}, indent=1))
        return
    for name, of_column in rows.items():
        state = "in use" if name == ring.active else ""
        click.echo(f"{name:<12}{state:<8}{sum(of_column.values()):>12,} rows")
    if any(lost.values()):
        click.echo(f"{sum(lost.values()):,} rows are sealed with keys that are not here; nobody can read them.")


@keys.command()
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@click.pass_obj
def drop(settings: Settings, *, names: tuple[str, ...]) -> None:
    """Destroy keys that nothing is sealed with any more. What was sealed with them, in backups too, is then lost."""
    ring = settings.key_ring()
    with engine_of(settings) as engine:
        for name in names:
            _refuse_drop(engine, ring, name)
    if settings.pii_keys:
        click.echo(f"Nothing is sealed with {', '.join(names)}: take it out of LEADMATCH_PII_KEYS and restart.")
        return
    age_s = _age_s(settings)
    if age_s < _DROP_AFTER_S:
        raise click.ClickException(f"The keys were changed just now; try again in {_DROP_AFTER_S - age_s:.0f} seconds.")
    for name in dict.fromkeys(names):
        remove_key(settings.pii_keys_file, name)
        click.echo(f"Key {name} is gone.")


def _age_s(settings: Settings) -> float:
    """Return how long ago the keys in the file were changed; never less than nothing, whatever a clock did."""
    return max(0.0, time.time() - settings.pii_keys_file.stat().st_mtime)


def _refuse_drop(engine: Engine, ring: KeyRing, name: str) -> None:
    if name not in ring.names:
        raise click.ClickException(f"There is no key {name}; see: leadmatch keys list")
    if name == ring.active:
        raise click.ClickException(f"{name} is in use; make another one first: leadmatch keys rotate-pii")
    rows = _of(envelopes_by_key(engine, ring), name)
    if rows:
        raise click.ClickException(f"{rows:,} rows are sealed with {name}; run: leadmatch keys rotate-pii")


def _of(counts: _Counts, name: str) -> int:
    return sum(of_column[name] for of_column in counts.values())


def _older(counts: _Counts, ring: KeyRing) -> int:
    return sum(_of(counts, name) for name in ring.names if name != ring.active)


def _unused(counts: _Counts, ring: KeyRing) -> list[str]:
    return [name for name in ring.names if name != ring.active and not _of(counts, name)]


def _print_outcome(outcome: Resealed, active: str, unused: list[str], *, is_new: bool) -> None:
    click.echo(f"Key {active} {'is new and ' if is_new else ''}seals from now on.")
    for name, count in sorted(outcome.moved.items()):
        click.echo(f"{name}: {count:,} rows sealed anew")
    for name, count in sorted(outcome.unreadable.items()):
        click.echo(f"{name}: {count:,} rows cannot be opened and were left as they are", err=True)
    if unused:
        click.echo(
            f"Nothing is sealed with {', '.join(unused)} any more; to destroy: leadmatch keys drop {' '.join(unused)}"
        )
