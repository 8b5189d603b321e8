"""A portal for the browser: a process of its own on a free port of the loopback, with its own copy of the data."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[2]


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
            "DJANGO_SETTINGS_MODULE": "tests.e2e.settings",
            "PORTAL_VAR": str(self.folder),
            "DATABASE_URL": f"sqlite:///{self.folder}/portal.sqlite3",
            "PORT": str(self.port),
        }

    def manage(self, *arguments: str, **environment: str) -> str:
        """Standard output of `manage.py arguments`; AssertionError with its errors when it fails."""
        command = [sys.executable, "manage.py", *arguments]
        env = {**self.environment, **environment}
        done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=300, check=False)
        assert done.returncode == 0, f"manage.py {' '.join(arguments)}:\n{done.stderr[-3000:]}"
        return done.stdout

    def accounts(self) -> dict[str, dict[str, str]]:
        """The demonstration's accounts by key: identifier, password, role, partner."""
        return {account["key"]: account for account in json.loads(self.manage("demo_accounts"))}

    def prepare(self) -> None:
        """An empty folder becomes the demonstration's; the mails of its story have left already."""
        self.manage("migrate", "--verbosity", "0")
        self.manage("load_demo")
        self.manage("run_worker", "--once", MAIL_TRANSPORT="django.core.mail.backends.dummy.EmailBackend")
        self.manage("collectstatic", "--noinput", "--verbosity", "0")

    def copy(self, folder: Path) -> "Portal":
        """Another portal that starts from the same data."""
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        return Portal(folder)

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
