"""The application for any WSGI server: `granian --interface wsgi wsgi:app`."""

from leadmatch.app import create_app
from leadmatch.settings import Settings

app = create_app(Settings.from_env())
