from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner

from searchrank.cli.serving import commands


def test_a_port_that_is_none_is_refused_before_anything_starts(tmp_path: Path) -> None:
    result = CliRunner().invoke(commands[0], ["--port", "70000"], obj={"home": tmp_path})
    assert result.exit_code == 2 and "70000" in result.output
