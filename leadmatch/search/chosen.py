"""Programs asked for by their ids: those on file, and what is known of the others."""

from collections.abc import Sequence
from typing import NamedTuple

from leadmatch.search.answer import program_json
from leadmatch.search.live import Serving


class Chosen(NamedTuple):
    """What became of the ids that somebody asked for, in the order asked.

    Args:
        on_file: programs of the current release, each as JSON.
        gone: programs that only an earlier release holds, each as JSON: as they were then.
        unknown: ids that none of the kept releases knows.
    """

    on_file: list[bytes]
    gone: list[bytes]
    unknown: list[str]


def choose_programs(ids: Sequence[str], serving: Serving) -> Chosen:
    """Return the programs with these ids.

    Args:
        ids: each once.
        serving: the current release, and the earlier ones that are still kept.
    """
    chosen = Chosen([], [], [])
    for program_id in ids:
        for index in serving.kept.values():
            rows = index.rows_of(program_id)
            if rows:
                found = chosen.on_file if index is serving.current else chosen.gone
                found.append(program_json(index, rows[0]))
                break
        else:
            chosen.unknown.append(program_id)
    return chosen
