"""Django settings, computed from ``Environment``. Nothing here is meant to be edited on a site; docs/settings.md lists what is."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from csp.constants import NONE, SELF
from environs import Env

from jiaoyan.config.environment import Environment
from jiaoyan.config.outgoing import mail_settings
from jiaoyan.web import log

ENVIRONMENT = Environment.read()

SECRET_KEY = ENVIRONMENT.secret_key
DEBUG = ENVIRONMENT.debug
ALLOWED_HOSTS = ["*"]  # Django knows fixed names only; HostMiddleware decides by HOSTS and the school's own network, before anything else
HOSTS = list(ENVIRONMENT.allowed_hosts)
CSRF_TRUSTED_ORIGINS = list(ENVIRONMENT.trusted_origins)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_cotton",
    "django_htmx",
    "lucide",
    "tree_queries",
    "jiaoyan.documents",
    "jiaoyan.web",
    "jiaoyan.schools",
    "jiaoyan.curriculum",
    "jiaoyan.quotas",
    "jiaoyan.library",
    "jiaoyan.pacing",
    "jiaoyan.items",
    "jiaoyan.assessments",
    "jiaoyan.activities",
    "jiaoyan.lessons",
    "jiaoyan.growth",
    "jiaoyan.planning",
    "jiaoyan.ledger",
    "jiaoyan.dashboard",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "jiaoyan.web.middleware.ReferenceMiddleware",
    "jiaoyan.web.hosts.HostMiddleware",
    "jiaoyan.web.middleware.RoomMiddleware",
    "csp.middleware.CSPMiddleware",
    "jiaoyan.schools.sessions.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "jiaoyan.schools.middleware.SchoolMiddleware",
]

ROOT_URLCONF = "jiaoyan.config.urls"
WSGI_APPLICATION = "jiaoyan.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "jiaoyan.schools.context.shell",
            ],
        },
    }
]
FORM_RENDERER = "jiaoyan.web.forms.Renderer"


def _database() -> dict[str, Any]:
    """SQLite in the data folder unless a database address is given."""
    if ENVIRONMENT.database_url:
        parsed: dict[str, Any] = Env().dj_db_url("JIAOYAN_DATABASE_URL")
        return {**parsed, "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
    return {"ENGINE": "jiaoyan.database.sqlite", "NAME": str(ENVIRONMENT.data / "jiaoyan.sqlite3"), "CONN_MAX_AGE": None}


DATABASES = {"default": _database()}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache_entries"}}

AUTH_USER_MODEL = "schools.Account"
AUTHENTICATION_BACKENDS = ["jiaoyan.schools.backends.AccountBackend"]
LOGIN_URL = "schools:sign_in"
LOGIN_REDIRECT_URL = "dashboard:home"
PASSWORD_HASHERS = ["jiaoyan.schools.passwords.Argon2", "django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

SESSION_ENGINE = "jiaoyan.schools.sessions"
SESSION_IDLE = timedelta(minutes=ENVIRONMENT.idle_minutes)
SESSION_STEP = min(timedelta(minutes=5), SESSION_IDLE / 4)
SESSION_COOKIE_AGE = 12 * 3600  # a working day; when a session is over is decided by its row, see jiaoyan.schools.sessions
SESSION_SAVE_EVERY_REQUEST = False
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = ENVIRONMENT.https
CSRF_COOKIE_SECURE = ENVIRONMENT.https
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "jiaoyan.web.errors.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

STATIC_URL = "static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 3600
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

globals().update(mail_settings(ENVIRONMENT.mail_url))  # EMAIL_…; nothing is sent unless a site says where

FILES_ROOT = ENVIRONMENT.data / "files"
UPLOAD_BYTES = ENVIRONMENT.upload_megabytes * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 6000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
SOFFICE = ENVIRONMENT.soffice
OPEN_ON_A_FULL_DISK = frozenset({"schools:sign_in", "schools:sign_out"})

LOGGING = log.LOGGING
log.send_through_logging()
