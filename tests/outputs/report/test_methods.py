from pathlib import Path

from outputs.report.methods import methods, render


def test_markdown_becomes_html_one_level_down_that_runs_nothing() -> None:
    text = (
        "# Title\n\nWords.\n\n## Part `x`\n\n## Part x\n\n<script>x</script>\n\n"
        "[a](javascript:alert)[b](docs/x.md)[c](https://a.example)\n\n"
        "| a | b |\n| --- | --- |\n| 1 | 2 |\n"
    )
    found = render("m", text)
    assert found.title == "Title"
    assert "<h1" not in found.html
    assert ['<h3 id="m-part-x">' in found.html, '<h3 id="m-part-x-">' in found.html] == [True, True]
    assert 'aria-label="Title, table 1" class="scroll" role="region" tabindex="0"' in found.html
    assert "<script>" not in found.html
    assert "<span>b</span>" in found.html
    assert found.html.count("href") == 1
    assert 'href="https://a.example" rel="noopener noreferrer"' in found.html


def test_the_docs_of_the_methods_are_found_and_without_them_there_is_no_text(
    tmp_path: Path,
) -> None:
    assert methods()[0].key == "methods"
    assert methods(tmp_path) == []
