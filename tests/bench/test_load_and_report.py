"""Load comes from real connections; the report says what was measured, and what was missed."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from bench.goals import verdicts
from bench.load_generator import Order, run
from bench.plots import Bar, Curve, Dots, bar_plot, curve_plot, dot_plot
from bench.report import write_report
from bench.statistics import median_of_rounds, percentile, rounded


class Echo(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        body = self.path.encode() * 5_000
        self.send_response(404 if self.path == "/missing" else 200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_port
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_load_keeps_its_connections_and_takes_whole_answers(port: int):
    found = run(Order(port=port, paths=["/abc", "/de"], connections=3, seconds=0.2))
    assert found["requests"] >= 6
    assert found["failed"] == 0
    assert found["next"] == found["requests"]
    assert 15_000 <= found["mean_bytes"] <= 20_000
    assert found["ms"]["p50"] <= found["ms"]["p99"] <= found["ms"]["max"]


def test_answers_other_than_200_are_counted(port: int):
    found = run(Order(port=port, paths=["/missing"], connections=1, seconds=0.05))
    assert found["failed"] == found["requests"] > 0


def test_percentiles_are_values_of_the_sample():
    assert percentile(range(1, 101), 0.99) == 99
    assert percentile([7], 0.5) == 7
    assert median_of_rounds([{"p50": 1.0}, {"p50": 9.0}, {"p50": 2.0}]) == {"p50": 2.0}
    assert rounded({"a": [1.23456, 7]}, 3) == {"a": [1.23, 7]}


def test_plots_are_well_formed_and_escape_their_labels():
    dots = dot_plot("a < b", [("group", [Dots("ours", 0.1, 1.0, is_ours=True), Dots("x & y", 2, 90, is_ours=False)])])
    bars = bar_plot("bars", "note", [("group", [Bar("ours", 5, "5/s", is_ours=True)])])
    curves = curve_plot("<curves>", [Curve("p50 & p99", [(1_000, 0.1), (30_000, 0.4), (1_070_380, 1.0)])])
    flat = curve_plot("flat", [Curve("p50", [(1_000, 1.0), (1_000, 1.0)])])
    for drawn in (dots, bars, curves, flat):
        assert ET.fromstring(drawn).tag.endswith("svg")  # noqa: S314  our own


@pytest.mark.parametrize(
    ("ratio", "verdict"), [(0.0005, "met"), (0.001, "met"), (0.0012, "missed by 20 %")], ids=["under", "at", "over"]
)
def test_a_missed_goal_is_told(ratio: float, verdict: str):
    (line,) = verdicts({"zip": {"figures": {"ratio": ratio}}})
    assert line.verdict == verdict


def test_a_report_is_written_from_what_was_measured_alone(tmp_path: Path):
    table = write_report(tmp_path)
    assert len(table) == 2
    assert "Left out: the fresh clone" in (tmp_path / "README.md").read_text()


MACHINE = dict.fromkeys(("date", "revision", "cpu", "cores", "memory_gb", "system", "python"), "x")
SPEED = {"ms": {"p50": 1.0, "p99": 2.0}, "mean_bytes": 40_000.0, "server_cpu_ms": 1.5}
MEASURED = {
    "growth": {
        "queries": 1_000,
        "rounds": 3,
        "sizes": [
            {"programs": size, "ms": {"p50": 0.1, "p90": 0.2, "p99": 0.3, "max": 0.4}, "index_mb": 2.5}
            for size in (1_000, 267_595)
        ],
    },
    "pages": {
        "accept_encoding": "gzip",
        "catalogues": {"seed": {"guide": {"plain": SPEED, "packed": SPEED | {"mean_bytes": 9_400}, "failed": 0}}},
    },
    "inquiries": {
        "rounds": 3,
        "seconds": 3.0,
        "databases": {
            "sqlite": {
                "runs": {
                    f"{kind}, {clients}": {"per_s": 500.0, "p50_ms": 9.0, "p99_ms": 27.0, "written": 1500}
                    for kind in ("ours", "bare")
                    for clients in (1, 8, 32)
                },
                "share": {"1": 0.5, "8": 0.2, "32": 0.5},
            }
        },
    },
    "publishing": {"steps": {"import, seed": {"seconds": 1.25, "cpu_s": 1.0, "peak_mb": 90.0}}},
}


def test_the_report_shows_growth_pages_and_publishing_with_their_plots(tmp_path: Path):
    for part, figures in MEASURED.items():
        result = {
            "command": f"python -m bench {part}",
            "machine": {**MACHINE, "load_average_before": [0.1], "packages": {}},
            "load_average_after": [0.2],
            "took_s": 1.0,
            "figures": figures,
        }
        (tmp_path / f"{part}.json").write_text(json.dumps(result))
    write_report(tmp_path)
    report = (tmp_path / "README.md").read_text()
    assert "| 267,595 | 0.1 | 0.2 | 0.3 | 0.4 | 2.5 MB |" in report
    assert "| seed | guide | 1 | 2 | 1.5 | 40,000 | 1 | 2 | 1.5 | 9,400 | 0 |" in report
    assert "| import, seed | 1.25 | 1 | 90 MB |" in report
    for part in MEASURED:
        assert f"({part}.svg)" in report
        assert ET.parse(tmp_path / f"{part}.svg").getroot().tag.endswith("svg")  # noqa: S314  our own


def test_what_a_command_took_is_its_own_not_its_parent_s():
    held = bytearray(300_000_000)
    held[::4096] = b"x" * len(held[::4096])
    command = [
        sys.executable,
        "-m",
        "bench.command_cost",
        sys.executable,
        "-c",
        "x = b'x' * 50_000_000; raise SystemExit(3)",
    ]
    done = subprocess.run(command, capture_output=True, check=True)
    answer = json.loads(done.stdout)
    assert answer["status"] == 3
    assert 50 < answer["taken"]["peak_mb"] < 200
    assert 0 < answer["taken"]["cpu_s"] <= answer["taken"]["seconds"] * 2
