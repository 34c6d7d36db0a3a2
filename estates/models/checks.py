"""What the database refuses whoever writes it: figures below nothing, and parts that are more than their whole."""

from django.db.models import CheckConstraint, F, Q


def not_negative(name: str, *fields: str) -> CheckConstraint:
    """Each of these figures is 0 or more, or not known."""
    condition = Q()
    for field in fields:
        condition &= Q(**{f"{field}__isnull": True}) | Q(**{f"{field}__gte": 0})
    return CheckConstraint(name=name, condition=condition)


def in_order(name: str, before: str, after: str) -> CheckConstraint:
    """One day or figure is no more than another, where both are known."""
    return CheckConstraint(
        name=name,
        condition=Q(**{f"{before}__isnull": True})
        | Q(**{f"{after}__isnull": True})
        | Q(**{f"{before}__lte": F(after)}),
    )
