"""The queue. Work is recorded in the `Job` table; Celery only carries its number."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anchors.settings")

app = Celery("anchors")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
