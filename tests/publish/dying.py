"""A process to be killed: `python -m tests.publish.dying HOME publish|import WHAT [STEP]` publishes or imports in HOME.

It says `ready` when it begins, and kills itself at STEP, if one is given. For `publish`, WHAT is the URL of an Elasticsearch or `embedded`; for
`import`, the file of products.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from searchrank.publish.build import publish
from searchrank.settings import ElasticsearchSettings, Settings
from searchrank.store.store import open_store

ROOT = Path(__file__).parents[2]


def settings_of(home: Path, what: str) -> Settings:
    """The settings of the shop in `home`, with the engine that WHAT names."""
    if not what.startswith("http"):
        return Settings(home=home)
    return Settings(home=home, engine="elasticsearch", elasticsearch=ElasticsearchSettings(url=what, timeout_ms=5000))


def begin(home: Path, action: str, what: str, step: str = "") -> subprocess.Popen[str]:
    """The process, which has just said `ready`."""
    command = [sys.executable, "-m", "tests.publish.dying", str(home), action, what, step]
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'web'}"}, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    said = process.stdout.readline()
    assert said == "ready\n", f"the process said {said!r} and ended"
    return process


def ended(process: subprocess.Popen[str]) -> int:
    """The exit code of a process that ends by itself, or was killed: then it is minus the signal."""
    process.communicate(timeout=120)
    return process.returncode


def _killing_at(step: str) -> Callable[[str], None]:
    def checkpoint(name: str) -> None:
        if name == step:
            os.kill(os.getpid(), signal.SIGKILL)

    return checkpoint


def main(home: str, action: str, what: str, step: str = "") -> None:
    settings = settings_of(Path(home), what)
    store = open_store(settings)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    if action == "publish":
        publish(store, settings, checkpoint=_killing_at(step))
    else:
        store.imports.run("products", Path(what), checkpoint=_killing_at(step))
    store.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
