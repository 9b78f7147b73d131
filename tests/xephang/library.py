"""The regulations that this repository ships, for tests that walk over all of them."""

from __future__ import annotations

from pathlib import Path

from xephang.demonstration import data_files
from xephang.intake import load_campaign, load_campaign_file
from xephang.library import regulation_ids
from xephang.loading import load_folder
from xephang.results import CampaignResults, assess

LIBRARY = Path(__file__).resolve().parents[2] / "regulations"
ALL = tuple(regulation_ids(LIBRARY))
WITH_DATA = tuple(each for each in ALL if data_files(LIBRARY / each) is not None)
HUE = LIBRARY / "hue" / "2020-cqdt-huyen"


class _Assessed(dict[str, CampaignResults]):
    """Results by regulation id, worked out when first asked for."""

    def __missing__(self, regulation_id: str) -> CampaignResults:
        self[regulation_id] = _assess(regulation_id)
        return self[regulation_id]


RESULTS = _Assessed()


def assessed(regulation_id: str) -> CampaignResults:
    """The results of a shipped regulation on the data beside it."""
    return RESULTS[regulation_id]


def _assess(regulation_id: str) -> CampaignResults:
    folder = LIBRARY / regulation_id
    files = data_files(folder)
    assert files is not None, f"{regulation_id} has no data"
    year = int(load_campaign_file(files[0])[0].year)
    loaded = load_folder(folder)
    regulation = loaded.regulation(year if year in loaded.years else None)
    campaign = load_campaign(regulation, files[0], answers_path=files[1])
    return assess(regulation, campaign)
