"""How much a visitor loads: each page with everything it asks for at once."""

from __future__ import annotations

from pathlib import Path

from tests.outputs.report.weight import first_view, heavy


def test_a_first_view_counts_styles_scripts_and_pictures(tmp_path: Path) -> None:
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "a.css").write_bytes(b"x" * 10)
    (tmp_path / "assets" / "a.js").write_bytes(b"x" * 100)
    (tmp_path / "b.html").write_text(
        '<link rel="stylesheet" href="assets/a.css"><link rel="alternate" href="feed.xml">'
        '<script src="assets/a.js" defer></script><img src="data:x">'
    )
    assert first_view(tmp_path / "b.html") == (tmp_path / "b.html").stat().st_size + 110


def test_no_page_of_a_first_run_is_heavy(published: Path) -> None:
    assert heavy(published) == {}
