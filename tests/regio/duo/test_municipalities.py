"""Old municipality codes lead to today's municipality."""

from regio.core.duo.municipalities import MunicipalityFinder

FINDER = MunicipalityFinder.of(
    {"GM1992": "Voorne aan Zee", "GM0757": "Boxtel", "GM0865": "Vught", "GM1948": "Meierijstad"},
    [
        ("GM0501", "GM1992"),
        ("GM0788", "GM0757"),
        ("GM0788", "GM0865"),
        ("GM9001", "GM9002"),
        ("GM9002", "GM1948"),
        ("GM9003", "GM9003"),
    ],
    {"5268": "GM0757", "5296": "GM0865", "3811": "GM1992"},
)


def test_a_code_of_today_and_a_code_of_before_a_merger_are_found():
    assert (FINDER.find("GM0757"), FINDER.find("GM0501")) == ("GM0757", "GM1992")


def test_a_code_that_changed_twice_is_followed_to_the_end():
    assert FINDER.find("GM9001") == "GM1948"


def test_the_postcode_decides_for_a_municipality_that_was_split():
    assert FINDER.find("GM0788", postcode4="5268") == "GM0757"
    assert FINDER.find("GM0788", postcode4="5296") == "GM0865"


def test_what_cannot_be_told_for_certain_is_not_guessed():
    assert FINDER.find("GM0788") is None
    assert FINDER.find("GM0788", postcode4="3811") is None
    assert FINDER.find("GM9003") is None
    assert FINDER.find("GM9999") is None


def test_a_name_is_found_however_it_is_written():
    assert FINDER.find_by_name("VOORNE AAN ZEE") == "GM1992"
    assert FINDER.find_by_name("Nergens") is None
