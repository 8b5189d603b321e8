"""What takes seconds to make and comes out the same each time: made once, kept in `var/cache/`.

Shared by the processes of a run and by the runs that follow; `make clean` removes it.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from importlib.metadata import distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CACHE = ROOT / "var" / "cache"
TWO_DAYS = 2 * 24 * 3600  # seconds: nobody copies from a folder that no run has asked for since


def digest(files: Iterable[Path], *more: str) -> str:
    """Of the files' names and contents, of the packages installed and of `more`: 16 hexadecimal digits."""
    found = hashlib.sha256(sys.version.encode())
    for package in sorted(f"{each.metadata['Name']} {each.version}" for each in distributions()):
        found.update(f"{package}\n".encode())
    for file in sorted(files):
        found.update(f"{file.relative_to(ROOT)}\n".encode() + file.read_bytes())
    for text in more:
        found.update(f"{text}\n".encode())
    return found.hexdigest()[:16]


def kept(name: str, key: str, make: Callable[[Path], None]) -> Path:
    """The folder that `make(folder)` filled for this `key`, by this run or an earlier one. To be copied, not changed."""
    CACHE.mkdir(parents=True, exist_ok=True)
    folder = CACHE / f"{name}-{key}"
    with (CACHE / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            draft = CACHE / f"{name}.draft"
            shutil.rmtree(draft, ignore_errors=True)
            draft.mkdir()
            make(draft)
            draft.rename(folder)
        os.utime(folder)
        for other in CACHE.glob(f"{name}-*"):
            if other.stat().st_mtime < time.time() - TWO_DAYS:
                shutil.rmtree(other)
    return folder


def run_python(*arguments: str, **environment: str) -> str:
    """Standard output of `python arguments` in the project's folder; AssertionError with its errors if it fails."""
    env = {**os.environ, **environment}
    command = [sys.executable, *arguments]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, f"python {' '.join(arguments)}:\n{done.stderr[-3000:]}"
    return done.stdout
