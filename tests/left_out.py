"""Saying at the end of a run, plainly, which tests it left out and how to get them."""

import pytest

NO_CHROMIUM = "no Chromium on this machine: apt-get install chromium"


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = terminalreporter.getreports("skipped")
    count = sum(NO_CHROMIUM in str(report.longrepr) for report in skipped)
    if count:
        terminalreporter.write_line(f"{count} browser tests left out: {NO_CHROMIUM}", yellow=True, bold=True)
