"""A file's history in a git repository: one `git log`, one `git cat-file` for all versions.

What belongs here: talking to git and nothing else; no source, no warehouse.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, cast

REMOTE = re.compile(r"(?:https|ssh|git|file)://\S+|[\w.-]+@[\w.-]+:\S+")
GITHUB = re.compile(
    r"(?:https://|ssh://git@|git@)github\.com[/:](?P<name>[^/]+/[^/]+?)(?:\.git)?/?"
)


class GitFailed(Exception):
    """git is not there, or did not do what it was asked; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Version:
    """The file as one commit has it; `path` is its name at that commit."""

    commit: str
    committed_at: datetime
    path: str


def opened(repo: str, cache: Path) -> Path:
    """The repository as a folder; an address is cloned under `cache` once, and brought up to date.

    Raises GitFailed.
    """
    if not REMOTE.fullmatch(repo):
        _git(Path(repo), "rev-parse", "--git-dir")
        return Path(repo)
    target = cache / sha256(repo.encode()).hexdigest()[:16]
    if target.exists():
        _git(target, "fetch", "--quiet", "--prune", "origin", "+refs/heads/*:refs/heads/*")
        return target
    cache.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_suffix(".unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    _git(cache, "clone", "--quiet", "--bare", "--", repo, str(unfinished))
    unfinished.rename(target)
    return target


def address(repo: str, path: str) -> str:
    """The address that the file's pages stand for: the raw file for GitHub, else repo and path."""
    if match := GITHUB.fullmatch(repo):
        return f"https://raw.githubusercontent.com/{match['name']}/HEAD/{path}"
    if REMOTE.fullmatch(repo):
        return f"{repo.removesuffix('/')}/{path}"
    return f"git:{Path(repo).resolve().name.removesuffix('.git')}/{path}"


def versions(folder: Path, path: str, branch: str | None = None) -> list[Version]:
    """Every commit that gave the file other bytes or another name, oldest first.

    Renames are followed. A commit that deleted the file gives none. Raises GitFailed when the
    branch or file is unknown.
    """
    if "\n" in path or (branch or "").startswith("-"):
        raise GitFailed(f"{path!r} on {branch!r} cannot be asked for: give a plain path and branch")
    told = _git(
        folder, "log", "--follow", "--name-status", "-z", "--format=%x1e%H%x1f%cI",
        *([branch] if branch else []), "--", path,
    )  # fmt: skip
    found = [version for record in told.split("\x1e")[1:] for version in _versions(record)]
    if not found:
        raise GitFailed(f"no commit of {folder} on {branch or 'HEAD'} has a file {path!r}")
    if found[0].path != path:
        raise GitFailed(f"{path!r} is a folder: name one file in it, such as {found[0].path!r}")
    return found[::-1]


def _versions(record: str) -> Iterator[Version]:
    commit, _, rest = record.partition("\x1f")
    moment, *fields = (field.strip("\n") for field in rest.split("\0"))
    fields = [field for field in fields if field]
    if not fields or fields[0].startswith("D"):
        return
    yield Version(commit, datetime.fromisoformat(moment).astimezone(UTC), fields[-1])


def bodies(folder: Path, wanted: Sequence[Version]) -> Iterator[tuple[Version, bytes]]:
    """The bytes of every version, in that order. Raises GitFailed."""
    names = [f"{version.commit}:{version.path}" for version in wanted]
    if strange := [name for name in names if "\n" in name]:
        raise GitFailed(f"{strange[0]!r} cannot be asked for: its name has two lines")
    with TemporaryFile() as listed:
        listed.write("\n".join([*names, ""]).encode("utf-8", "surrogateescape"))
        listed.seek(0)
        with subprocess.Popen(  # noqa: S603 - as below
            _command(folder, "cat-file", "--batch"),
            stdin=listed, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=_environment(),
        ) as git:  # fmt: skip
            for version, name in zip(wanted, names, strict=True):
                yield version, _next_blob(cast(IO[bytes], git.stdout), f"{folder}, {name}")


def _next_blob(told: IO[bytes], what: str) -> bytes:
    """The next one that `git cat-file --batch` gives. Raises GitFailed."""
    match told.readline().split():
        case [_, b"blob", size]:
            body = told.read(int(size))
            if len(body) == int(size) and told.read(1) == b"\n":
                return body
    raise GitFailed(f"git cat-file could not read {what}: ask `git fsck` about it")


def _git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(  # noqa: S603 - our own git, arguments checked
        _command(folder, *arguments), capture_output=True, env=_environment(), check=False
    )
    if done.returncode:
        cause = " ".join(done.stderr.decode("utf-8", "replace").split())
        raise GitFailed(f"git {arguments[0]} failed in {folder}: {cause}")
    return done.stdout.decode("utf-8", "surrogateescape")


def _command(folder: Path, *arguments: str) -> list[str]:
    found = shutil.which("git")
    if found is None:
        raise GitFailed("there is no git on this machine: install it, or replay exported files")
    return [found, "-C", str(folder), *arguments]


def _environment() -> dict[str, str]:
    """git must never wait for a password, and `cat-file` runs neither hooks nor filters."""
    return {**os.environ, "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
