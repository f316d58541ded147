"""Ways to try the front door itself, in a folder of its own."""

import os
import subprocess
import sys

import pytest


@pytest.fixture
def crm(root, tmp_path):
    """Calls bin/crm with an empty HOST_DIR; gives the finished process."""

    def call(command, **environment):
        env = {**os.environ, "HOST_DIR": str(tmp_path / "host"), **environment}
        return subprocess.run(
            [root / "bin" / "crm", command],
            env=env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
        )

    return call


@pytest.fixture
def python(root, tmp_path):
    """Starts a Python that runs the given text with `frontdoor` within reach."""
    started = []

    def start(text, **environment):
        env = {**os.environ, "HOST_DIR": str(tmp_path / "host"), **environment}
        env["PYTHONPATH"] = str(root / "scripts")
        child = subprocess.Popen(
            [sys.executable, "-u", "-c", text],
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(child)
        return child

    yield start
    for child in started:
        child.kill()
        child.wait()
        child.stdout.close()
