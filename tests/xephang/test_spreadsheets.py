"""Workbooks from anybody: what is honest is read exactly, what bursts harms nobody."""

from __future__ import annotations

import io
import resource
import subprocess
import sys
import zipfile

import pytest
import xlsxwriter

from tests.archives import MEGABYTE, SHEET, bomb, lying, workbook
from xephang.archives import Limits, UnfitArchive, open_archive, unpacked
from xephang.spreadsheets import UnreadableWorkbook, read_first_sheet


@pytest.fixture(scope="module")
def three_hundred_megabytes() -> bytes:
    """A workbook of 300 kB that unpacks to 300 MB."""
    made = bomb(300)
    assert len(made) < 400_000
    return made


def test_cells_are_read_as_they_stand() -> None:
    sheet = read_first_sheet(
        workbook([], ["01", 1, 2.125, True, "Đắk Lắk"], ["", "", "", "", "=1+1"])
    )
    assert sheet.rows[1:] == [["01", "1", "2.125", "yes", "Đắk Lắk"], ["", "", "", "", "=1+1"]]


def test_a_cell_that_is_not_exact_is_named_with_its_sheet() -> None:
    sheet = read_first_sheet(workbook(["a", "b"], ["c", 1e19 / 3], ["", "", 0.1]))
    assert sheet.not_exact() == ["Số liệu!B2"]
    assert sheet.place(0, 26) == "Số liệu!AA1"


def test_300_kilobytes_that_unpack_to_300_megabytes_are_refused_unopened(
    three_hundred_megabytes: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subprocess, "run", None)  # no process is even started
    with pytest.raises(UnreadableWorkbook, match="far more than it weighs"):
        read_first_sheet(three_hundred_megabytes)


def test_a_bomb_that_declares_to_be_small_is_refused(three_hundred_megabytes: bytes) -> None:
    lies = lying(three_hundred_megabytes, SHEET, 1000)
    open_archive(lies, Limits(unpacked=MEGABYTE)).close()  # so it says
    with pytest.raises(UnreadableWorkbook):
        read_first_sheet(lies)
    came_out: list[int] = []
    pieces = unpacked(lies, Limits(unpacked=50 * MEGABYTE, ratio=10_000))
    with pytest.raises(UnfitArchive):
        came_out.extend(len(piece) for _name, piece in pieces)
    assert sum(came_out) <= 50 * MEGABYTE


@pytest.mark.parametrize("declared", [100, 100_000])
def test_a_member_of_another_size_than_declared_is_refused(declared: int) -> None:
    lies = lying(workbook(["code"]), SHEET, declared)
    with pytest.raises(UnfitArchive):
        list(unpacked(lies, Limits(unpacked=MEGABYTE)))
    with pytest.raises(UnreadableWorkbook):
        read_first_sheet(lies)


def test_two_cells_at_the_far_corners_take_no_memory_of_ours() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_string(0, 0, "code")
        sheet.write_string(1_048_575, 16_383, "x")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(UnreadableWorkbook):
        read_first_sheet(out.getvalue())
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000  # kilobytes


def test_the_process_takes_its_limits_before_it_reads() -> None:
    stops = (
        "import sys, xephang.spreadsheet_child as child; child.limit = lambda: sys.exit(77); "
        "child.main()"
    )
    run = subprocess.run([sys.executable, "-c", stops], input=workbook(["a"]), check=False)
    assert run.returncode == 77


def limited(taking: str) -> subprocess.CompletedProcess[str]:
    """Run a statement under the limits of the process that reads, with a second of time."""
    setting = "import xephang.spreadsheet_child as child; child.MOST_SECONDS = 1; child.limit()"
    return subprocess.run(
        [sys.executable, "-c", f"{setting}; {taking}"],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_the_process_that_reads_has_little_memory_and_time() -> None:
    assert limited("b'x' * 1024 ** 2").returncode == 0
    assert "MemoryError" in limited("b'x' * 2 * 1024 ** 3").stderr
    assert limited("any(each < 0 for each in iter(int, 1))").returncode < 0


@pytest.mark.parametrize("length", [0, 3, 100, 2000])
def test_a_truncated_workbook_is_no_workbook(length: int) -> None:
    with pytest.raises(UnreadableWorkbook, match="not an XLSX workbook"):
        read_first_sheet(workbook(["code", "name"])[:length])


def test_a_workbook_with_a_changed_byte_is_refused() -> None:
    content = workbook(*[[f"mã {each}", "tên"] for each in range(200)])
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        place = archive.getinfo("xl/sharedStrings.xml").header_offset + 300
    spoilt = content[:place] + bytes([content[place] ^ 0xFF]) + content[place + 1 :]
    with pytest.raises(UnreadableWorkbook):
        read_first_sheet(spoilt)
