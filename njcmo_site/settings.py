"""Every setting, for every place the site runs. README.md names the environment variables."""

from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from whitenoise.compress import Compressor

from njcmo_site import env
from njcmo_site.headers import HEADERS
from njcmo_site.keys import keys

BASE_DIR = env.ROOT
DATA_DIR = env.data_dir()

HOST = env.host()
PORT = env.number("PORT", 8000, 1, 65535)
WEB_CONCURRENCY = env.number("WEB_CONCURRENCY", 2, 1, 64)
DEBUG = env.flag("DEBUG")
SITE_URL = env.site_url()
ALLOWED_HOSTS = env.allowed_hosts(SITE_URL)
TRUSTED_PROXIES = env.trusted_proxies()

SECRET_KEYS = keys("SECRET_KEY", DATA_DIR, env.secret_keys)
SECRET_KEY, *SECRET_KEY_FALLBACKS = SECRET_KEYS
FIELD_ENCRYPTION_KEYS = keys("FIELD_ENCRYPTION_KEYS", DATA_DIR, env.field_encryption_keys)
LOOKUP_KEYS = keys("LOOKUP_KEY", DATA_DIR, env.lookup_keys)

ROOT_URLCONF = "njcmo_site.urls"
WSGI_APPLICATION = "njcmo_site.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "modeltranslation",  # before the admin, whose classes it extends
    "njcmo_site.apps.StaffAdminConfig",  # django.contrib.admin with our way in
    "njcmo_site.apps.SiteConfig",  # before auth, whose createsuperuser it extends
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "adminsortable2",
    "crispy_forms",
    "csp",
    "django_prose_editor",
    "services",
    "faq",
    "referrals",
]

# No GZipMiddleware for all: how well a page is compressed tells a listener, guess by guess, of a
# secret that stands beside words of a stranger (BREACH). So views say it themselves: those without
# a secret, such as search and checklist; and the form as it is opened without a query, where the
# token is masked anew each time and nothing is repeated that a stranger typed. Never what comes
# back filled in, what is shown of a request, nor a page of staff.
MIDDLEWARE = [
    "njcmo_site.request_numbers.number_requests",  # first: whatever fails is told with its number
    "njcmo_site.middleware.take_newest_secret",  # before anybody signs
    "njcmo_site.middleware.language_by_path",  # early: whatever refuses speaks that language
    "njcmo_site.events.note_refusals",
    "njcmo_site.middleware.trust_proxies",  # early: the others ask whether a request is secure
    "njcmo_site.middleware.answer_health_checks",  # before anybody asks whether a host is ours
    # Headers for every answer, a refusal or a redirect of those below included.
    "csp.middleware.CSPMiddleware",
    "njcmo_site.middleware.headers_of_every_answer",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "njcmo_site.middleware.refuse_other_methods",
    "njcmo_site.middleware.refuse_unreadable",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "njcmo_site.accounts.middleware.pages_of_accounts",
    "django.middleware.common.CommonMiddleware",
    "njcmo_site.middleware.accept_our_own_forms",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "njcmo_site.accounts.staying.keep_staff_signed_in",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "njcmo_site.unindented.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "services.context_processors.every_page",
            ],
        },
    },
]

# Storage ------------------------------------------------------------------------------------

DATABASES = {"default": env.database(DATA_DIR)}
CACHES = {"default": env.cache()}

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = DATA_DIR / "static"
# What browsers ask for at fixed addresses: /favicon.ico.
WHITENOISE_ROOT = BASE_DIR / "static/root"
# Pictures of staff; who reads them gets those alone (services.photos.views.photo_file).
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "njcmo_site.static_files.StaticFiles"
    },
}
# Nobody but a developer fetches these, and they would take half the time of a first start.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = [*Compressor.SKIP_COMPRESS_EXTENSIONS, "map"]

# The largest page of staff: one with all the rows that it may hold (ROWS_A_PAGE in
# services/admin/ordering.py), in both languages. Families send less: njcmo_site.middleware.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3000
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024  # bytes
# One form takes a file, a picture (njcmo_site.middleware.LARGEST_PICTURE): what is sent is read in
# memory, and only what is made of it is written to the disk.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024  # bytes

# E-mail -------------------------------------------------------------------------------------

email = env.email(DATA_DIR)
vars().update(email)
HAS_MAIL_SERVER = email["EMAIL_BACKEND"].endswith("smtp.EmailBackend")
EMAIL_TIMEOUT = 10  # seconds; shorter than the lease in referrals/mail/outbox.py
DEFAULT_FROM_EMAIL = f"NJCMO <no-reply@{urlsplit(SITE_URL).hostname}>"

# Language -----------------------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Spanish")]
FORMAT_MODULE_PATH = "njcmo_site.formats"
LOCALE_PATHS = [BASE_DIR / "njcmo_site" / "locale"]
TIME_ZONE = "America/New_York"
USE_TZ = True
MODELTRANSLATION_DEFAULT_LANGUAGE = "en"
# English where there is no Spanish yet; the pages mark it ({% lang_of %}) and say so.
MODELTRANSLATION_FALLBACK_LANGUAGES = ("en",)


def localized_verbose_name(name: str, language: str) -> str:
    """How staff read which language a field is in."""
    return f"{name} ({dict(LANGUAGES)[language]})"


MODELTRANSLATION_BUILD_LOCALIZED_VERBOSE_NAME = localized_verbose_name

# Forms --------------------------------------------------------------------------------------

CRISPY_ALLOWED_TEMPLATE_PACKS = ["njcmo"]
CRISPY_TEMPLATE_PACK = "njcmo"
CRISPY_FAIL_SILENTLY = False

# Security -----------------------------------------------------------------------------------

HTTPS = SITE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
# A cookie of this name is none that another site of the same domain, or a line, has planted.
COOKIE_PREFIX = "__Host-" if HTTPS else ""
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrftoken"
CSRF_COOKIE_HTTPONLY = True  # no script of ours reads it
# And no cookie of their own.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # no cookie names a row
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
# Health checks come from inside, over plain HTTP.
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
# njcmo_site.middleware.trust_proxies takes this header off unless a trusted proxy sent it.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = HEADERS["Referrer-Policy"]
X_FRAME_OPTIONS = HEADERS["X-Frame-Options"]
CSRF_TRUSTED_ORIGINS = [SITE_URL]
CSRF_COOKIE_AGE = None  # like the session’s: gone when the browser is closed
CSRF_FAILURE_VIEW = "njcmo_site.editing.unsaved.csrf_failure"
SESSION_ENGINE = "njcmo_site.accounts.sessions"
# accounts.staying.keep_staff_signed_in renews those of staff, up to sessions.LONGEST_STAY.
SESSION_COOKIE_AGE = 30 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "object-src": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        # No text becomes markup or a script; but where staff write (accounts/staff_site.py).
        "require-trusted-types-for": ["'script'"],
        "trusted-types": [NONE],
    }
}
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "njcmo_site.accounts.passwords.LongEnough"},
    {"NAME": "njcmo_site.accounts.passwords.NotOfOurWords"},
    *(
        {"NAME": f"django.contrib.auth.password_validation.{name}"}
        for name in (
            "UserAttributeSimilarityValidator",
            "CommonPasswordValidator",  # of 20,000
            "NumericPasswordValidator",
        )
    ),
]

# Staff sign in ------------------------------------------------------------------------------

LOGIN_URL = LOGOUT_REDIRECT_URL = "account_login"
LOGIN_REDIRECT_URL = "admin:index"
PASSWORD_RESET_TIMEOUT = 3600
AUTHENTICATION_BACKENDS = ["njcmo_site.accounts.backend.AnyCaseBackend"]
ACCOUNT_ADAPTER = "njcmo_site.accounts.adapters.AccountAdapter"
ACCOUNT_EMAIL_VERIFICATION = "none"  # whoever makes the account knows the person
ACCOUNT_FORMS = {
    "login": "njcmo_site.accounts.sign_in.SignInForm",
    "reset_password": "njcmo_site.accounts.profile_forms.ForgottenPasswordForm",
}
ACCOUNT_SESSION_REMEMBER = False
# Of an account, and of a connection: njcmo_site.accounts.tries.count_try says why apart.
ACCOUNT_RATE_LIMITS = {"login_failed": "5/5m/key", "failed_by_connection": "10/m/ip"}
# Django's own: allauth's keeps e-mail addresses in a table of its own, where an old one stays good.
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105
MFA_ADAPTER = "njcmo_site.accounts.second_factor.SecondFactorAdapter"
MFA_FORMS = {"authenticate": "njcmo_site.accounts.second_factor.CodeForm"}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS  # for trying out on this computer
MFA_TOTP_ISSUER = "NJCMO"
MFA_TOTP_TOLERANCE = 1  # a code may be typed slowly, and the clock of a phone be half a minute off

# Logs: what went wrong and where; never what somebody typed ----------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"discreet": {"()": "njcmo_site.logs.DiscreetFormatter"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "discreet",
            "stream": "ext://sys.stdout",
        },
        "faults": {"class": "njcmo_site.faults.FaultHandler", "level": "ERROR"},
    },
    "root": {"handlers": ["console", "faults"], "level": "WARNING"},
    # Django's own handlers would print exception texts, and mail them to ADMINS.
    "loggers": {
        "django": {"handlers": ["console", "faults"], "level": "WARNING", "propagate": False},
        "njcmo_site.events": {"handlers": ["console"], "level": "INFO", "propagate": False},
        "psycopg.pool": {"level": "ERROR"},  # it tells of each try; we say once that it is away
        "referrals": {"handlers": ["console", "faults"], "level": "INFO", "propagate": False},
    },
}
