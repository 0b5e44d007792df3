"""What every test shares: the services that are started where the machine has them, and a loud list of what was left out without them."""

from __future__ import annotations

from pathlib import Path

import pytest

SERVICES = Path(__file__).with_name("services")
pytest_plugins = [f"tests.services.{path.stem}" for path in sorted(SERVICES.glob("[a-z]*.py"))]

_ABSENT = ("postgresql", "elasticsearch", "chromium", "jdk", "java", "maven", "measured data")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name each test that was skipped for want of a service, so that a green run on a poor machine is not taken for a whole one."""
    left_out = [report for report in terminalreporter.stats.get("skipped", ()) if names_a_service(_reason(report))]
    if not left_out:
        return
    terminalreporter.section("LEFT OUT FOR WANT OF A SERVICE", sep="!", red=True, bold=True)
    for report in left_out:
        terminalreporter.line(f"{report.nodeid}: {_reason(report)}")
    terminalreporter.line(f"did not run: {len(left_out)}. This machine cannot show that they pass.")


def names_a_service(reason: str) -> bool:
    """Whether a reason for skipping speaks of something that this machine lacks."""
    return any(name in reason.lower() for name in _ABSENT)


def _reason(report: pytest.TestReport) -> str:
    if not isinstance(report.longrepr, tuple):
        return str(report.longrepr)
    return str(report.longrepr[2]).removeprefix("Skipped: ")
