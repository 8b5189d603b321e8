"""A portal on line, as `deploy/` says to run one: the server on a socket of its own, nginx in front."""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

from tests.e2e.server import Portal, free_port
from tests.net.kept import ROOT

RECIPE = ROOT / "deploy" / "nginx.conf"
TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
HOST = "portail.example"
SECONDS_TO_START = 60


class ProxiedPortal:
    """`folder` holds the socket and every log; `told` is the portal whose database and static files it uses."""

    def __init__(self, folder: Path, told: Portal):
        self.folder = folder
        self.told = told
        self.port = free_port()
        self.server: subprocess.Popen | None = None
        self.proxy: subprocess.Popen | None = None

    @property
    def door(self) -> Path:
        return self.folder / "web.sock"

    def start(self) -> None:
        """Returns once a page is answered; AssertionError with the logs when none is within a minute."""
        found = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
        assert found, "nginx is missing. Debian, Ubuntu: sudo apt-get install nginx-light"
        (self.folder / "main.conf").write_text(self._configuration())
        command = [found, "-c", str(self.folder / "main.conf"), "-e", str(self.folder / "start.log")]
        self.proxy = self._run("nginx", command, dict(os.environ))
        self.start_portal()

    def start_portal(self) -> None:
        self.server = self._run("granian", [sys.executable, "-m", "granian", *self._command()], self._environment())
        deadline = time.monotonic() + SECONDS_TO_START
        while not self._answers():
            assert time.monotonic() < deadline, self.logs()
            assert self.server.poll() is None, self.logs()
            time.sleep(0.1)

    def stop_portal(self) -> None:
        """The proxy stays."""
        _end(self.server)

    def stop(self) -> None:
        for process in filter(None, (self.server, self.proxy)):
            _end(process)

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=5)

    def ask(self, path: str, *headers: str, method: str = "GET", body: bytes = b"") -> str:
        """The whole answer. TimeoutError after five seconds."""
        heads = [f"{method} {path} HTTP/1.1", f"Host: {HOST}", "Connection: close", *headers]
        if method == "POST":
            heads += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
        with self.connect() as asking:
            asking.sendall("\r\n".join([*heads, "", ""]).encode() + body)
            return b"".join(iter(lambda: asking.recv(65536), b"")).decode("utf-8", "replace")

    def half_send(self) -> socket.socket:
        """A form that announces much more than it sends."""
        sending = self.connect()
        heads = f"POST /connexion/ HTTP/1.1\r\nHost: {HOST}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        sending.sendall(f"{heads}Content-Length: 900000\r\n\r\nlogin=a".encode())
        return sending

    def logs(self) -> str:
        """Everything that proxy and portal wrote."""
        return "\n".join(path.read_text(errors="replace") for path in sorted(self.folder.glob("*.log")))

    def _run(self, name: str, command: list[str], environment: dict[str, str]) -> subprocess.Popen:
        with (self.folder / f"{name}.log").open("ab") as log:
            return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)

    def _command(self) -> list[str]:
        """As the page for operators writes it, on this socket; a worker that does not end is ended sooner."""
        [line] = re.findall(r"^ExecStart=\S+/granian (.*)$", (ROOT / "deploy" / "README.md").read_text(), re.MULTILINE)
        line = line.replace("--workers-kill-timeout 30s", "--workers-kill-timeout 2s")
        return line.replace("/run/portail/web.sock", str(self.door)).split()

    def _environment(self) -> dict[str, str]:
        return {
            **self.told.environment,
            "DJANGO_SETTINGS_MODULE": "portal.settings.production",
            "SECRET_KEY": "k" * 20 + "0123456789" * 4,
            "ALLOWED_HOSTS": HOST,
            "PORTAL_ORIGIN": f"https://{HOST}",
        }

    def _configuration(self) -> str:
        """The recipe, without TLS, on a port of the loopback; who sends nothing more waits two seconds instead of ten."""
        recipe = RECIPE.read_text()
        recipe = re.sub(r"listen 80;", f"listen 127.0.0.1:{free_port()};", recipe)
        recipe = re.sub(r"listen 443 ssl http2;", f"listen 127.0.0.1:{self.port};", recipe)
        recipe = re.sub(r"\n *ssl_certificate.*", "", recipe)
        recipe = recipe.replace("client_body_timeout 10s", "client_body_timeout 2s")
        recipe = recipe.replace("/var/log/nginx", str(self.folder)).replace("/run/portail/web.sock", str(self.door))
        folders = "".join(f"{name}_temp_path {self.folder}/{name};\n" for name in TEMPORARY)
        main = f"daemon off;\nmaster_process off;\npid {self.folder}/nginx.pid;\nerror_log {self.folder}/start.log;\n"
        return f"{main}events {{}}\nhttp {{\n{folders}{recipe}}}\n"

    def _answers(self) -> bool:
        try:
            return " 200 " in self.ask("/live").partition("\r\n")[0]
        except OSError:
            return False


def _end(process: subprocess.Popen) -> None:
    process.terminate()
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
