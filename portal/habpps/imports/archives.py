"""Office files are archives: looked at before anything is unpacked (norm 12)."""

from __future__ import annotations

import io
import lzma
import zipfile
import zlib

from .lines import Unreadable

MOST_UNPACKED = 10_000_000
MOST_ENTRIES = 200
# Tags of the sheets and their texts, and of all the rest (styles, names…): what reading costs goes by their number. A
# full sheet of 1 000 lines has about 130 000.
MOST_TAGS, MOST_OTHER_TAGS = 400_000, 60_000
SHEETS = ("xl/worksheets/", "xl/sharedStrings.xml", "content.xml")
ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
# The container of old Excel files, and of workbooks that a password protects.
OLE = b"\xd0\xcf\x11\xe0"
TOO_LARGE = "Ce classeur est trop volumineux une fois ouvert. N'y laissez que le tableau."
PROTECTED = "Ce classeur est protégé par un mot de passe. Enregistrez-le sans protection."


def check_archive(extension: str, content: bytes) -> None:
    """The kind of file that its name says, of a reasonable size, without entities. Raises Unreadable."""
    wrong = Unreadable(f"Ce fichier n'est pas un classeur {extension.upper()} lisible. Enregistrez-le à nouveau.")
    if content[:4] == OLE:
        raise Unreadable(
            "Ce classeur est protégé par un mot de passe, ou d'un ancien format d'Excel. Enregistrez-le sans protection, "
            "au format Classeur Excel (.xlsx)."
        )
    if content[:4] != b"PK\x03\x04":
        raise wrong
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
                raise Unreadable(TOO_LARGE)
            names = {entry.filename for entry in entries}
            if any(entry.flag_bits & 1 for entry in entries):
                raise Unreadable(PROTECTED)
            if extension == "xlsx":
                known = {"[Content_Types].xml", "xl/workbook.xml"} <= names
            else:
                known = {"mimetype", "content.xml"} <= names and archive.read("mimetype").strip() == ODS_TYPE
            if not known:
                raise wrong
            _check_parts(archive, wrong)
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, NotImplementedError, RuntimeError, EOFError, OSError):
        raise wrong from None


def _check_parts(archive: zipfile.ZipFile, wrong: Unreadable) -> None:
    tags = {True: 0, False: 0}
    for entry in archive.infolist():
        # The size that was announced bounds what is read; a document type could announce entities.
        part = archive.read(entry)
        if entry.filename.endswith((".xml", ".rels")) and b"<!DOCTYPE" in part:
            raise wrong
        tags[entry.filename.startswith(SHEETS)] += part.count(b"<")
    if tags[True] > MOST_TAGS or tags[False] > MOST_OTHER_TAGS:
        raise Unreadable(TOO_LARGE)


def read_part(content: bytes, name: str) -> bytes:
    """One part of an archive that was checked; KeyError when it is not there."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name)
