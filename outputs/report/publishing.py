"""Putting a finished site in its place: whole or not at all, nothing stale, nothing foreign lost.

The site is built beside its place and then takes it, by two renames. A folder that also holds files
of others (a repository, a domain name file, a mount) stays: there each file is replaced whole, the
front page last.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from outputs.folders import FolderOccupied, remove_leftovers, swap
from warehouse import rights

PAGE = "index.html"
OURS = b'<meta property="og:site_name" content="gapwatch">'
MANIFEST = ".gapwatch-site.json"
PAST = "as-of"
"""Folder of the sites of past days: they are kept when the present one is written anew."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """Content that costs time to make: made anew only when `key` differs from last time."""

    key: str
    draw: Callable[[], bytes]


Content = bytes | Drawn
Files = Mapping[str, Content]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What stands in a folder of ours: paths, and the keys of what was drawn."""

    files: tuple[str, ...] = ()
    drawn: Mapping[str, str] = field(default_factory=dict)


def place(folder: Path, files: Files) -> Path:
    """Make `folder` hold exactly `files` (paths within it) and return its front page's path.

    Sites of past days and files of others stay. Raises FolderOccupied for a file of others in the
    place of one of ours, OSError when the folder cannot be written.
    """
    target = folder.resolve()
    old = manifest(target)
    _require_room(target, old, files)
    staging = target.parent / f".{target.name}.{os.getpid()}"
    shutil.rmtree(staging, ignore_errors=True)
    remove_leftovers(target)
    staging.mkdir(parents=True)
    try:
        _build(staging, files, target, old)
        _install(staging, target, old, files)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return folder / PAGE


def manifest(folder: Path) -> Manifest:
    """What we wrote into `folder` last time; empty when it is not ours or cannot be read."""
    try:
        found = json.loads(rights.read(folder / MANIFEST))
        return Manifest(tuple(found["files"]), dict(found["drawn"]))
    except (OSError, ValueError, KeyError, TypeError):
        return Manifest()


def faults(folder: Path) -> list[str]:
    """What is wrong with a site of ours: its list, and files of it that are gone or changed."""
    if not (folder / MANIFEST).exists():
        front = folder / PAGE
        return [f"{folder}: no {MANIFEST}; `gapwatch report` writes it"] if front.exists() else []
    try:
        listed = json.loads(rights.read(folder / MANIFEST))["files"]
        hashes = listed.items() if isinstance(listed, dict) else ()  # an earlier version had none
        changed = [name for name, sha256 in hashes if _sha256(folder / name) != sha256]
    except FileNotFoundError as error:
        return [f"{error.filename}: gone; `gapwatch report` writes it anew"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        return [f"{folder / MANIFEST}: damaged ({error}); `gapwatch report` writes it anew"]
    return [f"{folder / name}: changed; `gapwatch report` writes it anew" for name in changed]


def _sha256(path: Path) -> str:
    return hashlib.sha256(rights.read(path)).hexdigest()


def past_days(folder: Path) -> list[str]:
    """Days (ISO) of which a past site stands in `folder`, newest first."""
    found = [path.parent.name for path in (folder / PAST).glob(f"*/{PAGE}")]
    return sorted(found, reverse=True)


def _build(staging: Path, files: Files, target: Path, old: Manifest) -> None:
    for path, content in files.items():
        made = staging / path
        made.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            made.write_bytes(content)
        elif old.drawn.get(path) == content.key and (target / path).is_file():
            shutil.copyfile(target / path, made)
        else:
            made.write_bytes(content.draw())
    drawn = {path: it.key for path, it in files.items() if isinstance(it, Drawn)}
    told = {"files": {path: _sha256(staging / path) for path in files}, "drawn": drawn}
    (staging / MANIFEST).write_text(json.dumps(told, indent=1, sort_keys=True), "utf-8")


def _install(staging: Path, target: Path, old: Manifest, files: Files) -> None:
    if not target.exists():
        staging.rename(target)
    elif any(_foreign(target, old)) or not _exchanged(staging, target):
        _one_by_one(staging, target, old, files)


def _require_room(target: Path, old: Manifest, files: Files) -> None:
    """Raise FolderOccupied for a file that we did not write where one of `files` goes.

    Where our list was lost or damaged, our front page vouches for what stands beside it.
    """
    front = target / PAGE
    if not old.files and front.is_file() and OURS in front.read_bytes():
        return
    for path in files:
        if path not in old.files and (target / path).exists():
            raise FolderOccupied(
                f"{target} holds {path}, which gapwatch did not write: move it away, or name "
                "another folder"
            )


def _foreign(target: Path, old: Manifest) -> Iterator[Path]:
    """Files in `target` that we did not write."""
    ours = {*old.files, MANIFEST}
    for path in target.rglob("*"):
        inside = path.relative_to(target)
        if not path.is_dir() and inside.as_posix() not in ours and inside.parts[0] != PAST:
            yield path


def _exchanged(staging: Path, target: Path) -> bool:
    """Put `staging` in the place of `target`; False when the system refuses (a mount, say)."""
    if (target / PAST).is_dir():
        shutil.copytree(target / PAST, staging / PAST, copy_function=_linked)
    try:
        swap(staging, target)
    except OSError:
        shutil.rmtree(staging / PAST, ignore_errors=True)
        return False
    return True


def _linked(source: str, target: str) -> str:
    """A second name for the same file, or a copy where the file system has none."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
    return target


def _one_by_one(staging: Path, target: Path, old: Manifest, files: Files) -> None:
    for path in [*(path for path in files if path != PAGE), MANIFEST, PAGE]:
        if (staging / path).exists():
            (target / path).parent.mkdir(parents=True, exist_ok=True)
            (staging / path).replace(target / path)
    for path in set(old.files) - set(files):
        (target / path).unlink(missing_ok=True)
