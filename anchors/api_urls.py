"""Addresses of the API. A lever's endpoints are named by string, so that nothing here imports it."""

from django.urls import include, path
from drf_spectacular.renderers import OpenApiJsonRenderer, OpenApiJsonRenderer2, OpenApiYamlRenderer
from drf_spectacular.views import SpectacularAPIView
from rest_framework.routers import SimpleRouter

from anchors.api.institutions import Institutions, Systems
from anchors.api.places import Places
from anchors.api.sign_in import SignIn, SignOut
from anchors.api.uploads import Uploads

app_name = "api"

SCHEMA_FORMATS = [OpenApiJsonRenderer2, OpenApiJsonRenderer, OpenApiYamlRenderer]

router = SimpleRouter(use_regex_path=False)
router.register("institutions", Institutions, basename="institution")
router.register("systems", Systems, basename="system")
router.register("places", Places, basename="place")
router.register("uploads", Uploads, basename="upload")

urlpatterns = [
    path("", include("metrics.api_urls")),
    path("sign-in/", SignIn.as_view(), name="sign-in"),
    path("sign-out/", SignOut.as_view(), name="sign-out"),
    path("schema/", SpectacularAPIView.as_view(renderer_classes=SCHEMA_FORMATS), name="schema"),
    path("spending/", include("procurement.api.addresses")),
    path("employment/", include("workforce.api.addresses")),
    path("estates/", include("estates.api.addresses")),
    *router.urls,
]
