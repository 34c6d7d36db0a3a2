"""Settings, all from the environment. With no variables the embedded default works.

Production (`DEBUG=no`) refuses to start without what it needs, and says what to set.
"""

import os
import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

from celery.schedules import crontab
from csp.constants import SELF
from django.core.exceptions import ImproperlyConfigured

from anchors import embedded

BASE_DIR = Path(__file__).resolve().parent.parent
HOME = Path(os.environ.get("ANCHORS_HOME") or BASE_DIR / "var").resolve()


def flag(name: str, *, default: bool) -> bool:
    """A yes/no variable; anything else is refused."""
    text = os.environ.get(name, "").strip().lower()
    if text in ("", "yes", "true", "1", "no", "false", "0"):
        return text in ("yes", "true", "1") if text else default
    message = f"{name} is {text!r}. Set it to yes or no."
    raise ImproperlyConfigured(message)


def needed(name: str, hint: str) -> str:
    """A variable that production must set."""
    value = os.environ.get(name, "").strip()
    if not value:
        message = f"{name} is not set. {hint}"
        raise ImproperlyConfigured(message)
    return value


# With nothing set this is somebody's own machine: no secret has to be given. Errors have the pages that everybody
# gets; the technical ones, which show addresses, code and values, are for whoever says DEBUG=yes.
LOCAL = flag("DEBUG", default=True)
DEBUG = flag("DEBUG", default=False)
SECRET_KEY = (
    os.environ.get("SECRET_KEY", "").strip() or embedded.secret_key(HOME)
    if LOCAL
    else needed("SECRET_KEY", "Set it to 50 or more random characters and keep it secret.")
)
ALLOWED_HOSTS = [host for host in os.environ.get("ALLOWED_HOSTS", "").split(",") if host] or (
    ["127.0.0.1", "localhost", "[::1]", "testserver"]
    if LOCAL
    else needed("ALLOWED_HOSTS", "Set it to the host names of the service, with commas between.").split(",")
)
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("CSRF_TRUSTED_ORIGINS", "").split(",") if origin]

INSTALLED_APPS = [
    "anchors",
    "metrics",
    "procurement",
    "workforce",
    "estates",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "csp",
    "rest_framework",
    "knox",
    "drf_spectacular",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "anchors.addresses.without_nul",
    "anchors.programs.Sessions",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "anchors.programs.People",
    "anchors.programs.Messages",
    "anchors.views.pages.with_way_back",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "anchors.programs.Policy",
]

ROOT_URLCONF = "anchors.urls"
WSGI_APPLICATION = "anchors.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "environment": "anchors.jinja.environment",
            "context_processors": [
                "django.contrib.messages.context_processors.messages",
                "anchors.views.frame.frame",
            ],
        },
    },
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]


def _database(url: str) -> dict[str, object]:
    parts = urlsplit(url)
    return {
        "ENGINE": "anchors.database",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or 5432),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


_servers = embedded.addresses(HOME)
DATABASES = {"default": _database(os.environ.get("DATABASE_URL") or _servers.database_url)}
# Without its database number: the queue uses 0 and the cache 1.
REDIS_URL = re.sub(r"/\d*$", "", os.environ.get("REDIS_URL") or _servers.redis_url)

CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": f"{REDIS_URL}/1"},
}

AUTH_USER_MODEL = "anchors.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
LOGIN_URL = "sign_in"
LOGIN_REDIRECT_URL = "overview"
LOGOUT_REDIRECT_URL = "sign_in"

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = False
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

STATIC_URL = "static/"
STATIC_ROOT = HOME / "static"
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("nhsuk", BASE_DIR / "node_modules" / "nhsuk-frontend" / "dist" / "nhsuk"),
    ("plotly", BASE_DIR / "node_modules" / "plotly.js-basic-dist-min"),
]
WHITENOISE_USE_FINDERS = LOCAL
WHITENOISE_AUTOREFRESH = False

MEDIA_ROOT = HOME / "files"
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
LARGEST_UPLOAD = 500 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 400
DATA_UPLOAD_MAX_NUMBER_FILES = 1

SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "anchors.views.pages.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if not LOCAL:
    SESSION_COOKIE_NAME = "__Host-session"
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_NAME = "__Host-csrftoken"
    CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = flag("SECURE_SSL_REDIRECT", default=True)
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
    }
}

# Plain, encrypted after a greeting (STARTTLS), encrypted from the start; each with its usual port.
MAIL_PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
EMAIL_URL = os.environ.get("EMAIL_URL", "").strip()
_mail = urlsplit(EMAIL_URL)
if EMAIL_URL and not (_mail.scheme in MAIL_PORTS and _mail.hostname):
    # Not repeated here, since it may hold a password.
    _message = "EMAIL_URL is not the address of a mail server. Write smtp+tls://user:password@host:587."
    raise ImproperlyConfigured(_message)
EMAIL_HOST = _mail.hostname or ""
EMAIL_PORT = _mail.port or MAIL_PORTS.get(_mail.scheme, 25)
EMAIL_HOST_USER = unquote(_mail.username or "")
EMAIL_HOST_PASSWORD = unquote(_mail.password or "")
EMAIL_USE_TLS = _mail.scheme == "smtp+tls"
EMAIL_USE_SSL = _mail.scheme == "smtps"
EMAIL_TIMEOUT = 20
EMAIL_BACKEND = os.environ.get("EMAIL_BACKEND", "").strip() or (
    f"django.core.mail.backends.{'smtp' if EMAIL_URL else 'console'}.EmailBackend"
)
EMAIL_FILE_PATH = HOME / "mail"
# How the service is reached from outside, for links in mails.
PUBLIC_URL = os.environ.get("PUBLIC_URL", "").strip().rstrip("/") or (
    f"http://127.0.0.1:{os.environ.get('PORT') or 8000}"
    if LOCAL
    else f"https://{ALLOWED_HOSTS[0].lstrip('.')}"
)
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "anchors@localhost")
CONTACT_EMAIL = os.environ.get("CONTACT_EMAIL", "anchors@localhost")

# Seconds that one job may take. A message is delivered again only after twice that, so never to two at once.
JOB_TIME_LIMIT = int(os.environ.get("JOB_TIME_LIMIT", "600"))
# A queue that does not answer must not hold up the page that asks: the job's row is what counts.
_redelivery = {
    "visibility_timeout": max(3600, 2 * JOB_TIME_LIMIT + 60),
    "max_retries": 0,
    "socket_connect_timeout": 2,
}
CELERY_BROKER_URL = f"{REDIS_URL}/0"
CELERY_BROKER_TRANSPORT_OPTIONS = _redelivery
CELERY_RESULT_BACKEND_TRANSPORT_OPTIONS = _redelivery
CELERY_VISIBILITY_TIMEOUT = _redelivery["visibility_timeout"]
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SERIALIZER = "json"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_DEFAULT_QUEUE = "fast"
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = JOB_TIME_LIMIT
CELERY_TASK_SOFT_TIME_LIMIT = JOB_TIME_LIMIT * 4 // 5
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 50
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE = {
    "send again what is not finished": {"task": "anchors.tasks.sweep", "schedule": 15.0},
    "write to owners once a quarter": {
        "task": "metrics.tasks.digests",
        "schedule": crontab(hour=7, minute=30),
    },
    "count what stands in a new month: spaces, homes": {
        "task": "estates.tasks.count_stocks",
        "schedule": crontab(day_of_month=1, hour=3, minute=40),
    },
    "delete events of programmes that were kept long enough": {
        "task": "workforce.tasks.forget_events",
        "schedule": crontab(hour=3, minute=10),
    },
}

REST_FRAMEWORK = {
    # Endpoints take tokens too, see anchors.api.endpoints.
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "anchors.api.problem",
    # Proxies in front, each of which adds the address it was called from; the sign-in limit counts by address.
    "NUM_PROXIES": int(os.environ.get("NUM_PROXIES", "0" if LOCAL else "1")),
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Anchors API",
    "DESCRIPTION": "Where an integrated care system's money goes, and how much of it could stay local.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "ENUM_NAME_OVERRIDES": {
        "InstitutionKind": "anchors.models.AnchorInstitution.Kind",
        "PlaceKind": "anchors.models.Place.Kind",
        "UploadState": "anchors.models.Upload.State",
        "WorkStatus": "metrics.models.Status",
        "MeasureUnit": "metrics.api.shapes.UNITS",
        "StaffFileState": "workforce.models.StaffIntake.State",
        "ProgrammeGroup": "workforce.models.Group",
        "SupportGroup": "workforce.models.TargetGroup.values",
    },
}
KNOX_TOKEN_MODEL = "anchors.Token"  # noqa: S105 - a name
# Its own table of tokens would stand empty beside ours, and in the way of emptying the table of users.
MIGRATION_MODULES = {"knox": None}
REST_KNOX = {"AUTH_HEADER_PREFIX": "Bearer"}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL", "WARNING")},
}
