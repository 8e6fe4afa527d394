"""A file's history in git, against repositories that the tests make."""

import os
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipelines.ingest.git_history import GitFailed, address, bodies, opened, versions

DAY = "2026-02-{:02d}T12:00:00+02:00"


class Repo:
    """A small repository with dates of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        self.day = 0
        self.git("init", "--quiet", "--initial-branch", "main")

    def git(self, *arguments: str) -> str:
        stamp = DAY.format(max(self.day, 1))
        environ = {
            **os.environ, "GIT_AUTHOR_DATE": stamp, "GIT_COMMITTER_DATE": stamp,
            "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.org",
            "GIT_COMMITTER_NAME": "c", "GIT_COMMITTER_EMAIL": "c@example.org",
        }  # fmt: skip
        command = ["git", "-c", "commit.gpgsign=false", "-C", str(self.folder), *arguments]
        done = subprocess.run(command, env=environ, capture_output=True, check=True)
        return done.stdout.decode()

    def commit(self, path: str = "", body: bytes = b"") -> None:
        """Commit a file, or without one what was done to the others."""
        self.day += 1
        if path:
            file = self.folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(body)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "-m", f"day {self.day}")


@pytest.fixture
def repo(tmp_path: Path) -> Repo:
    return Repo(tmp_path / "some-board")


def read(folder: Path, path: str, branch: str | None = None) -> list[tuple[int, bytes]]:
    found = bodies(folder, versions(folder, path, branch))
    return [(version.committed_at.day, body) for version, body in found]


def test_every_commit_of_the_file_oldest_first(repo: Repo) -> None:
    path, every = "data/a board.bin", bytes(range(256)) + b"\r\n\0 blob 12\n"
    for body in (b"one\n", every, b"", b"one\n"):
        repo.commit(path, body)
        repo.commit("other.txt", body)
    assert read(repo.folder, path) == [(1, b"one\n"), (3, every), (5, b""), (7, b"one\n")]
    assert versions(repo.folder, path)[0].committed_at == datetime(2026, 2, 1, 10, tzinfo=UTC)


def test_a_renamed_file_is_followed_and_a_deleted_one_is_no_version(repo: Repo) -> None:
    body = b"".join(b"%d,model,rating\n" % n for n in range(40))
    repo.commit("old.csv", body)
    repo.git("mv", "old.csv", "new.csv")
    repo.commit()
    repo.commit("new.csv", body + b"41,x,y\n")
    repo.git("rm", "--quiet", "new.csv")
    repo.commit()
    repo.commit("new.csv", body)
    found = versions(repo.folder, "new.csv")
    assert [version.path for version in found] == ["old.csv", "new.csv", "new.csv", "new.csv"]
    assert [day for day, _ in read(repo.folder, "new.csv")] == [1, 2, 3, 5]


def test_a_branch_may_be_named(repo: Repo) -> None:
    repo.commit("board", b"main")
    repo.git("checkout", "--quiet", "-b", "side")
    repo.commit("board", b"side")
    assert read(repo.folder, "board", "main") == [(1, b"main")]
    assert read(repo.folder, "board", "side") == [(1, b"main"), (2, b"side")]


@pytest.mark.parametrize(
    ("path", "branch", "said"),
    [
        ("nothing", None, "'nothing'"),
        ("data/board", "unknown", "unknown"),
        ("data/board", "--output=x", "plain path"),
        ("data", None, r"'data' is a folder: .* 'data/board'"),
    ],
)
def test_what_is_not_there_is_told(repo: Repo, path: str, branch: str | None, said: str) -> None:
    repo.commit("data/board", b"x")
    with pytest.raises(GitFailed, match=said):
        versions(repo.folder, path, branch)


def test_gits_faults_are_told(repo: Repo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(GitFailed, match="not a git repository"):
        opened(str(tmp_path / "empty"), tmp_path)
    repo.commit("board", b"x")
    found = versions(repo.folder, "board")
    lost = replace(found[0], path="other")
    with pytest.raises(GitFailed, match=r"could not read .*:other: ask"):
        list(bodies(repo.folder, [*found, lost]))
    with pytest.raises(GitFailed, match="two lines"):
        list(bodies(repo.folder, [replace(lost, path="a\nboard")]))
    monkeypatch.setenv("PATH", "")
    with pytest.raises(GitFailed, match="no git on this machine"):
        versions(repo.folder, "board")


def test_an_address_is_cloned_once_and_brought_up_to_date(repo: Repo, tmp_path: Path) -> None:
    repo.commit("board", b"one")
    url, cache = repo.folder.as_uri(), tmp_path / "cache"
    folder = opened(url, cache)
    assert read(folder, "board") == [(1, b"one")]
    repo.commit("board", b"two")
    (cache / (folder.name + ".unfinished")).mkdir()
    assert opened(url, cache) == folder
    assert read(folder, "board") == [(1, b"one"), (2, b"two")]


@pytest.mark.parametrize(
    ("repo", "expected"),
    [
        ("https://github.com/some/board.git", "https://raw.githubusercontent.com/some/board/HEAD"),
        ("git@github.com:some/board", "https://raw.githubusercontent.com/some/board/HEAD"),
        ("https://example.org/board/", "https://example.org/board"),
        ("/somewhere/board.git", "git:board"),
    ],
)
def test_pages_stand_for_an_address(repo: str, expected: str) -> None:
    assert address(repo, "d/x") == f"{expected}/d/x"
