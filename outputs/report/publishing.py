"""Writing a site into its place: only what changed, each file whole, the front page last.

Files of others in the folder (a repository, a domain name file) and sites of past days stay.
"""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from outputs.folders import FolderOccupied

PAGE = "index.html"
OURS = b'<meta property="og:site_name" content="gapwatch">'
MANIFEST = ".gapwatch-site.json"
STAGED = ".gapwatch-new"
"""The one file that is being written; what a killed process left of it is written over."""
PAST = "as-of"
"""Folder of the sites of past days: they are kept when the present one is written anew."""


def place(folder: Path, files: Mapping[str, bytes]) -> Path:
    """Make `folder` hold exactly `files` (paths within it) and return its front page's path.

    A process that is killed leaves old pages beside new ones, and a list of both; the next report
    sets that right. Raises FolderOccupied for a file of others in the place of one of ours, OSError
    when the folder cannot be written.
    """
    target = folder.resolve()
    old = manifest(target)
    _require_room(target, old, files)
    hashes = {path: hashlib.sha256(body).hexdigest() for path, body in files.items()}
    _write(target, MANIFEST, _listed(old | hashes))
    for path in sorted(files, key=lambda path: path == PAGE):
        _write(target, path, files[path])
    for path in set(old) - set(files):
        (target / path).unlink(missing_ok=True)
    _write(target, MANIFEST, _listed(hashes))
    return folder / PAGE


def _listed(hashes: Mapping[str, str]) -> bytes:
    return json.dumps({"files": hashes}, indent=1, sort_keys=True).encode()


def _write(target: Path, path: str, body: bytes) -> None:
    file = target / path
    if file.is_file() and file.read_bytes() == body:
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    (target / STAGED).write_bytes(body)
    (target / STAGED).replace(file)


def manifest(folder: Path) -> dict[str, str]:
    """What we wrote into `folder` last time, with hashes; empty when it is not ours or cannot be
    read."""
    try:
        return dict(json.loads((folder / MANIFEST).read_bytes())["files"])
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def faults(folder: Path) -> list[str]:
    """What is wrong with a site of ours: its list, and files of it that are gone or changed."""
    anew = "`gapwatch report` writes it anew"
    if not (listed := manifest(folder)):
        is_there = (folder / PAGE).exists() or (folder / MANIFEST).exists()
        return [f"{folder / MANIFEST}: gone or damaged; {anew}"] if is_there else []
    found = {path: (folder / path).read_bytes() for path in listed if (folder / path).is_file()}
    return [
        f"{folder / path}: {'changed' if path in found else 'gone'}; {anew}"
        for path, sha256 in listed.items()
        if path not in found or hashlib.sha256(found[path]).hexdigest() != sha256
    ]


def past_days(folder: Path) -> list[str]:
    """Days (ISO) of which a past site stands in `folder`, newest first."""
    found = [path.parent.name for path in (folder / PAST).glob(f"*/{PAGE}")]
    return sorted(found, reverse=True)


def _require_room(target: Path, old: Mapping[str, str], files: Mapping[str, bytes]) -> None:
    """Raise FolderOccupied for a file that we did not write where one of `files` goes.

    Where our list was lost or damaged, our front page vouches for what stands beside it.
    """
    front = target / PAGE
    if not old and front.is_file() and OURS in front.read_bytes():
        return
    for path in files:
        if path not in old and (target / path).exists():
            raise FolderOccupied(
                f"{target} holds {path}, which gapwatch did not write: move it away, or name "
                "another folder"
            )
