"""What a published folder holds: every file with its hash, and of which data it was made.

Whoever has the folder checks it with `gapwatch verify`, or with any program that knows SHA-256.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

MANIFEST = "manifest.json"


class ManifestInvalid(Exception):
    """There is no manifest, or none that can be read; says what to do."""


class Origin(NamedTuple):
    """Of which data a folder was made, and by which code."""

    data_on: str
    """The day up to which the numbers tell."""
    recorded_at: str
    """The last instant whose records are in it (UTC)."""
    gapwatch: str
    read_by: str
    measured_by: str
    written_by: str = ""
    """Empty: of a version that did not say so."""
    address: str = ""
    """Where the folder will be found, as its pages say; empty when that was unknown."""


class FolderManifest(NamedTuple):
    """Origin of a folder, and path to SHA-256 of each of its files."""

    origin: Origin
    files: Mapping[str, str]


def write_manifest(folder: Path, origin: Origin) -> None:
    """Write down every file that `folder` holds."""
    files = {
        path: {"bytes": (folder / path).stat().st_size, "sha256": sha256_of(folder / path)}
        for path in _paths(folder)
    }
    told = {**origin._asdict(), "files": files}
    (folder / MANIFEST).write_text(json.dumps(told, indent=1) + "\n", "utf-8")


def read_manifest(folder: Path) -> FolderManifest:
    """The manifest of a published folder. Raises ManifestInvalid."""
    try:
        told = json.loads((folder / MANIFEST).read_text("utf-8"))
        files = {str(path): str(about["sha256"]) for path, about in told.pop("files").items()}
        return FolderManifest(Origin(**told), files)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ManifestInvalid(
            f"{folder / MANIFEST} cannot be read ({error}): name a folder that `gapwatch publish` "
            "wrote"
        ) from None


def differences(folder: Path, manifest: FolderManifest) -> list[str]:
    """What is otherwise than the manifest says, a line each."""
    found = []
    for path, sha256 in manifest.files.items():
        if not (folder / path).is_file():
            found.append(f"{path} is missing")
        elif sha256_of(folder / path) != sha256:
            found.append(f"{path} holds other bytes than were published")
    paths = (path for path in _paths(folder) if path not in manifest.files)
    return [*found, *(f"{path} was not published" for path in paths)]


def _paths(folder: Path) -> Iterator[str]:
    paths = (path for path in folder.rglob("*") if path.is_file())
    yield from sorted({path.relative_to(folder).as_posix() for path in paths} - {MANIFEST})


def sha256_of(path: Path) -> str:
    """The hash of a file's bytes."""
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
