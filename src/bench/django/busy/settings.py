"""The settings of the sample project, with a user of the benchmark's choice."""

import os

from shop.settings import *  # noqa: F403

DATABASES["default"]["USER"] = os.environ["BENCH_USER"]  # noqa: F405
