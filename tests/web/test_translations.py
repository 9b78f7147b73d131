"""Both languages complete: every word of the pages has its English, with the same blanks."""

from __future__ import annotations

import re
from pathlib import Path

import allauth
import polib
import pytest

from xephang_web.shared.messages import (
    CATALOGUE,
    SOURCE,
    merged,
    messages_of_module,
    messages_of_template,
    untranslated,
)

ALLAUTH = Path(allauth.__file__).parent
BLANK = re.compile(r"%\(\w+\)s|\{\w*\}")
VIETNAMESE = re.compile(r"[À-ÖØ-öø-ỹĐđ]")
# Said in both languages by hand: a page for when nothing else works.
BY_HAND = {"shared/server_error.html"}
# Names, the same in every language.
NAMES = ("Xếp Hạng", "Tiếng Việt")


def wrong_blanks(catalogue: polib.POFile) -> list[str]:
    """Translations whose blanks are not those of the source."""
    found = []
    for each in catalogue:
        spoken = list(each.msgstr_plural.values()) if each.msgid_plural else [each.msgstr]
        wanted = set(BLANK.findall(each.msgid))
        found += [each.msgid for text in spoken if set(BLANK.findall(text)) != wanted]
    return found


def stray_words(template: str) -> list[str]:
    """Vietnamese outside the tags that translate it."""
    text = re.sub(r"\{%\s*blocktranslate.*?endblocktranslate\s*%\}", "", template, flags=re.DOTALL)
    text = re.sub(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", "", text, flags=re.DOTALL)
    for name in NAMES:
        text = text.replace(name, "")
    return [line.strip() for line in text.splitlines() if VIETNAMESE.search(line)]


def templates() -> list[Path]:
    return sorted((SOURCE / "templates").rglob("*.html"))


def test_every_word_has_an_english_translation() -> None:
    assert untranslated(polib.pofile(str(CATALOGUE))) == []


def test_the_catalogue_holds_the_words_of_today_and_no_others() -> None:
    assert str(merged()) == str(polib.pofile(str(CATALOGUE), wrapwidth=100))


def test_translations_keep_the_blanks() -> None:
    assert wrong_blanks(polib.pofile(str(CATALOGUE))) == []


def test_no_template_speaks_outside_the_tags_that_translate() -> None:
    found = {
        str(path.relative_to(SOURCE / "templates")): stray_words(path.read_text(encoding="utf-8"))
        for path in templates()
        if str(path.relative_to(SOURCE / "templates")) not in BY_HAND
    }
    assert {name: words for name, words in found.items() if words} == {}


@pytest.mark.parametrize(
    "planted", ["<p>Chưa dịch</p>", '<a title="Đơn vị">x</a>', "<b>{{ n }} phiếu đã nộp</b>"]
)
def test_a_word_outside_the_tags_is_found(planted: str) -> None:
    assert stray_words(planted)


def test_a_missing_translation_and_a_lost_blank_are_found() -> None:
    catalogue = polib.POFile()
    catalogue.append(polib.POEntry(msgid="Còn %(n)s", msgstr=""))
    catalogue.append(polib.POEntry(msgid="Từ {day}", msgstr="From {date}"))
    assert untranslated(catalogue) == ["Còn %(n)s"]
    assert "Từ {day}" in wrong_blanks(catalogue)


def test_words_are_found_in_every_form_they_are_written_in() -> None:
    template = (
        '{% translate "Một" %}{% translate \'Hai\' context "x" %}{% state "full" _("Ba") %}'
        "{% blocktranslate count n=m %}{{ n }} dòng{% plural %}{{ n }} dòng{% endblocktranslate %}"
    )
    assert {each.id for each in messages_of_template(template)} == {
        "Một", "Hai", "Ba", "%(n)s dòng",
    }  # fmt: skip
    # As gettext is asked for them: a percent sign doubled, lines of a trimmed block joined.
    block = "{% blocktranslate trimmed %}\n  200 %\n  cỡ chữ\n{% endblocktranslate %}"
    assert {each.id for each in messages_of_template(block)} == {"200 %% cỡ chữ"}
    assert {each.id for each in messages_of_template('{% translate "5 % nữa" %}')} == {"5 %% nữa"}
    module = 'x = _("Bốn"); y = pgettext("z", "Năm"); n = ngettext("sáu", "sáu", 2)'
    assert {each.id for each in messages_of_module(module)} == {"Bốn", "Năm", "sáu"}


# Parts of allauth that this application does not serve, or has templates of its own for.
UNUSED = re.compile(
    r"phone|signup|sign_up|email_change|email\.html|/email_|confirm_email|confirm_login|login_code"
    r"|confirm_password_reset_code|password_reset_code|base_confirm_code|verif|password_set\.html"
    r"|connections|cannot_delete|unknown_account_message|account_already|primary_email|warn_no_email"
    r"|account/login\.html|webauthn/authenticator_list|layouts/base|socialaccount/snippets"
)


def words_of_allauth() -> set[str]:
    """What the pages, mails and forms of allauth say, as far as they are served here."""
    found: set[str] = set()
    folders = [ALLAUTH / "templates" / name for name in ("account", "mfa", "socialaccount")]
    for path in (each for folder in folders for each in folder.rglob("*.*")):
        if path.suffix in (".html", ".txt") and not UNUSED.search(path.as_posix()):
            text = re.sub(
                r"(\{%\s*(?:end)?(?:block)?trans)(?=\s)", r"\1late", path.read_text("utf-8")
            )
            found |= {each.id for each in messages_of_template(text)}
    for name in ("account/adapter", "account/forms", "mfa/adapter", "mfa/webauthn/forms",
                 "mfa/base/forms", "mfa/totp/forms", "mfa/models"):  # fmt: skip
        text = (ALLAUTH / f"{name}.py").read_text("utf-8")
        found |= {each.id for each in messages_of_module(text)}
    return found


def test_what_a_library_says_in_english_is_said_in_vietnamese() -> None:
    catalogue = polib.pofile(str(CATALOGUE.parents[2] / "vi" / "LC_MESSAGES" / "django.po"))
    spoken = {each.msgid for each in catalogue}
    assert words_of_allauth() - spoken == set()
    assert untranslated(catalogue) == []
    assert wrong_blanks(catalogue) == []
