"""A sealed package holds untouched, and names every single change."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

from tests.xephang.library import HUE
from xephang.canonical import canonical_json, digest, digest_bytes
from xephang.errors import VerificationError
from xephang.intake import load_campaign
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


def test_changed_regulation_is_named_even_when_its_digest_is_made_anew(sealed: bytes) -> None:
    package = json.loads(sealed)
    package["regulation"]["regulation"]["classes"][0]["classes"][0]["at_least"] = "99"
    found = verify(_resealed(package))
    assert found is not None
    assert found.place.startswith("results")


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
