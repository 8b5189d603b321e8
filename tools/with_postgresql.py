"""with_postgresql.py COMMAND … : runs it with DATABASE_URL on a PostgreSQL that lives as long as the command.

The server listens on a socket in a temporary folder only, forgets durability for speed, and is removed whatever
happens. Its binaries refuse to run as root: root lends them to `postgres`, or else to `nobody`.
"""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SPEED = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=60", "listen_addresses=")


def binary(name: str) -> str:
    """Path of the newest installed `initdb` or `postgres`; SystemExit with what to install."""
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: float(folder.parent.name))
    for folder in reversed(versions):
        if (folder / name).exists():
            return str(folder / name)
    if found := shutil.which(name):
        return found
    raise SystemExit(f"{name} is missing. Debian, Ubuntu: sudo apt-get install postgresql")


def unprivileged() -> dict:
    """Arguments for subprocess: who runs the server."""
    if os.geteuid() != 0:
        return {}
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = known.get("postgres") or known["nobody"]
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


@contextmanager
def server() -> Iterator[str]:
    """DATABASE_URL of a fresh server, stopped and removed at the end."""
    folder = Path(tempfile.mkdtemp(prefix="portal-pg-"))
    who = unprivileged()
    if who:
        os.chown(folder, who["user"], who["group"])
    data = folder / "data"
    # Its own session: Ctrl-C reaches the tests first, the server is stopped after them.
    quiet = {"stdout": subprocess.DEVNULL, "cwd": folder, "start_new_session": True, **who}
    process = None
    try:
        initdb = [binary("initdb"), "-D", data, "-U", "portal", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"]
        subprocess.run(initdb, check=True, **quiet)
        options = [part for setting in SPEED for part in ("-c", setting)]
        with (folder / "log").open("wb") as log:
            command = [binary("postgres"), "-D", data, "-k", folder, *options]
            process = subprocess.Popen(command, stderr=log, **quiet)
        wait_until_ready(folder, process)
        yield f"postgres://portal@/{folder}/postgres"
    finally:
        if process and process.poll() is None:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGQUIT)
                process.wait()
        shutil.rmtree(folder, ignore_errors=True)


def wait_until_ready(folder: Path, process: subprocess.Popen) -> None:
    """Waits for « ready to accept connections » in the log, half a minute at most."""
    deadline = time.monotonic() + 30
    while b"ready to accept connections" not in (folder / "log").read_bytes():
        if process.poll() is not None or time.monotonic() > deadline:
            raise SystemExit("PostgreSQL did not start:\n" + (folder / "log").read_text())
        time.sleep(0.05)


def main(command: list[str]) -> int:
    def stop(*_):
        raise SystemExit(130)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGHUP, stop)
    with server() as url:
        child = subprocess.Popen(command, env={**os.environ, "DATABASE_URL": url})
        try:
            return child.wait()
        except (KeyboardInterrupt, SystemExit):
            child.terminate()
            child.wait()
            return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
