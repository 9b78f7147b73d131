"""Settings, from the environment. docs/operations.md lists every one; wrong ones are refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from environs import Env

env = Env()
SOURCE = Path(__file__).resolve().parent
ROOT = SOURCE.parent.parent

# --- what an office sets -------------------------------------------------------------------
DATA = Path(env.str("XEPHANG_DATA", str(ROOT / "var"))).resolve()
DEMONSTRATION = env.bool("XEPHANG_DEMONSTRATION", False)
"""True opens the one-click demo accounts. Never on a server that holds real forms."""
DEBUG = env.bool("XEPHANG_DEBUG", False)
HOSTS = env.list("XEPHANG_HOSTS", ["localhost"])
HTTPS = env.bool("XEPHANG_HTTPS", not (DEMONSTRATION or DEBUG))
MAX_UPLOAD_BYTES = env.int("XEPHANG_MAX_UPLOAD_MB", 20) * 1024 * 1024


def _secret_key() -> str:
    """The secret given, or one made once and kept in the data folder, readable by its owner."""
    given = env.str("XEPHANG_SECRET_KEY", "")
    if given:
        return given
    kept = DATA / "secret-key"
    if not kept.exists():
        from django.core.management.utils import get_random_secret_key

        DATA.mkdir(parents=True, exist_ok=True)
        kept.touch(mode=0o600)
        kept.write_text(get_random_secret_key(), encoding="utf-8")
    return kept.read_text(encoding="utf-8")


SECRET_KEY = _secret_key()
ALLOWED_HOSTS = HOSTS
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in HOSTS if HTTPS and host != "*"]

# --- applications, in their layers (docs/architecture.md) ----------------------------------
INSTALLED_APPS = [
    "xephang_web.backup",
    "xephang_web.demonstration",
    "xephang_web.portal",
    "xephang_web.results",
    "xephang_web.appraisal",
    "xephang_web.assessments",
    "xephang_web.evidence",
    "xephang_web.campaigns",
    "xephang_web.accounts",
    "xephang_web.organisations",
    "xephang_web.audit",
    "xephang_web.shared",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "axes",
    "csp",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "rules",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "xephang_web.shared.middleware.CompressPages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "xephang_web.shared.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "xephang_web.shared.middleware.PolicyMiddleware",
    "xephang_web.accounts.middleware.SecondFactorMiddleware",
    "xephang_web.shared.middleware.MistakeMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "xephang_web.urls"
WSGI_APPLICATION = "xephang_web.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [SOURCE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "xephang_web.shared.context.page",
            ],
            "builtins": ["xephang_web.shared.templatetags.xephang"],
        },
    }
]

# --- data ----------------------------------------------------------------------------------
DATABASES: dict[str, dict[str, Any]] = {
    "default": env.dj_db_url(
        "XEPHANG_DATABASE", f"sqlite:///{DATA / 'xephang.sqlite3'}", conn_max_age=60
    )
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # WAL lets readers go on while one writes; IMMEDIATE takes the write lock at the start of a
    # transaction, so that two writers wait for one another instead of failing at the commit.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "xephang_cache",
        # Of a full cache a third goes at once, and with it what was counted against guessing.
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}
S3_BUCKET = env.str("XEPHANG_S3_BUCKET", "")
S3_ENDPOINT = env.str("XEPHANG_S3_ENDPOINT", "")
STORAGES: dict[str, dict[str, Any]] = {
    "default": {
        "BACKEND": "storages.backends.s3.S3Storage",
        # Never overwritten. Who may read is the bucket's own matter: files leave through us alone.
        "OPTIONS": {
            "bucket_name": S3_BUCKET,
            "endpoint_url": S3_ENDPOINT or None,
            "file_overwrite": False,
        },
    }
    if S3_BUCKET
    else {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(DATA / "files"), "file_permissions_mode": 0o600},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
STATIC_URL = "/tinh/"
STATIC_ROOT = DATA / "static"
STATICFILES_DIRS = [SOURCE / "static", SOURCE / "vendor"]
WHITENOISE_USE_FINDERS = DEBUG
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
# A demonstration has no worker beside it: what others queue, it does at once.
TASKS = {
    "default": {
        "BACKEND": "django_tasks.backends.immediate.ImmediateBackend"
        if DEMONSTRATION
        else "django_tasks_db.DatabaseBackend"
    }
}

# --- people --------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "rules.permissions.ObjectPermissionBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "portal:home"
LOGOUT_REDIRECT_URL = "portal:home"
ACCOUNT_ADAPTER = "xephang_web.accounts.adapter.InvitedOnly"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # an account is made by an invitation sent to that address
ACCOUNT_PREVENT_ENUMERATION = True
# Axes counts wrong passwords (`InvitedOnly.pre_authenticate`); this one is asked for codes of
# the second factor and nothing else: of an account, from wherever they come, until one is right.
ACCOUNT_RATE_LIMITS = {"login_failed": "5/5m/key"}
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25
# A spray from one address locks that address for that account, never the account for its owner.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "shared/locked_out.html"
AXES_USERNAME_FORM_FIELD = "login"
AXES_RESET_ON_SUCCESS = True
AXES_IPWARE_PROXY_COUNT = env.int("XEPHANG_PROXIES", 0) or None
AXES_SENSITIVE_PARAMETERS = ["login", "password"]
SILENCED_SYSTEM_CHECKS = ["axes.W003"]
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Xếp Hạng"
_OIDC = env.json("XEPHANG_OPENID_CONNECT", [])
if not isinstance(_OIDC, list):
    raise ImproperlyConfigured("XEPHANG_OPENID_CONNECT: a JSON list of providers is wanted")
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": _OIDC}}
# A link, not a form: the browser lets no form lead to another host (`form-action`).
SOCIALACCOUNT_LOGIN_ON_GET = True
SOCIALACCOUNT_ADAPTER = "xephang_web.accounts.adapter.KnownPeopleOnly"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if env.int("XEPHANG_PROXIES", 0) else None
)
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}
CSRF_FAILURE_VIEW = "xephang_web.shared.views.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- words, numbers, time ------------------------------------------------------------------
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
LANGUAGE_COOKIE_HTTPONLY = True
LOCALE_PATHS = [SOURCE / "locale"]
FORMAT_MODULE_PATH = ["xephang_web.shared.formats"]
USE_I18N = True
# Figures are grouped by the `number` filter; ids and years must stay plain.
USE_THOUSAND_SEPARATOR = False
USE_TZ = True
# Vietnamese law is read in Vietnamese time, whatever zone the server's clock is in.
TIME_ZONE = "Asia/Ho_Chi_Minh"

# --- mail and log --------------------------------------------------------------------------
EMAIL_CONFIG = env.dj_email_url("XEPHANG_EMAIL", "console:" if DEMONSTRATION else "smtp:")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env.str("XEPHANG_EMAIL_FROM", "xephang@localhost")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": env.str("XEPHANG_LOG_LEVEL", "WARNING")},
}
env.seal()
