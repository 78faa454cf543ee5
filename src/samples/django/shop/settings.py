"""A whole PostgreSQL server for this project. Django's test runner makes and drops its databases there."""

import os

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": "localhost",
        "PORT": "6432",
        "USER": "server.django",
        "NAME": "shop",
    }
}
if "DAYFLY" in os.environ:
    DATABASES["default"]["HOST"], DATABASES["default"]["PORT"] = os.environ["DAYFLY"].split(":")

INSTALLED_APPS = ["shop"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SECRET_KEY = "only for tests"
USE_TZ = True
