"""The shape of the code: breadth and length.

`CONTRIBUTING.md` has the map. What an import may reach is import-linter's (`pyproject.toml`), what
a name may say is `test_words.py`'s.
"""

import ast
from collections import Counter
from pathlib import Path

from benchmarks.house import BROAD, python_of_packages, sums

PROJECT = Path(__file__).resolve().parents[1]
OURS = python_of_packages()
FILES = (PROJECT / "tests").rglob("*.py")
TESTS = [path.relative_to(PROJECT) for path in FILES if path.name != "__init__.py"]
LONGEST, SHORTEST = 500, 25

CAPS = {
    "lines of Python outside tests": 42_275,
    "statements outside tests": 23_748,  # who watches, and what is retried, in plain steps
    "lines of SQL, templates, scripts, styles, YAML and TOML": 9_430,
    "lines of Python in tests": 27_520,  # tests of faults that reviewers found, and of days to come
    "words of docs": 24_999,  # and what they change, in the changelog
}
"""What there may be of each. Who lowers a sum lowers its cap in the same commit; who raises a cap
writes the reason beside it. Aims: 45,000 outside tests, 25,000 in tests, 25,000 words."""
SLACK = 0.005
"""A cap stands at most this share above its sum, or it would hold nothing."""


def named() -> list[str]:
    return [str(path) for path in OURS if path.stem != "__init__"]


def test_a_folder_is_seen_at_a_glance() -> None:
    folders = Counter(Path(path).parent for path in [*named(), *TESTS])
    assert {str(folder): n for folder, n in folders.items() if n > BROAD} == {}


def test_the_house_grows_only_with_a_reason() -> None:
    found = sums()
    assert found.keys() == CAPS.keys()
    assert {what: n for what, n in found.items() if n > CAPS[what]} == {}
    assert {what: n for what, n in found.items() if n < CAPS[what] * (1 - SLACK)} == {}


def test_a_module_holds_a_thing_and_no_more() -> None:
    lengths = {str(path): text.count("\n") for path, text in OURS.items()}
    assert {path: n for path, n in lengths.items() if n > LONGEST} == {}
    short = [path for path in named() if lengths[path] < SHORTEST]
    assert short == [], "merge it with the module that it belongs to"


def test_every_package_says_what_belongs_there_and_what_does_not() -> None:
    inits = {path: ast.get_docstring(ast.parse(text)) or "" for path, text in OURS.items()
             if path.stem == "__init__"}  # fmt: skip
    assert [str(path) for path, said in inits.items() if "\n\nNot here: " not in said] == []
    folders = {path.parent for path in OURS}
    assert folders - {path.parent for path in inits} == set()


def test_a_class_name_has_one_meaning() -> None:
    nodes = (node for text in OURS.values() for node in ast.walk(ast.parse(text)))
    names = Counter(node.name for node in nodes if isinstance(node, ast.ClassDef))
    assert {name: n for name, n in names.items() if n > 1} == {}


def test_files_with_one_prefix_are_a_folder() -> None:
    prefixes = Counter((str(Path(path).parent), Path(path).stem.split("_")[0]) for path in named())
    assert {key for key, n in prefixes.items() if n > 2} == set()
