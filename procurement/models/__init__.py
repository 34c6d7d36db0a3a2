"""The nouns of spending."""

from procurement.models.facts import LocationFact, SpendFact, SupplierFact
from procurement.models.lines import Category, SpendKey, SpendLine
from procurement.models.rules import Override, Reason, Rule, RuleChange
from procurement.models.suppliers import LocationBasis, Supplier, SupplierRecord

__all__ = [
    "Category",
    "LocationBasis",
    "LocationFact",
    "Override",
    "Reason",
    "Rule",
    "RuleChange",
    "SpendFact",
    "SpendKey",
    "SpendLine",
    "Supplier",
    "SupplierFact",
    "SupplierRecord",
]
