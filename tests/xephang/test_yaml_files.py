"""A regulation as files from anybody: read within bounds, written so that it reads back."""

from __future__ import annotations

import io
import random
import zipfile
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xephang import yaml_files
from xephang.errors import RegulationError
from xephang.library import find_folder, library_folder, regulation_ids
from xephang.linting import lint
from xephang.loading import RegulationFolder, load_folder, parse_content, parse_yaml
from xephang.yaml_files import GivenFile, archive_of, folder_from_files, written

WHICH = "thanh-hoa/2016-4289"
LIBRARY = list(regulation_ids(library_folder()))
ROOT = "regulation.yaml"


def content_of(folder: RegulationFolder) -> dict[str, Any]:
    """A folder as plain data."""
    forms = [document.data for document, _form in folder.forms]
    return {"regulation": folder.document.data, "forms": forms}


def files_of(regulation: str = WHICH) -> list[GivenFile]:
    """The files of a regulation of the library, as they stand there."""
    folder = find_folder(regulation)
    paths = [folder / ROOT, *sorted(folder.glob("forms/*.yaml"))]
    return [GivenFile(path.relative_to(folder).as_posix(), path.read_bytes()) for path in paths]


def zipped(members: list[GivenFile], method: int = zipfile.ZIP_DEFLATED) -> list[GivenFile]:
    """The files in an archive, under any name."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        for each in members:
            archive.writestr(zipfile.ZipInfo(each.name), each.content, method)
    return [GivenFile("quy-dinh.zip", made.getvalue())]


def codes(files: list[GivenFile]) -> set[str]:
    """What is wrong with files, by code; each problem can be said in both languages."""
    with pytest.raises(RegulationError) as found:
        folder_from_files(files)
    for each in found.value.problems:
        assert each.show("vi").encode() != each.show("en").encode()
    return {each.code for each in found.value.problems}


@pytest.mark.parametrize("regulation", LIBRARY)
def test_what_is_written_reads_back_as_the_same_regulation(regulation: str) -> None:
    folder = load_folder(find_folder(regulation))
    files = written(content_of(folder))
    for sent in (files, [GivenFile("x.zip", archive_of(files))]):
        again, left_out = folder_from_files(sent)
        assert left_out == ()
        for year in folder.years:
            assert again.regulation(year).digest == folder.regulation(year).digest


TEXTS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], include_characters="\t\n"), max_size=60
)
DATA = st.recursive(
    TEXTS | st.none() | st.sampled_from(["null", "~", "", "true", "1.50", "2017", "- a", "a: b"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(TEXTS.filter(lambda each: len(each) < 40), inner, max_size=3)
    ),
    max_leaves=12,
)


@settings(max_examples=200, deadline=None)
@given(DATA)
def test_any_data_is_written_so_that_it_reads_back(data: Any) -> None:
    text = yaml_files._yaml({"x": data})
    assert parse_content(text, "x.yaml").data == {"x": data}


def test_a_folder_of_the_library_is_taken_as_it_is_zipped() -> None:
    """With its examples and its source page, below whatever folder it stands in."""
    beside = [GivenFile("cases/a.yaml", b"- x"), GivenFile("source.md", b"# x")]
    members = [
        GivenFile(f"quy-dinh/thanh-hoa/{each.name}", each.content)
        for each in [*files_of(), *beside]
    ]
    folder, left_out = folder_from_files(zipped(members))
    assert folder.file.id == WHICH
    assert folder.years == (2016, 2017)
    assert left_out == ("quy-dinh/thanh-hoa/cases/a.yaml", "quy-dinh/thanh-hoa/source.md")


def test_problems_of_all_files_are_named_at_once_with_their_lines() -> None:
    root, *forms = files_of()
    broken = GivenFile("a.yaml", b"year: x\n: [")
    wrong = GivenFile("b.yaml", b"year: '2016'\ngroups: [so]\nsections: 7\n")
    with pytest.raises(RegulationError) as found:
        folder_from_files([GivenFile(ROOT, b"id: 1\n"), broken, wrong, *forms])
    files = {each.place.file for each in found.value.problems}
    assert files == {ROOT, "a.yaml", "b.yaml"}
    assert any(
        each.place.file == "b.yaml" and each.place.line == 3 for each in found.value.problems
    )
    assert root.name == ROOT


def bomb(levels: int = 13) -> bytes:
    """Few bytes that mean millions of values, as a value and as a key."""
    lines = ["a0: &a0 [x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, levels)]
    return "\n".join([*lines, f"? *a{levels - 1}", ": y", ""]).encode()


NAMES = ["../x.yaml", "/etc/x.yaml", "a/../../x.yaml", "c:\\x.yaml", "x\n.yaml", "a/b/c/d/e/f.yaml",
         "x" * 200 + ".yaml", "\u202ex.yaml"]  # fmt: skip
RUBBISH = {
    "no yaml": (b"\x89PNG\r\n\x1a\n", {"unreadable"}),
    "nul": (b"a: \x00", {"unreadable"}),
    "nul by an escape": (b'year: "\\0"', {"yaml-unfit"}),
    "half a character": (b'year: "\\ud800"', {"yaml-unfit"}),
    "utf-16": ("năm: 1".encode("utf-16"), {"unreadable"}),
    "vietnamese of old": (b"n\xe3m: 1", {"unreadable"}),
    "aliases": (bomb(), {"yaml-alias", "yaml-unfit"}),
    "a key that is a list": (b"? [a]\n: b", {"yaml-unfit"}),
    "nested": (b"[" * 15_000, {"unreadable"}),
    "brackets": (b"[" * 30_000, {"unreadable"}),
    "nothing": (b"", {"invalid-model-type"}),
    "two documents": (b"a: 1\n---\nb: 2\n", {"yaml-syntax"}),
    "large": (b"# " + b"x" * 400_000, {"unreadable"}),
}


@pytest.mark.parametrize("name", RUBBISH)
def test_a_rubbish_form_is_named(name: str) -> None:
    content, expected = RUBBISH[name]
    assert expected <= codes([*files_of(), GivenFile("them.yaml", content)])


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_is_none_is_refused_also_inside_an_archive(name: str) -> None:
    files = [*files_of(), GivenFile(name, b"a: 1")]
    assert codes(files) == {"file-name"}
    assert codes(zipped(files)) == {"file-name"}


def test_regulation_yaml_stands_there_once_and_not_alone() -> None:
    root, *forms = files_of()
    twice = [root, GivenFile("khac/regulation.yaml", root.content), *forms]
    assert codes(twice) == codes(zipped(twice)) == {"regulation-twice"}
    assert codes([root, root, *forms]) == {"file-twice"}
    assert codes(forms) == {"no-regulation-file"}
    assert codes([root]) == {"no-form-file"}
    assert codes([]) == {"no-regulation-file", "no-form-file"}
    assert codes([root, *forms, GivenFile("a.exe", b"MZ")]) == {"not-yaml"}
    assert codes([GivenFile(f"{n}.yaml", b"") for n in range(60)]) == {"too-many-files"}
    odd = root.content.replace(WHICH.encode(), b"Thanh Hoa")
    assert codes([GivenFile(ROOT, odd), *forms]) == {"regulation-id"}


def test_an_unfit_archive_is_refused() -> None:
    assert codes([GivenFile("a.zip", b"PK\x03\x04 rubbish")]) == {"unfit-archive"}
    assert codes([*zipped(files_of()), *files_of()]) == {"archive-among-files"}
    assert codes(zipped(zipped(files_of()))) >= {"not-yaml", "no-regulation-file"}
    assert codes(zipped([GivenFile("a.yaml", b" " * 9_000_000)])) == {"unfit-archive"}
    assert codes(zipped([GivenFile(f"{n}.yaml", b"") for n in range(400)])) == {"unfit-archive"}
    (sound,) = zipped(files_of(), zipfile.ZIP_LZMA)
    assert folder_from_files([sound])[0].file.id == WHICH
    spoilt = bytearray(sound.content)
    spoilt[60:90] = bytes(30)
    assert codes([GivenFile("a.zip", bytes(spoilt))]) == {"unfit-archive"}


def test_thousands_of_problems_are_not_all_listed() -> None:
    keys = "".join(f"la_{n}: 1\n" for n in range(2000)).encode()
    with pytest.raises(RegulationError) as found:
        folder_from_files([*files_of(), GivenFile("x.yaml", keys)])
    assert len(found.value.problems) == yaml_files.MOST_PROBLEMS + 1


@pytest.mark.parametrize("seed", range(40))
def test_a_file_with_a_word_changed_anywhere_is_read_or_refused_never_a_crash(seed: int) -> None:
    """What reads can also be looked through by the linter."""
    rng = random.Random(seed)
    files = written(content_of(load_folder(find_folder(rng.choice(LIBRARY)))))
    place = rng.randrange(len(files))
    words = ["0", "-1", "1/3", "x", "9" * 29, "[]", "{}", "null", "'2016-02-30'", "so", "ratio"]
    lines = files[place].content.decode().splitlines()
    for _time in range(3):
        at = rng.randrange(len(lines))
        head, colon, _old = lines[at].partition(": ")
        lines[at] = f"{head}{colon}{rng.choice(words)}" if colon else ""
    files[place] = GivenFile(files[place].name, "\n".join(lines).encode())
    try:
        folder, _left_out = folder_from_files(files)
    except RegulationError:
        return
    for each in lint(folder) if folder.years else []:
        assert each.show("vi")


def test_text_of_brackets_is_refused_before_it_is_scanned() -> None:
    with pytest.raises(RegulationError) as found:
        folder_from_files([*files_of(), GivenFile("x.yaml", b"[" * 30_000)])
    assert [each.message.show("en") for each in found.value.problems] == ["too many brackets"]


def test_a_key_that_repeats_itself_is_not_written_out() -> None:
    """As text it would have 9⁶ parts: the time would tell, and its length where it is shown."""
    with pytest.raises(RegulationError) as found:
        parse_yaml(bomb(7).decode(), "x.yaml")
    assert "yaml-unfit" in {each.code for each in found.value.problems}
    assert max(len(each.show("en")) for each in found.value.problems) < 200
