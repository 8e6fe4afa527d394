"""LiveBench: the newest release is found in the site's program."""

from time import process_time

import pytest

from sources.boards import livebench
from sources.contract import ParseError
from tests.sources.sample import PAGES, Serving

RELEASE = "2026_01_08"
BODY = (PAGES / "livebench" / f"table_{RELEASE}.csv").read_bytes()
SITE = "https://livebench.ai/"
SCRIPT = f"{SITE}static/js/main.937d8339.js"
INDEX = b'<html><script defer="defer" src="./static/js/main.937d8339.js"></script></html>'
PROGRAM = b'x="2031-01-01";const R=["2024-06-24","2025-05-30","2026-01-08","%b"],v=["2032-01-01"];'


def site(newest: str, **more: bytes) -> Serving:
    """livebench.ai with its page, its program and the table of a release."""
    table = f"table_{newest.replace('-', '_')}.csv"
    bodies = {SITE: INDEX, SCRIPT: PROGRAM % newest.encode(), SITE + table: BODY}
    return Serving({**bodies, **{SITE + name: body for name, body in more.items()}})


def test_fetch_finds_the_newest_release_in_the_sites_program() -> None:
    client = site("2026-06-25")
    (look,) = livebench.fetch(client)
    assert (look.url, look.page.body) == (f"{SITE}table_2026_06_25.csv", BODY)
    assert len(client.looks) == 3
    assert client.looks[1][2] == 16 * 2**20, "a program may be larger than a table"


def test_a_program_of_blanks_is_searched_in_proportion_to_its_length() -> None:
    began = process_time()
    assert livebench.LISTED.findall('["2026-06-25"' + " " * 50_000) == []
    assert process_time() - began < 1


@pytest.mark.parametrize(
    ("url", "content"), [(SITE, b"<html></html>"), (SCRIPT, b'x=["2026-01-08"]')]
)
def test_a_site_without_its_list_gives_the_newest_known_release(url: str, content: bytes) -> None:
    client = site("2026-06-25")
    looks = livebench.fetch(Serving({**client.bodies, url: content}))
    assert next(looks).url == f"{SITE}table_2026_06_25.csv"
    with pytest.raises(ParseError, match=r"names no program|holds no list"):
        next(looks)
