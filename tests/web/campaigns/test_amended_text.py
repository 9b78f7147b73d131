"""The amended text of a campaign is brought in by its office, as files, in the browser."""

from __future__ import annotations

import html
import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.web.campaigns.regulation_files import (
    FOUNDING,
    campaign_of,
    cast_of,
    changed,
    library_files,
    send,
    unzipped,
    zipped,
)
from tests.web.cast import Cast, log_in
from xephang.library import find_folder
from xephang.loading import load_folder
from xephang.yaml_files import GivenFile
from xephang_web.assessments import services as forms
from xephang_web.assessments.queries import read_form, set_aside_answers
from xephang_web.audit.models import Record
from xephang_web.audit.queries import verify_chain
from xephang_web.campaigns.models import Amendment, PinnedRegulation

DOT = "/dot/thanh-hoa-2016"
AMEND, FILES = f"{DOT}/sua-doi/", f"{DOT}/sua-doi/tep/"
ACT = {"document": "12/QĐ-UBND, 05/11/2016", "reason": "Tiêu chí ghi nhầm tên."}
WHICH = "thanh-hoa/2016-4289"


def said(answer: object) -> str:
    """The page's text, its entities read."""
    return html.unescape(answer.content.decode())  # type: ignore[attr-defined]


def first_name(files: list[GivenFile]) -> str:
    """The line that names the first criterion of the first form, up to where it goes on."""
    text = next(each.content.decode() for each in files if each.name != "regulation.yaml")
    found = re.search(r"name: (.*)\n", text.partition("criteria:")[2])
    assert found
    return found[1].strip("'\"")


@pytest.mark.django_db
@pytest.mark.parametrize(("regulation", "year"), FOUNDING)
def test_what_is_downloaded_is_edited_and_brought_in_again(regulation: str, year: int) -> None:
    """PT-11, PHT-15: whatever the regulation, with nothing but a browser and an editor."""
    cast = cast_of(regulation, year)
    page = said(log_in(cast.hoa).get(AMEND))
    assert FILES in page
    assert 'name="regulation"' not in page, "the library has nothing else for this year"
    files = unzipped(log_in(cast.hoa).get(FILES))
    amended = changed(files, first_name(files), "Tên đã sửa")
    before = campaign_of(cast).regulation
    for sent in (amended, [zipped(amended)]):
        answer = send(cast, AMEND, sent)
        assert answer.status_code == 302, said(answer)
        preview = answer["Location"]
        assert campaign_of(cast).regulation == before, "nothing is amended yet"
    page = said(log_in(cast.hoa).get(preview))
    again = page.partition("Phải trả lời lại")[2].partition("</dl>")[0]
    assert "Tên đã sửa" in again
    digest = preview.partition("regulation=")[2]
    done = log_in(cast.hoa).post(AMEND, {"regulation": digest, **ACT}, follow=True)
    assert ACT["reason"] in said(done)
    pinned = campaign_of(cast).regulation
    assert (pinned.digest, pinned.year) == (digest, year)
    assert "Tên đã sửa" in pinned.content
    assert Amendment.objects.get().reason == ACT["reason"]
    told = json.loads(Record.objects.get(act="campaign.amended").data)
    assert told["before"] == {"digest": before.digest}
    assert told["after"] == {"digest": digest, **ACT}
    received = Record.objects.filter(act="regulation.received")
    assert [json.loads(each.data)["after"]["digest"] for each in received] == [digest, digest]
    assert list(verify_chain()) == []


def test_answers_of_what_stayed_the_same_move_over_and_the_others_are_asked_again(
    cast: Cast,
) -> None:
    for criterion, values in (("1.2", {"numerator": "3"}), ("1.3", {"answer": "yes"})):
        forms.save_answers(by=cast.an, participant=cast.a, criterion_id=criterion, values=values)
    folder = load_folder(find_folder(WHICH))
    criteria = folder.regulation(2016).criteria_sets["so"]
    changing = criteria.criterion("1.2")
    assert changing
    answer = send(cast, AMEND, changed(library_files(WHICH), changing.name.vi, "Tên đã sửa"))
    page = said(log_in(cast.hoa).get(answer["Location"]))
    assert "1.2 Tên đã sửa" in page
    digest = answer["Location"].partition("regulation=")[2]
    log_in(cast.hoa).post(AMEND, {"regulation": digest, **ACT})
    form = read_form(cast.a)
    assert form.answers["1.3"] == {"answer": "yes"}
    assert {each.criterion for each in set_aside_answers(form)} == {"1.2"}


def refused(cast: Cast, files: list[GivenFile], address: str = AMEND) -> str:
    """What a page says of files that it does not take: a mistake of the person, nothing kept."""
    before = (PinnedRegulation.objects.count(), Record.objects.count())
    answer = send(cast, address, files)
    assert answer.status_code == 400, answer.status_code
    assert (PinnedRegulation.objects.count(), Record.objects.count()) == before
    return said(answer)


def test_only_the_same_regulation_of_the_same_year_that_says_something_else(cast: Cast) -> None:
    files = library_files(WHICH)
    assert "trùng với bộ đang dùng" in refused(cast, files)
    other = changed(files, "id: thanh-hoa/2016-4289", "id: thanh-hoa/2016-4290")
    assert "thanh-hoa/2016-4290" in refused(cast, other)
    later = [each for each in files if not each.name.startswith("2016")]
    assert "các phiếu gửi lên là của năm 2017" in refused(cast, later)
    (form,) = (each for each in files if each.name.startswith("2016"))
    departments = changed([form], "groups: [so, huyen]", "groups: [so]")
    assert "không có phiếu cho nhóm: huyen" in refused(cast, [files[0], *departments])
    nobody = changed([form], "groups: [so, huyen]", "groups: [khac]")
    assert "một nhóm mà quy định có" in refused(cast, [files[0], *nobody])
    assert "Hãy chọn tệp" in refused(cast, [])


def test_a_pin_of_another_regulation_is_not_amended_to_by_its_digest(cast: Cast) -> None:
    other = cast.campaign.regulation
    foreign = changed(library_files(WHICH), "id: thanh-hoa/2016-4289", "id: khac/1")
    answer = send(cast, "/tao-dot/", foreign, year="2016")
    digest = answer["Location"].partition("regulation=")[2]
    for request in ("get", "post"):
        answer = getattr(log_in(cast.hoa), request)(AMEND, {"regulation": digest, **ACT})
        assert answer.status_code == 400
    assert campaign_of(cast).regulation == other
    assert log_in(cast.hoa).get(AMEND, {"regulation": "0" * 64}).status_code == 400


def test_all_problems_are_named_at_once_with_file_and_place_in_both_languages(cast: Cast) -> None:
    files = library_files(WHICH)
    broken = changed(files, 'max: "1.5"', "max: nhiều\n        tối_đa: 1")
    broken = changed(broken, "  number: 4289/QĐ-UBND", "  number: [1]")
    page = refused(cast, broken)
    assert "regulation.yaml:7 [decision.number]" in page
    assert re.search(r"2016-so\.yaml:\d+ \[sections\.0\.criteria\.0\.max\]", page)
    assert "không có mục nào tên này" in page
    office = log_in(cast.hoa)
    office.cookies["django_language"] = "en"
    uploads = [SimpleUploadedFile(each.name, each.content) for each in broken]
    page = said(office.post(AMEND, {"act": "upload", "files": uploads}))
    assert "there is no such key" in page


def test_what_the_linter_finds_is_shown_and_keeps_nobody_from_going_on(cast: Cast) -> None:
    loose = changed(library_files(WHICH), "          on_zero: zero\n", "")
    answer = send(cast, AMEND, loose)
    page = said(log_in(cast.hoa).get(answer["Location"]))
    assert "no-zero-policy" in page
    assert "no-source" not in page, "which no pinned regulation has"
    assert "forms/2016-so-huyen.yaml [sections.0.criteria.0" in page


def bomb() -> bytes:
    """Aliases of aliases, as a value and as a key."""
    lines = ["a0: &a0 [x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    return "\n".join([*lines, "? *a29", ": y", ""]).encode()


RUBBISH = {
    "no yaml": b"\x89PNG\r\n\x1a\n\x00",
    "syntax": b"a: [",
    "bomb": bomb(),
    "50 MB": b"#" * 50_000_000,
    "nul": b"year: '2016'\x00",
    "nul by an escape": b'year: "2016\\0"\ngroups: ["\\0"]\n',
    "half a character": b'year: "\\ud800"\n"\\udfff": 1\n',
    "utf-16": "year: 2016".encode("utf-16"),
    "latin": b"n\xe3m: 1",
    "nested": b"[" * 19_000,
    "empty": b"",
    "a list": b"- 1\n- 2\n",
    "tag": b"!!python/object/apply:os.system ['true']\n",
}


def test_rubbish_is_told(cast: Cast) -> None:
    root, form, *_others = library_files(WHICH)
    for name, rubbish in RUBBISH.items():
        assert refused(cast, [root, GivenFile("2016.yaml", rubbish)]), name
        assert refused(cast, [GivenFile("regulation.yaml", rubbish), form]), name
        assert refused(cast, [GivenFile("x.zip", rubbish)]), name


def test_rubbish_is_told_wherever_it_is_sent(cast: Cast) -> None:
    for address in (f"{DOT}/chep/", "/tao-dot/"):
        for name, rubbish in RUBBISH.items():
            assert refused(cast, [GivenFile("regulation.yaml", rubbish)], address), name


def test_rubbish_archives_are_told(cast: Cast) -> None:
    files = library_files(WHICH)
    form = files[1]
    for members in (
        [*files, GivenFile("../../etc/x.yaml", b"a: 1")],
        [*files, GivenFile("/x.yaml", b"a: 1")],
        [*files, GivenFile("khac/regulation.yaml", files[0].content)],
        [files[0], zipped(files)],
        [GivenFile("a.yaml", b" " * 30_000_000)],
        [GivenFile(f"{n}.yaml", form.content) for n in range(60)],
        [],
    ):
        assert refused(cast, [zipped(members)])
    assert "một tệp .zip" in refused(cast, [zipped(files), *files])
    assert refused(cast, [files[0], files[0], form])


def test_too_many_files_or_a_form_without_files_are_told(cast: Cast) -> None:
    assert "tối đa 40 tệp" in refused(cast, [GivenFile(f"{n}.yaml", b"a: 1") for n in range(60)])
    assert send(cast, AMEND, [GivenFile(f"{n}.yaml", b"") for n in range(150)]).status_code == 400


def test_the_files_are_for_the_office_alone(cast: Cast) -> None:
    for who in (cast.an, cast.khanh, cast.chi, cast.quyen):
        assert log_in(who).get(FILES).status_code == 404
    assert Client().get(FILES).status_code == 302
    files = unzipped(log_in(cast.hoa).get(FILES, {"nam": "sau"}))
    assert [each.name for each in files] == ["regulation.yaml", "forms/2017-so-huyen.yaml"]
