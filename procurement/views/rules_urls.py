"""Addresses of the rules and of overrides, under /spending/rules/."""

from django.urls import include, path

from procurement.views import overrides, rule_journey, rules

_list = [
    path("", rules.rules_of, name="rules_of"),
    path("download/", rules.rules_download, name="rules_download"),
    path("changes/", rules.rule_changes, name="rule_changes"),
    path("add/", rule_journey.rule_add, name="rule_add"),
    path("<int:rule_id>/", rules.rule, name="rule"),
    path("<int:rule_id>/change/", rule_journey.rule_change, name="rule_change"),
    path("<int:rule_id>/move/", rule_journey.rule_move, name="rule_move"),
    path("<int:rule_id>/switch-off/", rule_journey.rule_switch_off, name="rule_switch_off"),
]

urlpatterns = [
    path("", rules.rules, name="rules"),
    path("changes/<int:change_id>/", rule_journey.rules_preview, name="rules_preview"),
    path("changes/<int:change_id>/undo/", rule_journey.rule_undo, name="rule_undo"),
    path("institution/<slug:slug>/", include(_list), {"kind": "institution"}),
    path("system/<slug:slug>/", include(_list), {"kind": "system"}),
    path("overrides/supplier/<int:supplier_id>/", overrides.override_supplier_page, name="override_supplier"),
    path("overrides/payment/<int:line_id>/", overrides.override_line_page, name="override_line"),
    path("overrides/<int:override_id>/end/", overrides.override_end, name="override_end"),
]
