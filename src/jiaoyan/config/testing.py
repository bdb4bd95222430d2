"""Settings of the test suite: the real ones, with a data folder of its own and a fast password hash.

``JIAOYAN_DATABASE_URL`` runs the same suite on PostgreSQL.
"""

from __future__ import annotations

import os
import tempfile

os.environ.setdefault("JIAOYAN_DATA", tempfile.mkdtemp(prefix="jiaoyan-test-"))

from jiaoyan.config.settings import *  # noqa: F403 - the test settings are the real ones, changed below

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
HOSTS = ["testserver"]  # what Django's test client calls the site
WHITENOISE_AUTOREFRESH = True
if "sqlite" in DATABASES["default"]["ENGINE"]:  # noqa: F405 - from the star import above
    # A real file, so that WAL and the write gate are part of every test.
    DATABASES["default"]["TEST"] = {"NAME": os.path.join(os.environ["JIAOYAN_DATA"], "test.sqlite3")}  # noqa: F405, PTH118
