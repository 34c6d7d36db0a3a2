"""The nouns of spending."""

from procurement.models.facts import CategoryFact, CategoryTotal, SpendFact, SupplierFact, SupplierTotal
from procurement.models.lines import Category, SpendKey, SpendLine
from procurement.models.rules import Override, Reason, Rule, RuleChange
from procurement.models.suppliers import LocationBasis, Supplier, SupplierRecord

__all__ = [
    "Category",
    "CategoryFact",
    "CategoryTotal",
    "LocationBasis",
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
    "SupplierTotal",
]
