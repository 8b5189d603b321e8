"""A portal for the browser: a process of its own on a free port of the loopback, with its own copy of the data."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from tests.net.demonstration import PORTAL, SETTINGS
from tests.net.kept import ROOT, run_python


def free_port() -> int:
    """A port that nothing listens to at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Portal:
    """`folder` holds the database and the static files; `url` is where the server answers once started."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen | None = None

    @property
    def environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": SETTINGS,
            "PORTAL_VAR": str(self.folder),
            "DATABASE_URL": f"sqlite:///{self.folder}/{PORTAL}",
            "PORT": str(self.port),
        }

    def manage(self, *arguments: str, **environment: str) -> str:
        """Standard output of `manage.py arguments`; AssertionError with its errors when it fails."""
        return run_python("manage.py", *arguments, **{**self.environment, **environment})

    def start(self) -> None:
        """Returns once the server answers; AssertionError with its log when it does not within a minute."""
        options = ["--interface", "wsgi", "--port", str(self.port), "--blocking-threads", "4", "--no-ws"]
        command = [sys.executable, "-m", "granian", *options, "--workers-kill-timeout", "3s", "portal.wsgi:application"]
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=log, stderr=log)
        deadline = time.monotonic() + 60
        while not self.answers():
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < deadline, self.log.read_text()
            time.sleep(0.05)

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    @property
    def log(self) -> Path:
        return self.folder / "server.log"

    def last_error(self) -> str:
        """The end of the server's log, if it tells of an exception."""
        text = self.log.read_text()
        return f"\n{text[-3000:]}" if "Traceback" in text else ""

    def answers(self) -> bool:
        try:
            with urlopen(f"{self.url}/live", timeout=5) as response:
                return response.status == 200
        except (URLError, OSError):
            return False
