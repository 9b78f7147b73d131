"""What the environment says decides which back ends a server has; no network is touched."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[3]
ASK = """
import django, json
django.setup()
from django.conf import settings
from django.core.files.storage import default_storage, storages
print(json.dumps({
    "storage": type(storages["default"]).__name__,
    "bucket": getattr(default_storage, "bucket_name", ""),
    "endpoint": getattr(default_storage, "endpoint_url", ""),
    "overwrites": getattr(default_storage, "file_overwrite", None),
    "public": getattr(default_storage, "default_acl", None) is not None,
    "tasks": settings.TASKS["default"]["BACKEND"],
}))
"""


def ask(data: Path, **given: str) -> dict[str, Any]:
    """What a process with these settings has for back ends."""
    environment = {each: value for each, value in os.environ.items() if "XEPHANG" not in each}
    environment |= {
        "DJANGO_SETTINGS_MODULE": "xephang_web.settings",
        "XEPHANG_DATA": str(data),
        "AWS_EC2_METADATA_DISABLED": "true",
        **given,
    }
    run = subprocess.run(
        [sys.executable, "-c", ASK],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return dict(json.loads(run.stdout))


def test_files_are_kept_in_the_bucket_that_is_named_and_never_overwritten(
    tmp_path: Path,
) -> None:
    found = ask(
        tmp_path, XEPHANG_S3_BUCKET="ho-so", XEPHANG_S3_ENDPOINT="https://s3.xephang.example"
    )
    assert found["storage"] == "S3Storage"
    assert (found["bucket"], found["endpoint"]) == ("ho-so", "https://s3.xephang.example")
    assert (found["overwrites"], found["public"]) == (False, False)


@pytest.mark.parametrize(("demonstration", "at_once"), [("yes", True), ("no", False)])
def test_a_demonstration_needs_no_worker_and_a_server_has_one(
    tmp_path: Path, demonstration: str, at_once: bool
) -> None:
    found = ask(tmp_path, XEPHANG_DEMONSTRATION=demonstration)
    assert found["storage"] == "FileSystemStorage"
    assert ("Immediate" in found["tasks"]) is at_once
