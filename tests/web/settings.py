"""Settings of the tests: the application's own, with files in a folder that is thrown away.

`XEPHANG_TEST_DATABASE` (a PostgreSQL address) runs the same tests there.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_FILES = Path(tempfile.mkdtemp(prefix="xephang-tests-"))
atexit.register(shutil.rmtree, _FILES, ignore_errors=True)
(_FILES / "static").mkdir()
for _name in [each for each in os.environ if each.startswith("XEPHANG_")]:
    if _name not in ("XEPHANG_TEST_DATABASE", "XEPHANG_PROOF", "XEPHANG_SCREENS"):
        del os.environ[_name]
os.environ["XEPHANG_DATA"] = str(_FILES)
os.environ["XEPHANG_DEMONSTRATION"] = "yes"
if os.environ.get("XEPHANG_TEST_DATABASE"):
    os.environ["XEPHANG_DATABASE"] = os.environ["XEPHANG_TEST_DATABASE"]

from xephang_web.settings import *  # noqa: E402, F403
from xephang_web.settings import DATABASES, STORAGES  # noqa: E402

# No manifest: the tests need no collected files. Cheap passwords: nobody's secrets are here.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: the server of the browser tests has connections of its own. What a
    # power cut would lose does not matter here.
    DATABASES["default"]["TEST"] = {"NAME": str(_FILES / "test.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] = (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF; PRAGMA foreign_keys=ON;"
    )
