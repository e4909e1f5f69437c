"""Settings: what differs per deployment comes from the environment, everything else is decided here."""

import os
import re
from pathlib import Path

import dj_database_url
from csp.constants import NONE, SELF, UNSAFE_EVAL, UNSAFE_INLINE
from django.core.exceptions import ImproperlyConfigured
from django.templatetags.static import static

from config import cross_origin, database, embedded, logs
from config.environment import entries as _entries
from config.environment import flag as _flag
from config.environment import number as _number
from config.openapi import SPECTACULAR_SETTINGS as SPECTACULAR_SETTINGS
from config.schedule import beat_schedule

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(os.environ.get("CLAIMDESK_VAR") or BASE_DIR / "var")

# The demo newsroom has well-known passwords: only `make run` switches it on.
DEMO = _flag("CLAIMDESK_DEMO")
DEBUG = _flag("DEBUG")

SECRET_KEY = os.environ.get("SECRET_KEY", "")
if not SECRET_KEY and (VAR_DIR / "secret_key").is_file():
    SECRET_KEY = (VAR_DIR / "secret_key").read_text().strip()
# The framework's own begins so where somebody copied it from a fresh project; and words of few letters are guessed.
if len(SECRET_KEY) < 32 or len(set(SECRET_KEY)) < 10 or SECRET_KEY.startswith("django-insecure-"):
    raise ImproperlyConfigured(
        "SECRET_KEY must be set to at least 32 random characters. `make run` makes one in var/secret_key; "
        "elsewhere put one into the environment."
    )

METRICS_TOKEN = os.environ.get("METRICS_TOKEN", "").strip()  # for /metrics/, which is off without one
SECRET_KEY_FALLBACKS = _entries("SECRET_KEY_FALLBACKS")  # older keys, to read what was sealed with them

BASE_URL = os.environ.get("BASE_URL", "http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = _entries("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = _entries("CSRF_TRUSTED_ORIGINS")
SITE_NAME = os.environ.get("SITE_NAME", "Claimdesk")
# What readers are told of you: who publishes (a line), how to reach them (a mail or web address), and in Markdown who
# you are, who pays for it, and what is particular about your method.
SITE_ORGANISATION = os.environ.get("SITE_ORGANISATION", "").strip()
SITE_CONTACT = os.environ.get("SITE_CONTACT", "").strip()
SITE_ABOUT = os.environ.get("SITE_ABOUT", "").strip()
SITE_FUNDING = os.environ.get("SITE_FUNDING", "").strip()
SITE_METHOD = os.environ.get("SITE_METHOD", "").strip()
PUBLIC_TOPICS = _flag("PUBLIC_TOPICS", "1")  # a topic's name is public where a published fact-check holds its words

INSTALLED_APPS = [
    "unfold",
    "unfold.contrib.filters",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "corsheaders",
    "csp",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_htmx",
    "django_linear_migrations",
    "claims",
    "reviews",
    "reviews.publishing",
    "reviews.workspace",
    "seeds",
    "config",
    # after ours, so that our templates come first
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
]

MIDDLEWARE = [
    "config.logs.numbered",
    "config.metrics.requests.counted",
    "config.policies.nothing_in_the_clear",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "config.policies.open_data",
    "csp.middleware.CSPMiddleware",
    "config.policies.page_policies",
    "config.policies.nothing_kept",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "config.sessions.in_use",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "config.sessions.nothing_suspended",
    "config.second_factor.second_factor",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
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

# ── PostgreSQL: the truth ──────────────────────────────────────────────────────────────────────────────────────────
DATABASE_URL = os.environ.get("DATABASE_URL") or embedded.database_url(VAR_DIR)
DATABASES = {
    "default": dj_database_url.parse(DATABASE_URL, engine="config.database", conn_max_age=60, conn_health_checks=True),
}
DATABASES["default"].setdefault("OPTIONS", {}).update(database.OPTIONS)
PG_BIN = os.environ.get("PG_BIN", "").strip()  # the folder of pg_dump and pg_restore; empty: wherever they are found
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# ── Celery over Valkey or Redis: the muscle ────────────────────────────────────────────────────────────────────────
REDIS_URL = os.environ.get("REDIS_URL") or embedded.redis_url(VAR_DIR)
# redis-py's unix:///path?db=0 is kombu's redis+socket:///path?virtual_host=0
CELERY_BROKER_URL = re.sub(r"^unix://(.*?)\?db=", r"redis+socket://\1?virtual_host=", REDIS_URL)
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
# A message is acknowledged after the work; what crashed is counted in the row, never redelivered for ever.
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = False
CELERY_TASK_ACKS_ON_TIMEOUT = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
CELERY_WORKER_ENABLE_REMOTE_CONTROL = True
CELERY_WORKER_MAX_TASKS_PER_CHILD = 500
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 10
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# hard limit 60 s < lease 90 s (claims.extraction) < visibility timeout 300 s
CELERY_TASK_SOFT_TIME_LIMIT = 45
CELERY_TASK_TIME_LIMIT = 60
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_CONNECTION_TIMEOUT = 2
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 300,
    "unacked_restore_interval": 5,
    "unacked_restore_throttle": 1,
    "socket_timeout": 10,
    "socket_connect_timeout": 2,
    "socket_keepalive": True,
    "health_check_interval": 5,
}
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_ROUTES = {
    "claims.tasks.extract_claims": {"queue": "extraction"},
    "reviews.publishing.tasks.deliver_webhooks": {"queue": "webhooks"},  # slow receivers delay nothing else
}
CELERY_BEAT_SCHEDULE = beat_schedule()
CELERY_TIMEZONE = "UTC"

# ── People ─────────────────────────────────────────────────────────────────────────────────────────────────────────
AUTH_USER_MODEL = "claims.User"
PASSWORD_WORDS = _entries("PASSWORD_WORDS")  # more that no password may be built around
LEAKED_PASSWORDS = os.environ.get("LEAKED_PASSWORDS", "").strip()  # a file of digests (config.passwords)
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": name}
    for name in (
        "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "django.contrib.auth.password_validation.MinimumLengthValidator",
        "django.contrib.auth.password_validation.CommonPasswordValidator",
        "django.contrib.auth.password_validation.NumericPasswordValidator",
        "config.passwords.NamesOfTheHouse",
        *(["config.passwords.LeakedPasswords"] if LEAKED_PASSWORDS else []),
    )
]
SESSION_ENGINE = "claims.sessions"
SESSION_IDLE_HOURS = _number("SESSION_IDLE_HOURS", 12.0)  # without use, after which a session ends; 0: never
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "workspace:overview"  # of a log-in page that was opened by itself
ACCOUNT_ADAPTER = "config.accounts.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # accounts are made by operators
ACCOUNT_EMAIL_SUBJECT_PREFIX = f"[{SITE_NAME}] "
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True  # before the mail address of an account is changed
ACCOUNT_PREVENT_ENUMERATION = True
ALLAUTH_TRUSTED_PROXY_COUNT = int(_number("TRUSTED_PROXIES", 0))  # in front of us, each adding to X-Forwarded-For
MFA_ADAPTER = "config.accounts.SealedSecrets"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = SITE_NAME
# Single sign-on with the house's own identity provider, where one is set up.
OIDC_SERVER_URL = os.environ.get("OIDC_SERVER_URL", "").strip()
OIDC_SIGN_UP = _flag("OIDC_SIGN_UP")
OIDC_SESSION_HOURS = _number("OIDC_SESSION_HOURS", 12.0)  # after which a session ends that began there; 0: as others
SOCIALACCOUNT_ADAPTER = "config.accounts.SingleSignOnAdapter"
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True  # somebody whose address the provider has verified is who we know by it
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "sso",
                "name": os.environ.get("OIDC_NAME", "single sign-on"),
                "client_id": os.environ.get("OIDC_CLIENT_ID", ""),
                "secret": os.environ.get("OIDC_CLIENT_SECRET", ""),
                "settings": {"server_url": OIDC_SERVER_URL},
            }
        ]
        if OIDC_SERVER_URL
        else [],
    }
}
# Counters of attempts: shared by all processes, and as safe from a lost broker as everything else.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "claimdesk_cache",
        "KEY_FUNCTION": "config.counting.cache_key",
    }
}

# ── Language, time, static files ───────────────────────────────────────────────────────────────────────────────────
LANGUAGE_CODE = "en-gb"
TIME_ZONE = os.environ.get("TIME_ZONE", "UTC")
USE_I18N = True
FORMAT_MODULE_PATH = ["config.formats"]
USE_TZ = True
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
# Uploads and kept copies: private, never served by their path.
MEDIA_ROOT = Path(os.environ.get("MEDIA_ROOT") or VAR_DIR / "media")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MANIFEST_STRICT = False

# ── What comes in ──────────────────────────────────────────────────────────────────────────────────────────────────
# "host:port" entries that may be fetched although they are not on the public internet (an intranet CMS).
FETCH_ALLOW = _entries("FETCH_ALLOW")
# The local detector, which needs no network: the path of a module with VERSION, detect and load like claims.detection.
DETECTOR = os.environ.get("CLAIMDESK_DETECTOR", "claims.detection")
ENCODER = os.environ.get("CLAIMDESK_ENCODER", "claims.matching.encoder")  # vectors of sentences
# The language model that reads instead where address and model are given: any server that speaks OpenAI's protocol.
LLM_BASE_URL = os.environ.get("LLM_BASE_URL", "").strip()
LLM_MODEL = os.environ.get("LLM_MODEL", "").strip()
LLM_API_KEY = os.environ.get("LLM_API_KEY", "").strip()
LLM_TIMEOUT = _number("LLM_TIMEOUT", 25.0)  # seconds for one article, all tries together
LLM_TEMPERATURE = _number("LLM_TEMPERATURE", 0.0) if os.environ.get("LLM_TEMPERATURE") else None  # the server's own
LLM_DAILY_TOKENS = _number("LLM_DAILY_TOKENS", 500_000)  # of a desk that has no limit of its own; 0: off
# Kept copies of evidence: seconds and bytes for one page, days between two looks. And between fetches from one host:
ARCHIVE_TIMEOUT = _number("ARCHIVE_TIMEOUT", 20.0)
ARCHIVE_BYTES = _number("ARCHIVE_BYTES", 20_000_000)
LINK_CHECK_DAYS, SECONDS_BETWEEN_FETCHES = _number("LINK_CHECK_DAYS", 7.0), _number("SECONDS_BETWEEN_FETCHES", 5.0)
# A public web archive, for desks that want it: what comes before the page's address (https://web.archive.org/save/).
PUBLIC_ARCHIVE_URL = os.environ.get("PUBLIC_ARCHIVE_URL", "").strip()
PUBLIC_ARCHIVE_TIMEOUT = _number("PUBLIC_ARCHIVE_TIMEOUT", 30.0)
# What readers may send: requests from one place in an hour, from everywhere in a day, mails to one address in a day.
READER_REQUESTS_PER_HOUR = _number("READER_REQUESTS_PER_HOUR", 10)
READER_REQUESTS_PER_DAY = _number("READER_REQUESTS_PER_DAY", 2000)
READER_MAILS_PER_DAY = _number("READER_MAILS_PER_DAY", 3)
READER_DESKS = _entries("READER_DESKS")  # slugs of the desks that readers may ask; empty: all of them
# "host:port" entries that webhooks may be sent to although they are not on the public internet, also by plain http.
WEBHOOK_ALLOW = _entries("WEBHOOK_ALLOW")
# clamd, which looks through files before they are stored: unix:/run/clamav/clamd.ctl or host:port; and for how long.
CLAMD, CLAMD_TIMEOUT = os.environ.get("CLAMD", "").strip(), _number("CLAMD_TIMEOUT", 20.0)
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500

# ── Mail: nothing is sent without a server ─────────────────────────────────────────────────────────────────────────
EMAIL_HOST = os.environ.get("EMAIL_HOST", "").strip()
EMAIL_PORT = _number("EMAIL_PORT", 25)
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = _flag("EMAIL_USE_TLS")
EMAIL_USE_SSL = _flag("EMAIL_USE_SSL")
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = os.environ.get("DEFAULT_FROM_EMAIL", "claimdesk@localhost")
DIGEST_HOUR = _number("DIGEST_HOUR", 7)  # of the day in TIME_ZONE, from which the daily digests go out

# ── Locks on the door ──────────────────────────────────────────────────────────────────────────────────────────────
_HTTPS = BASE_URL.startswith("https://")
SECURE_SSL_REDIRECT = _HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _flag("TRUST_X_FORWARDED_PROTO") else None
SECURE_HSTS_SECONDS = 31_536_000 if _HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _HTTPS
SECURE_HSTS_PRELOAD = _HTTPS
SESSION_COOKIE_SECURE = _HTTPS
CSRF_COOKIE_SECURE = _HTTPS
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = (f"{'__Host-' * _HTTPS}{name}" for name in ("sessionid", "csrftoken"))
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
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
# By the beginning of a path: the pages that need more (config.policies).
PAGE_POLICIES = {
    "/admin/": CONTENT_SECURITY_POLICY["DIRECTIVES"]
    | {"script-src": [SELF, UNSAFE_EVAL, UNSAFE_INLINE], "style-src": [SELF, UNSAFE_INLINE]},
    # a form that signs in may end at the identity provider
    "/accounts/": CONTENT_SECURITY_POLICY["DIRECTIVES"]
    | {"form-action": [SELF, *(["/".join(OIDC_SERVER_URL.split("/")[:3])] if OIDC_SERVER_URL else [])]},
    "/api/v1/docs/": CONTENT_SECURITY_POLICY["DIRECTIVES"] | {"style-src": [SELF, UNSAFE_INLINE]},
    "/fact-checks/card/": CONTENT_SECURITY_POLICY["DIRECTIVES"] | {"frame-ancestors": ["*"], "form-action": [NONE]},
}
# The origins, letter by letter, whose pages may call the APIs with a token and read the public data; none unless named.
CORS_ALLOWED_ORIGINS = cross_origin.exact(_entries("CORS_ALLOWED_ORIGINS"))
CORS_URLS_REGEX, CORS_ALLOW_HEADERS, CORS_EXPOSE_HEADERS = cross_origin.OURS, cross_origin.SENT, cross_origin.TOLD
CORS_ALLOW_CREDENTIALS = False  # a page of another site never acts with somebody's session
PUBLIC_DATA_FOR_ALL_ORIGINS = _flag("PUBLIC_DATA_FOR_ALL_ORIGINS")  # what everybody may read, for every page

# ── Admin ──────────────────────────────────────────────────────────────────────────────────────────────────────────
UNFOLD = {
    "SITE_TITLE": SITE_NAME,
    "SITE_HEADER": SITE_NAME,
    "SITE_SUBHEADER": "Fact-checking desk",
    "SITE_SYMBOL": "fact_check",
    "SITE_URL": "/fact-checks/",
    "SITE_FAVICONS": [
        {"rel": "icon", "type": "image/svg+xml", "href": lambda request: static("publishing/icon.svg")},
    ],
    "SHOW_HISTORY": False,
    "ENVIRONMENT": "claims.admin.navigation.environment",
    "DASHBOARD_CALLBACK": "reviews.publishing.overview.waiting",
    "STYLES": [lambda request: static("claims/admin.css")],
    "SIDEBAR": {"show_search": False, "navigation": "claims.admin.navigation.menu"},
    "COLORS": {
        "primary": {
            "50": "#eef4fc", "100": "#d9e6f7", "200": "#b3cdf0", "300": "#8fbcf7", "400": "#7db0ef", "500": "#6aa2e6",
            "600": "#1d4f91", "700": "#1a467f", "800": "#163d71", "900": "#12315b", "950": "#0c2140",
        }
    },
}  # fmt: skip

# ── REST API ───────────────────────────────────────────────────────────────────────────────────────────────────────
# Requests a minute: of one person, whichever token is used, and from one address without a token. 0: no limit.
API_READS_PER_MINUTE = _number("API_READS_PER_MINUTE", 3000)
API_WRITES_PER_MINUTE = _number("API_WRITES_PER_MINUTE", 600)
API_ANONYMOUS_PER_MINUTE = _number("API_ANONYMOUS_PER_MINUTE", 300)
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "claims.api.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["claims.api.parsing.StrictJSONParser"],
    "DEFAULT_FILTER_BACKENDS": ["claims.api.inputs.StrictFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "claims.api.pagination.KeysetPagination",
    "DEFAULT_SCHEMA_CLASS": "claims.api.schema.Schema",
    "DEFAULT_THROTTLE_CLASSES": ["claims.api.throttling.CallerThrottle"],
    "URL_FORMAT_OVERRIDE": None,  # what a client takes stands in its Accept header
    "EXCEPTION_HANDLER": "claims.api.problems.problem_response",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}

try:
    LOGGING = logs.configuration(
        level=os.environ.get("LOG_LEVEL") or "INFO", form=os.environ.get("LOG_FORMAT") or "line"
    )
except ValueError as error:
    raise ImproperlyConfigured(str(error)) from None
