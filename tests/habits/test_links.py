"""Every relative link in the Markdown pages leads to a file, and its anchor to a heading."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

from tests.habits.repository import ROOT, committed_files

LINK = re.compile(r"\[[^\]]*\]\(\s*<?([^)\s>]+)>?[^)]*\)|^\[[^\]]+\]:\s*(\S+)", re.MULTILINE)
FENCED = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`[^`\n]+`")
HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*$", re.MULTILINE)
NAMED = re.compile(r"""<a\s+(?:id|name)=["']([^"']+)["']""")


def anchors(text: str) -> set[str]:
    """The anchors of a page: named ones, and of each heading as the usual viewers make it."""
    text = FENCED.sub("", text)
    found = set(NAMED.findall(text))
    for heading in HEADING.findall(text):
        words = re.sub(r"\[([^\]]*)\]\([^)]*\)|<[^>]+>", r"\1", heading).lower()
        slug = re.sub(r"[^\w\- ]", "", words).strip().replace(" ", "-")
        number = 0
        while (unique := f"{slug}-{number}" if number else slug) in found:
            number += 1
        found.add(unique)
    return found


def broken_links(page: Path) -> list[str]:
    """The relative links of the page that lead nowhere."""
    text = page.read_text(encoding="utf-8")
    plain = CODE.sub("``", FENCED.sub("", text))
    broken = []
    for match in LINK.finditer(plain):
        link = match[1] or match[2]
        if re.match(r"[a-z][a-z0-9+.-]*:|//", link, re.IGNORECASE):
            continue
        name, _, anchor = unquote(link).partition("#")
        target = page.parent / name if name else page
        has_anchors = anchor and target.suffix == ".md" and target.is_file()
        if not target.exists() or (
            has_anchors and anchor not in anchors(target.read_text(encoding="utf-8"))
        ):
            broken.append(link)
    return broken


def test_every_relative_link_leads_somewhere() -> None:
    found = {str(page.relative_to(ROOT)): broken_links(page) for page in committed_files(".md")}
    assert {name: links for name, links in found.items() if links} == {}


def test_planted_broken_links_are_found(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    (tmp_path / "other.md").write_text(
        '# Điều 3. Cách chấm\n\n<a id="khoan-2"></a>\n\n# Điều 3. Cách chấm\n', encoding="utf-8"
    )
    page.write_text(
        "[a](other.md) [b](other.md#điều-3-cách-chấm-1) [c](other.md#khoan-2) [d](#e) `[x](y)`\n"
        "[f](gone.md) [g](other.md#gone) ![h](gone.png) [i](https://example.vn/x)\n"
        "```\n[in](code.md)\n```\n# E\n\n[ref]: gone.txt\n",
        encoding="utf-8",
    )
    assert broken_links(page) == ["gone.md", "other.md#gone", "gone.png", "gone.txt"]
