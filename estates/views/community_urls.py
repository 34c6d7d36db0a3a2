"""Addresses of space that is open to the community, its use, and what groups ask for."""

from django.urls import URLPattern, URLResolver, path

from estates.views import community

addresses: list[URLPattern | URLResolver] = [
    path("community/", community.community_space, name="community_space"),
    path("community.<slug:ending>", community.download, name="spaces_download"),
    path("community/new/", community.space_new, name="space_new"),
    path("community/<int:space_id>/", community.space, name="space"),
    path("community/<int:space_id>/edit/", community.space_edit, name="space_edit"),
    path("community/<int:space_id>/close/", community.space_close, name="space_close"),
    path("community/<int:space_id>/use/", community.space_use, name="space_use"),
    path("community/<int:space_id>/use.csv", community.uses_download, name="space_uses_download"),
]
