"""Addresses of the employment endpoints."""

from django.urls import URLPattern, URLResolver
from rest_framework.routers import SimpleRouter

from workforce.api.staff import StaffIntakes

router = SimpleRouter(use_regex_path=False)
router.register("staff", StaffIntakes, basename="staff")

urlpatterns: list[URLPattern | URLResolver] = [*router.urls]
