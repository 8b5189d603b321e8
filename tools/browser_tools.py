"""Fetches what the browser tests check pages with, as `requirements/browser-tools.txt` records it.

The npm client does the fetching, by name and version: it honours a machine's own registry settings. What arrives
is compared with the recorded SHA-512 before anything is unpacked.
"""

import base64
import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK = ROOT / "requirements" / "browser-tools.txt"
WANTED = ("package/axe.min.js", "package/build/dist/vnu.jar")


def locked() -> list[tuple[str, str]]:
    """(name@version, integrity) of each tool."""
    lines = [line for line in LOCK.read_text().splitlines() if line and not line.startswith("#")]
    return [(line.split()[0], line.split()[1]) for line in lines]


def fetch(package: str, integrity: str, folder: Path) -> Path:
    """Downloads a package into `folder`; SystemExit when it is not the recorded one."""
    subprocess.run(["npm", "pack", "--silent", package], cwd=folder, check=True, stdout=sys.stderr, timeout=300)
    archive = max(folder.glob("*.tgz"), key=lambda file: file.stat().st_mtime)
    found = "sha512-" + base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if found != integrity:
        raise SystemExit(f"{package}: fetched {found}, recorded {integrity}. Nothing was unpacked.")
    return archive


def main(target: Path) -> None:
    """Leaves `axe.min.js` and `vnu.jar` in `target`."""
    target.mkdir(parents=True, exist_ok=True)
    for package, integrity in locked():
        with tempfile.TemporaryDirectory() as folder, tarfile.open(fetch(package, integrity, Path(folder))) as archive:
            for member in filter(lambda member: member.name in WANTED, archive.getmembers()):
                with (target / Path(member.name).name).open("wb") as out:
                    shutil.copyfileobj(archive.extractfile(member), out)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
