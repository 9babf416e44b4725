r"""Marks that programs leave in a page's text for its links and pictures: taken out, so that only what a reader saw is judged.

>>> without_marks("[1]首页 [2]要闻\n\n雨水充足。\n\nReferences\n\n 1. https://a.example/\n 2. https://b.example/\n 3. mailto:c@c.example\n")
'首页 要闻\n\n雨水充足。\n\n'
"""

import re

LINK_LIST = re.compile(r"(?:References|(?:Visible|Hidden) links):?")
"""What heads the addresses below a page that `lynx`, `elinks` or `w3m` wrote."""

LISTED = re.compile(r"(?:\[(?P<bracketed>\d{1,5})\]|(?P<plain>\d{1,5})\.)\s+[a-z]{2,11}:\S*")
NUMBER = re.compile(r"\[(\d{1,5})\]")

FEWEST_LISTED = 3
"""So many addresses in a row are such a list; a story may end in one or two."""

PICTURE = re.compile(r"!\[[^\[\]\n]*\]\([^()\s]*\)")
LINK = re.compile(r"\[(?P<words>[^\[\]\n]*)\]\((?:[a-z]{2,11}:|/|#)[^()\s]*\)")
HEADING = re.compile(r"^#{1,6}[ \t]+(?=\S)", re.MULTILINE)

FEWEST_LINKS = 2
"""So many links in Markdown's brackets are a page that was clipped."""


def without_marks(text: str) -> str:
    """Take out numbers of links with the list of their addresses, and Markdown's marks of links, pictures and headings.

    Brackets that no such list explains, and a lone link, stay: footnotes and code look like that.
    """
    text = _without_numbers(text)
    if sum(1 for _ in zip(range(FEWEST_LINKS), LINK.finditer(text), strict=False)) < FEWEST_LINKS:
        return text
    return HEADING.sub("", LINK.sub(r"\g<words>", PICTURE.sub("", text)))


def _without_numbers(text: str) -> str:
    lines = text.splitlines(keepends=True)
    listed: set[str] = set()
    end = len(lines)
    for place in range(len(lines) - 1, -1, -1):
        line = lines[place].strip()
        if LINK_LIST.fullmatch(line):
            end = place
        elif found := LISTED.fullmatch(line):
            listed.add(found["bracketed"] or found["plain"])
        elif line:
            break
    if end == len(lines) or len(listed) < FEWEST_LISTED:
        return text
    return NUMBER.sub(lambda found: "" if found[1] in listed else found[0], "".join(lines[:end]))
