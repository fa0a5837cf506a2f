"""DUO's capitals become readable where that is safe, and stay where it is not."""

import pytest

from regio.core.duo.names import readable_name, readable_place, web_address


@pytest.mark.parametrize(
    ("raw", "readable"),
    [
        ("'S-GRAVENHAGE", "'s-Gravenhage"),
        ("S GRAVENHAGE", "'s-Gravenhage"),
        ("'S-HERTOGENBOSCH", "'s-Hertogenbosch"),
        ("CAPELLE AAN DEN IJSSEL", "Capelle aan den IJssel"),
        ("NIEUWERKERK AD IJSSEL", "Nieuwerkerk aan den IJssel"),
        ("HENGELO OV", "Hengelo"),
        ("ALTEVEER GEM NOORDENVELD", "Alteveer"),
        ("2E EXLOERMOND", "2e Exloermond"),
        ("BERGEN OP ZOOM", "Bergen op Zoom"),
        ("IJMUIDEN", "IJmuiden"),
        ("NOORD-SCHARWOUDE", "Noord-Scharwoude"),
        ("Wâlterswâld", "Wâlterswâld"),
        (" ", ""),
    ],
)
def test_places_are_written_as_people_write_them(raw, readable):
    assert readable_place(raw) == readable


@pytest.mark.parametrize(
    ("raw", "readable"),
    [
        ("STICHTING MERIDIAAN COLLEGE", "Stichting Meridiaan College"),
        ("STG. PRIMAIR ONDERWIJS CONDOR", "Stg. Primair Onderwijs Condor"),
        ("VERENIGING VOOR CBO DE KRING", "Vereniging voor CBO de KRING"),
        ("ASKO", "ASKO"),
        ("ROC TOP", "ROC TOP"),
        ("CBO MEILÂN", "CBO MEILÂN"),
        ("Stg.  Openb. Prim.  Onderw.", "Stg. Openb. Prim. Onderw."),
    ],
)
def test_names_lose_their_capitals_only_when_they_hold_an_ordinary_word(raw, readable):
    assert readable_name(raw) == readable


@pytest.mark.parametrize(
    ("raw", "address"),
    [
        ("www.school.nl", "https://www.school.nl"),
        ("WWW.School.nl/", "https://www.school.nl"),
        ("http://school.nl/pad", "https://school.nl/pad"),
        ("info@school.nl", ""),
        ("geen", ""),
        ("javascript:alert(1)", ""),
        (" ", ""),
    ],
)
def test_only_what_looks_like_a_web_address_becomes_one(raw, address):
    assert web_address(raw) == address
