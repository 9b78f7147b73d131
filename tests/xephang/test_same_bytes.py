"""The same data gives the same bytes, whatever the machine, its locale, its clock, its hashing."""

from __future__ import annotations

import hashlib
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from tests.xephang.library import LIBRARY, WITH_DATA, assessed
from xephang.canonical import canonical_json
from xephang.demonstration import data_files
from xephang.intake import load_campaign
from xephang.records import campaign_record, results_record
from xephang.results import assess

CODE = """
import hashlib, sys
from pathlib import Path
from tests.xephang.library import assessed
from xephang.canonical import canonical_json
from xephang.records import campaign_record, results_record
results = assessed(sys.argv[1])
content = canonical_json([results_record(results), campaign_record(results.campaign)])
print(hashlib.sha256(content).hexdigest())
"""
ROOT = LIBRARY.parent


def bytes_of(regulation: str) -> bytes:
    results = assessed(regulation)
    return canonical_json([results_record(results), campaign_record(results.campaign)])


@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONHASHSEED": "1"},
        {"PYTHONHASHSEED": "4242", "TZ": "America/Los_Angeles", "LC_ALL": "C"},
        {"PYTHONHASHSEED": "7", "TZ": "Asia/Ho_Chi_Minh", "LC_ALL": "C.UTF-8", "LANG": "vi_VN"},
    ],
)
def test_hash_seed_locale_and_time_zone_change_no_byte(environment: dict[str, str]) -> None:
    regulation = "binh-thuan/2019-1867"
    ran = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", CODE, regulation],
        cwd=ROOT,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.strip() == hashlib.sha256(bytes_of(regulation)).hexdigest()


@pytest.mark.parametrize("regulation", WITH_DATA)
def test_order_of_rows_and_roster_changes_no_byte(regulation: str, tmp_path: Path) -> None:
    files = data_files(LIBRARY / regulation)
    assert files is not None
    header, *rows = files[1].read_text(encoding="utf-8").splitlines()
    random.Random(3).shuffle(rows)
    shuffled = tmp_path / "answers.csv"
    shuffled.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    built = assessed(regulation).regulation
    campaign = load_campaign(built, files[0], answers_path=shuffled)
    roster = list(campaign.roster)
    random.Random(5).shuffle(roster)
    results = assess(built, campaign.model_copy(update={"roster": tuple(roster)}))
    content = canonical_json([results_record(results), campaign_record(results.campaign)])
    assert content == bytes_of(regulation)
