"""The packages of every shipped regulation hold for the verifier of the public pages too."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.verifier.node import Verifier, verifier
from tests.xephang.library import LIBRARY, WITH_DATA
from xephang.canonical import digest_bytes
from xephang.demonstration import data_files
from xephang.intake import load_campaign, load_campaign_file
from xephang.loading import load_folder
from xephang.package import seal


@pytest.fixture(scope="module")
def javascript() -> Iterator[Verifier]:
    with verifier() as running:
        yield running


@pytest.mark.parametrize("regulation", WITH_DATA)
def test_package_of_every_shipped_regulation_holds_in_javascript(
    regulation: str, javascript: Verifier
) -> None:
    folder = load_folder(LIBRARY / regulation)
    files = data_files(LIBRARY / regulation)
    assert files is not None
    year = int(load_campaign_file(files[0])[0].year)
    loaded = folder.regulation(year if year in folder.years else None)
    campaign = load_campaign(loaded, files[0], answers_path=files[1])
    content = seal(folder, campaign, loaded.year)
    report = javascript.verify(content)
    assert report.differences == ()
    assert report.holds
    assert report.digest == digest_bytes(content)
    assert report.units == len(campaign.roster)
    assert report.tables > 0
