"""A sealed package holds untouched, and names every single change."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.xephang.library import HUE, LIBRARY, WITH_DATA
from xephang.campaign import Campaign
from xephang.canonical import canonical_json, digest, digest_bytes
from xephang.demonstration import data_files
from xephang.errors import VerificationError
from xephang.intake import load_campaign, load_campaign_file
from xephang.loading import load_folder
from xephang.package import PARTS, seal, verify, write_whole


@pytest.fixture(scope="module")
def sealed() -> bytes:
    folder = load_folder(HUE)
    published = HUE / "published"
    campaign = load_campaign(
        folder.regulation(), published / "campaign.yaml", answers_path=published / "answers.csv"
    )
    return seal(folder, campaign)


def test_untouched_package_holds(sealed: bytes) -> None:
    assert verify(sealed) is None
    assert verify(sealed, printed_digest=digest_bytes(sealed)) is None


def test_sealing_again_gives_the_same_bytes(sealed: bytes) -> None:
    folder = load_folder(HUE)
    published = HUE / "published"
    campaign = load_campaign(
        folder.regulation(), published / "campaign.yaml", answers_path=published / "answers.csv"
    )
    turned = campaign.model_copy(update={"roster": tuple(reversed(campaign.roster))})
    assert seal(folder, turned) == sealed


@pytest.mark.parametrize("regulation", WITH_DATA)
def test_sealed_package_of_every_shipped_regulation_holds(regulation: str) -> None:
    folder = load_folder(LIBRARY / regulation)
    files = data_files(LIBRARY / regulation)
    assert files is not None
    year = int(load_campaign_file(files[0])[0].year)
    loaded = folder.regulation(year if year in folder.years else None)
    campaign = load_campaign(loaded, files[0], answers_path=files[1])
    kept = campaign.model_copy(update={"roster": campaign.roster[:12]})
    assert any(isinstance(row, list) for row in _answers(kept)) == (regulation in WITH_LISTS)
    assert verify(seal(folder, kept, loaded.year)) is None


WITH_LISTS = frozenset(WITH_DATA) - {"hue/2020-cqdt-huyen", "bo-nganh/2019-ict-index"}
"""Regulations that ask for rows: their columns were once sealed in another order than verified."""


def _answers(campaign: Campaign) -> Iterator[Any]:
    for criteria in campaign.answers.values():
        for fields in criteria.values():
            yield from fields.values()


def test_a_thousand_single_changed_bytes_are_all_found(sealed: bytes) -> None:
    draw = random.Random(2020)
    missed = []
    for _ in range(1000):
        position = draw.randrange(len(sealed))
        changed = bytearray(sealed)
        changed[position] ^= 1 << draw.randrange(8)
        try:
            found = verify(bytes(changed))
        except VerificationError:
            continue
        if found is None:
            missed.append((position, bytes(changed[position : position + 1])))
    assert missed == []


def _resealed(package: dict[str, Any]) -> bytes:
    package["digests"] = {name: digest(package[name]) for name in PARTS}
    return canonical_json(package)


def test_changed_answer_is_named_even_when_its_digest_is_made_anew(sealed: bytes) -> None:
    package = json.loads(sealed)
    package["campaign"]["answers"]["tp-hue"]["SS.1"]["score"] = "47"
    found = verify(_resealed(package))
    assert found is not None
    assert "tp-hue" in found.place


def test_changed_result_is_named_even_when_its_digest_is_made_anew(sealed: bytes) -> None:
    package = json.loads(sealed)
    package["results"]["tables"][0]["rows"][0]["shown"] = "51.00"
    found = verify(_resealed(package))
    assert found is not None
    assert found.place == "results.tables[0].rows[nam-dong].shown"


def test_a_package_that_differs_in_words_alone_says_so_and_one_that_differs_in_more_does_not(
    sealed: bytes,
) -> None:
    package = json.loads(sealed)
    unit = package["results"]["units"][0]
    unit["reason"]["en"] += " indeed"
    found = verify(_resealed(package))
    assert found is not None
    assert found.place == f"results.units[{unit['unit']}].reason.en"
    assert "only the words differ" in found.message.show("en")
    # What weighs more is named first, although the sentence stands before it.
    unit["verdict"] = "not_assessed_late"
    found = verify(_resealed(package))
    assert found is not None
    assert found.place == f"results.units[{unit['unit']}].verdict"
    assert "only the words differ" not in found.message.show("en")
    del unit["reason"]
    unit["verdict"] = "ranked"
    found = verify(_resealed(package))
    assert found is not None
    assert "only the words differ" not in found.message.show("en")


def test_changed_regulation_is_named_even_when_its_digest_is_made_anew(sealed: bytes) -> None:
    package = json.loads(sealed)
    package["regulation"]["regulation"]["classes"][0]["classes"][0]["at_least"] = "99"
    found = verify(_resealed(package))
    assert found is not None
    assert found.place.startswith("results")


def test_empty_entry_taken_out_or_put_in_is_named(sealed: bytes) -> None:
    package = json.loads(sealed)
    assert package["results"]["tables"][0].pop("parent") is None
    found = verify(_resealed(package))
    assert found is not None
    assert found.place == "results.tables[0].parent"
    package["results"]["tables"][0] |= {"parent": None, "note": None}
    found = verify(_resealed(package))
    assert found is not None
    assert found.place == "results.tables[0].note"


def test_unit_that_stands_twice_on_the_roster_is_named(sealed: bytes) -> None:
    package = json.loads(sealed)
    package["campaign"]["roster"].append(package["campaign"]["roster"][0])
    found = verify(_resealed(package))
    assert found is not None
    assert found.place == "campaign"


def test_consistently_resealed_package_is_not_taken_for_the_published_one(sealed: bytes) -> None:
    folder = load_folder(HUE)
    package = json.loads(sealed)
    published = HUE / "published"
    campaign = load_campaign(
        folder.regulation(), published / "campaign.yaml", answers_path=published / "answers.csv"
    )
    answers = {**campaign.answers, "tp-hue": {"SS.1": {"score": "48"}}}
    forged = seal(folder, campaign.model_copy(update={"answers": answers}))
    assert json.loads(forged)["campaign"] != package["campaign"]
    assert verify(forged) is None
    found = verify(forged, printed_digest=digest_bytes(sealed))
    assert found is not None
    assert found.place == "package"


@pytest.mark.parametrize(
    "content",
    [b"", b"{}", b"[]", b"\xff\xfe", b'{"format": "other"}', b"{" * 100_000, b"null", b"NaN"],
)
def test_what_is_no_package_is_refused(content: bytes) -> None:
    with pytest.raises(VerificationError):
        verify(content)


@pytest.mark.parametrize(
    "written", [b"2020.0", b"2e20", b"NaN", b'"\\ud800"', b"[" * 900 + b"]" * 900]
)
def test_value_that_no_package_can_hold_is_refused(sealed: bytes, written: bytes) -> None:
    at = b'"year":2020'
    assert at in sealed
    with pytest.raises(VerificationError):
        verify(sealed.replace(at, b'"year":' + written))


def test_white_space_added_is_a_change(sealed: bytes) -> None:
    found = verify(sealed + b" ")
    assert found is not None
    assert found.place == "package"


def test_a_file_is_written_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "package.json"
    write_whole(target, b"first")

    def stop(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(Path, "replace", stop)
    with pytest.raises(OSError, match="disk full"):
        write_whole(target, b"second")
    assert target.read_bytes() == b"first"
