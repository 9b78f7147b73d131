"""What a page's answer holds: how heavy it is, and what a strict policy would have to refuse."""

from __future__ import annotations

import gzip
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlparse

from django.contrib.staticfiles import finders
from playwright.sync_api import Response

FIRST, LATER = 250_000, 60_000
"""Bytes as they cross the line: for a visitor with nothing kept, and for one who was here."""
STATIC = "/tinh/"
FONTS = [
    f"vendor/{name}-{weight}{end}.woff2"
    for weight in (400, 500, 600)
    for name, end in (
        ("be-vietnam-pro-latin", "-normal"),
        ("be-vietnam-pro-vietnamese", "-normal"),
        ("xh-tabular", ""),
    )
]
POLICY = {
    "default-src 'self'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:",
    "font-src 'self'", "connect-src 'self'", "object-src 'none'", "base-uri 'none'",
    "frame-ancestors 'none'", "form-action 'self'",
}  # fmt: skip


class Markup(HTMLParser):
    """What a page loads, and what is wrong with it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.loaded: set[str] = set()
        self.wrong: list[str] = []
        self.form: str | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at one element."""
        given = {name: value or "" for name, value in attrs}
        source = given.get("src") or (given.get("href", "") if tag == "link" else "")
        if source.startswith("/"):
            self.loaded.add(source)
        elif source and not source.startswith("data:image/"):
            self.wrong.append(f"{tag} from {source}")
        if tag == "style" or "style" in given:
            self.wrong.append(f"inline style on {tag}")
        if tag == "script" and "src" not in given and given.get("type") != "application/json":
            self.wrong.append("inline script")
        self.wrong += [f"{name} on {tag}" for name in given if name.startswith(("on", "hx-on"))]
        if any(value.strip().lower().startswith("javascript:") for value in given.values()):
            self.wrong.append(f"code in an address on {tag}")
        if tag == "form" and given.get("method", "").lower() == "post":
            self.form = given.get("action", "here")
        if tag == "input" and given.get("name") == "csrfmiddlewaretoken":
            self.form = None

    def handle_endtag(self, tag: str) -> None:
        """A form that ends without a token would be refused."""
        if tag == "form" and self.form is not None:
            self.wrong.append(f"form to {self.form} without a token")
            self.form = None


def weight_of(name: str) -> int:
    """Bytes of a style, script or font as it is served: compressed, unless it is by nature."""
    found = finders.find(name)
    assert isinstance(found, str), name
    content = Path(found).read_bytes()
    return len(content) if name.endswith(".woff2") else len(gzip.compress(content, 9))


def weigh(text: str, loaded: set[str]) -> tuple[int, int]:
    """Bytes of a page by itself, and with everything that it loads and every font.

    Pictures of evidence and of visits do not count: they are what somebody came to see.
    """
    own = len(gzip.compress(text.encode(), 6))
    paths = [urlparse(each).path for each in loaded]
    files = [each.removeprefix(STATIC) for each in paths if each.startswith(STATIC)]
    return own, own + sum(map(weight_of, [*files, *FONTS]))


def answer_findings(answer: Response) -> list[str]:
    """What is wrong with an answer: its markup, its weight, its policy, its compression."""
    text, heads = answer.text(), answer.all_headers()
    markup = Markup(text)
    found = list(markup.wrong)
    later, first = weigh(text, markup.loaded)
    if later > LATER or first > FIRST:
        found.append(f"weighs {later} bytes, at first {first}")
    policy = {each.strip() for each in heads.get("content-security-policy", "").split(";")}
    if policy != POLICY:
        found.append(f"policy {sorted(policy ^ POLICY)}")
    if heads.get("content-encoding") != "gzip" and len(text) > 1000:
        found.append("is not compressed")
    return found
