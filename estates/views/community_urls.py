"""Addresses of space that is open to the community, its use, and what groups ask for."""

from django.urls import URLPattern, URLResolver, path

from estates.views import community, requests

addresses: list[URLPattern | URLResolver] = [
    path("community/", community.community_space, name="community_space"),
    path("community.<slug:ending>", community.download, name="spaces_download"),
    path("community/new/", community.space_new, name="space_new"),
    path("community/<int:space_id>/", community.space, name="space"),
    path("community/<int:space_id>/edit/", community.space_edit, name="space_edit"),
    path("community/<int:space_id>/close/", community.space_close, name="space_close"),
    path("community/<int:space_id>/use/", community.space_use, name="space_use"),
    path("community/<int:space_id>/use.csv", community.uses_download, name="space_uses_download"),
    path("community/requests/", requests.space_requests, name="space_requests"),
    path("community/requests.<slug:ending>", requests.download, name="requests_download"),
    path("community/requests/new/", requests.request_new, name="request_new"),
    path("community/requests/<int:request_id>/", requests.space_request, name="space_request"),
    path("community/requests/<int:request_id>/outcome/", requests.request_outcome, name="request_outcome"),
]
