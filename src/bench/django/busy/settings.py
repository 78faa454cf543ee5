"""The settings of the sample project, with a user of the benchmark's choice."""

import os
from pathlib import Path

from shop.settings import *  # noqa: F403

DATABASES["default"]["USER"] = os.environ["BENCH_USER"]  # noqa: F405

BASE = Path(__file__).parent
ROOT_URLCONF = "busy.views"
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": [BASE / "templates"]}]
