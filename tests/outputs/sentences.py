"""An editor's ear: what is wrong with a text that people read, by rules that a machine can hold."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bs4 import BeautifulSoup
from bs4.element import Tag

INSTEAD: Mapping[str, str] = {
    r"looks?( at)?|looked at": "checked, fetched",
    r"told|tells? of": "shown, reported",
    r"page of \d+ \w+ \d{4}|rests? on": "data from 11 Aug 2026",
    r"issued|issues": "published, computed",
    r"stands?|standing|stood": "is",
    r"dearer": "more expensive",
    r"not distinguishable": "too close to call",
    r"detectable gap": "smallest gap this test could show",
    r"P\(open ahead\)|p open ahead": "2 % chance that open is ahead",
    r"provisional class|confirmed = 0": "unconfirmed: …",
    r"unresolved": "cannot be judged: an unknown model may lead",
    r"live|frozen": "active, closed to new entries",
    r"stale": "old data",
    r"vintages?": "data",
    r"is held|are held|basis|board-wide": "only for analysts",
    r"any weights|permissive": "open weights, open-source licence",
    r"percent": "points, %",
    r"set aside|carried|reread|rebuil[dt]": "quarantined, unchanged, read again",
}
"""What no sentence says, with what it says instead (not in code, nor in what analysts read)."""
BANNED = {
    said: re.compile(rf"\b(?:{words})(?!\w)", re.IGNORECASE) for words, said in INSTEAD.items()
}
ALWAYS: Mapping[str, re.Pattern[str]] = {
    "a value that is none": re.compile(
        r"\b(?:None(?! of| is)|nan|NaN|null|True|False|undefined)\b"
    ),
    "glued sentences": re.compile(r"[a-z’')]{2}[.!?;:][A-Z][a-z]* "),
    "a sentence said twice": re.compile(r"\b([A-Z][^.?!]{7,}[.?!]) \1"),
}
DIGITS = {"more than 4 decimals": re.compile(r"\d\.\d{5,}")}
SIGNS = {
    "an identifier": re.compile(r"(?<![\w./<{-])[a-z]+[a-z0-9]*(?:_[a-z0-9]+)+(?![\w/.-])"),
    "a doubled sign": re.compile(r"(?<!\.)\.\.(?!\.|/)|;\s*[.;]|,,|\?\?| [,.;](?: |$)|:\.|\(\)"),
}
ADDRESS = re.compile(r"https?://\S+|\d{4}-\d\d-\d\dT[\d:.]+Z")
LEAD_WORDS, LEAD_SENTENCES = 35, 2
ENDS = re.compile(r"(?<!\bU\.S)[.?!](?=\s+[A-Z“]|$)")
NAME_LENGTH = 40
SILENT = ("script", "style", "code", "pre", "title", "desc")
ANALYSTS = (
    ".prose, [aria-labelledby^=claims-] :is(summary, th), [aria-labelledby=origin], "
    "[aria-labelledby=boards]"
)
"""Evidence and methods: there the field's words mean what the glossary says."""
WORKED = ".prose"
FOREIGN = "section[aria-labelledby=origin] bdi, section[aria-labelledby^=claims-] bdi"
"""What others wrote: notes of a board, statements of a claim."""
BLOCKS = ("p", "li", "h1", "h2", "h3", "h4", "td", "th", "dt", "dd", "summary", "caption", "small",
          "figcaption", "text", "div", "section", "label", "button")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Passage:
    """A text in one piece; of a lead the length counts, what is not plain is for analysts."""

    place: str
    text: str
    is_lead: bool = False
    is_plain: bool = True
    is_worked: bool = False
    """A worked example, which needs its digits."""


def faults(passage: Passage) -> Iterator[str]:
    """What an editor would strike, with the words around it."""
    text = ADDRESS.sub("Address", " ".join(passage.text.split()))
    rules = {**ALWAYS, **({} if passage.is_worked else DIGITS)}
    rules |= {**BANNED, **SIGNS} if passage.is_plain else {}
    for why, pattern in rules.items():
        for found in pattern.finditer(text):
            around = text[max(found.start() - 50, 0) : found.end() + 50]
            yield f"{passage.place}: '{found[0]}' ({why}) in: {around}"
    if passage.is_lead:
        words = [word for word in text.split() if any(sign.isalnum() for sign in word)]
        sentences = len(ENDS.findall(text)) or 1
        if len(words) > LEAD_WORDS or sentences > LEAD_SENTENCES:
            yield f"{passage.place}: {sentences} sentences, {len(words)} words lead: {text}"


def page(place: str, html: str) -> Iterator[Passage]:
    """Every block of text of a page once. Names from other places (`bdi`) count as a word."""
    soup = BeautifulSoup(html, "html.parser")
    foreign = {id(tag) for tag in soup.select(FOREIGN)}
    for name in soup.find_all("bdi"):
        if id(name) in foreign or len(name.get_text(strip=True)) <= NAME_LENGTH:
            name.string = "Name"
    analysts = {id(inner) for tag in soup.select(ANALYSTS) for inner in (tag, *tag.find_all(True))}
    worked = {id(inner) for tag in soup.select(WORKED) for inner in (tag, *tag.find_all(True))}
    for tag in soup.find_all(SILENT):
        tag.replace_with("Code") if tag.name == "code" else tag.extract()
    for block in soup.body.find_all(BLOCKS) if soup.body else ():
        is_lead = "lead" in (block.get("class") or ())
        text = own_text(block)
        if text.strip():
            yield Passage(place, text, is_lead, id(block) not in analysts, id(block) in worked)


def own_text(block: Tag) -> str:
    """The text of a block without that of the blocks in it."""
    parts = (
        own_text(child) if isinstance(child, Tag) and child.name not in BLOCKS
        else str(child) if not isinstance(child, Tag)
        else "\n"
        for child in block.children
    )  # fmt: skip
    return "".join(parts)


def markdown(place: str, text: str, *, is_plain: bool = True) -> Iterator[Passage]:
    """Paragraphs, rows and headings of a page of the docs, without code and comments."""
    text = re.sub(r"(?s)```.*?```|<!--.*?-->", "", text)
    text = re.sub(r"`[^`]*`", "Code", text)
    text = re.sub(r"\]\([^)]*\)", "]", text)
    for part in re.split(r"\n\s*\n|\n(?=[|#*-] ?)", text):
        if part.strip():
            yield Passage(place, part, is_plain=is_plain, is_worked=not is_plain)
