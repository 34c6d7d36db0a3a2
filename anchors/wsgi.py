"""What a web server calls."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import reverse

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anchors.settings")

application = get_wsgi_application()
# Brings in every page's module now, once for all workers, and not while the first visitor waits.
reverse("overview")
