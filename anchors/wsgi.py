"""What a web server calls."""

import os
import resource

from django.core.wsgi import get_wsgi_application
from django.urls import reverse

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anchors.settings")

application = get_wsgi_application()
# Brings in every page's module now, once for all workers, and not while the first visitor waits.
reverse("overview")
# A web server that is killed, or gives up a request that takes too long, leaves no picture of its memory behind: what
# a request holds in memory alone must not reach a disk in that way.
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
