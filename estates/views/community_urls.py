"""Addresses of space that is open to the community, its use, and what groups ask for."""

from django.urls import URLPattern, URLResolver, path

from estates.views import community, requests, space, use_file

addresses: list[URLPattern | URLResolver] = [
    path("community/", community.community_space, name="community_space"),
    path("community.<slug:ending>", community.download, name="spaces_download"),
    path("community/new/", space.space_new, name="space_new"),
    path("community/<int:space_id>/", space.space, name="space"),
    path("community/<int:space_id>/edit/", space.space_edit, name="space_edit"),
    path("community/<int:space_id>/close/", space.space_close, name="space_close"),
    path("community/<int:space_id>/use/", space.space_use, name="space_use"),
    path("community/<int:space_id>/use/<slug:quarter>/remove/", space.use_remove, name="use_remove"),
    path("community/<int:space_id>/use.csv", space.uses_download, name="space_uses_download"),
    path("community-use.csv", community.uses_download, name="uses_download"),
    path("community-use-template.csv", use_file.uses_template, name="uses_template"),
    path("community/use/", use_file.uses_upload, name="uses_upload"),
    path("community/use/add/", use_file.uses_upload_add, name="uses_upload_add"),
    path("community/requests/", requests.space_requests, name="space_requests"),
    path("community/requests.<slug:ending>", requests.download, name="requests_download"),
    path("community/requests/new/", requests.request_new, name="request_new"),
    path("community/requests/<int:request_id>/", requests.space_request, name="space_request"),
    path("community/requests/<int:request_id>/outcome/", requests.request_outcome, name="request_outcome"),
]
