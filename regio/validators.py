"""Shapes of register codes. Checked on all rows of the files named in docs/data-sources.md."""

from django.core.validators import RegexValidator

BOARD_NUMBER = r"^\d{5}$"
BRIN4 = r"^\d{2}[A-Z]{2}$"
BRIN6 = r"^\d{2}[A-Z]{2}\d{2}$"
MUNICIPALITY_CODE = r"^GM\d{4}$"
POSTCODE4 = r"^[1-9]\d{3}$"

validate_board_number = RegexValidator(
    BOARD_NUMBER, "Een bestuursnummer bestaat uit vijf cijfers, bijvoorbeeld 41234."
)
validate_brin6 = RegexValidator(
    BRIN6,
    "Een vestigingscode bestaat uit twee cijfers, twee hoofdletters en twee cijfers, bijvoorbeeld 00AB01.",
)
validate_municipality_code = RegexValidator(
    MUNICIPALITY_CODE, "Een gemeentecode bestaat uit GM en vier cijfers, bijvoorbeeld GM0344."
)
