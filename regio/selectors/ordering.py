"""Sort names as people do, whatever the collation of the database."""

from django.db.models import CharField, Expression, F, Func, Value
from django.db.models.functions import Lower


def as_sorted(name: str | Expression) -> Lower:
    """Return ``name`` as it is sorted: without capitals, accents and opening quotes."""
    expression = F(name) if isinstance(name, str) else name
    bare = Func(expression, function="UNACCENT", output_field=CharField())
    return Lower(Func(bare, Value("'‘’\"( "), function="LTRIM", output_field=CharField()))
