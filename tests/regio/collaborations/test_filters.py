"""The filters that list pages and the API share."""

import datetime as dt

import pytest
import time_machine
from django.http import QueryDict

from onderwijsregios.forms.filters import OnderwijsregioFilterSet
from onderwijsregios.models import Onderwijsregio
from partnerships.enums import SectorGroup
from partnerships.forms.filters import PartnershipFilterSet
from partnerships.models import SamenOpleidenPartnership
from rap.enums import RapScheme
from rap.forms.filters import RapProjectFilterSet
from rap.models import RapProject
from regio.enums import CollaborationStatus, Sector
from regio.models import MunicipalityChange
from tests.factories.partnerships import PartnershipFactory
from tests.factories.rap import RapProjectFactory
from tests.factories.regio import (
    AreaFactory,
    BroadRegionFactory,
    MembershipFactory,
    MunicipalityFactory,
    OrganisationFactory,
    ParticipationFactory,
    ProvinceFactory,
)
from tests.factories.regions import OnderwijsregioFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("spring_2026")]


@pytest.fixture
def spring_2026():
    with time_machine.travel(dt.datetime(2026, 4, 1, 12, tzinfo=dt.UTC)):
        yield


def names(query="", filters=OnderwijsregioFilterSet, model=Onderwijsregio):
    filterset = filters(QueryDict(query), model.objects.all())
    assert filterset.is_valid(), filterset.errors.as_json()
    return [row.name for row in filterset.qs]


def errors(query, filters=OnderwijsregioFilterSet, model=Onderwijsregio):
    filterset = filters(QueryDict(query), model.objects.all())
    filterset.is_valid()
    return {name: list(texts) for name, texts in filterset.form.errors.items()}


def test_what_has_ended_or_not_begun_is_left_out_until_asked_for():
    OnderwijsregioFactory(name="Nu")
    OnderwijsregioFactory(name="Straks", valid_from=dt.date(2027, 1, 1))
    OnderwijsregioFactory(name="Vroeger", status=CollaborationStatus.ENDED, valid_until=dt.date(2025, 7, 31))
    OnderwijsregioFactory(name="Stopt zonder datum", status=CollaborationStatus.ENDED)
    assert names() == ["Nu"]
    assert names("status=beeindigd") == ["Stopt zonder datum", "Vroeger"]
    assert names("status=beeindigd&status=voorloper") == ["Nu", "Stopt zonder datum", "Vroeger"]


def test_a_reference_date_shows_what_existed_on_that_day():
    OnderwijsregioFactory(name="Nu", valid_from=dt.date(2026, 1, 1))
    OnderwijsregioFactory(name="Vroeger", status=CollaborationStatus.ENDED, valid_until=dt.date(2025, 7, 31))
    assert names("peilDatum=2025-07-31") == ["Vroeger"]
    assert names("peilDatum=31-07-2025") == ["Vroeger"]
    assert names("peilDatum=2025-08-01") == []
    assert names("peilDatum=2026-01-01") == ["Nu"]


def test_rap_shows_ended_projects_because_all_schemes_have_ended():
    RapProjectFactory(name="Laatste", scheme=RapScheme.RAP_2023)
    RapProjectFactory(
        name="Eerste",
        scheme=RapScheme.RAL_2019,
        valid_from=dt.date(2019, 8, 1),
        valid_until=dt.date(2020, 8, 1),
    )
    assert names("", RapProjectFilterSet, RapProject) == ["Eerste", "Laatste"]
    assert names("regeling=ral-2019", RapProjectFilterSet, RapProject) == ["Eerste"]


def test_sector_finds_what_works_in_one_of_the_chosen_sectors():
    OnderwijsregioFactory(name="Po", sectors=[Sector.PO])
    OnderwijsregioFactory(name="Po en so", sectors=[Sector.PO, Sector.SO])
    OnderwijsregioFactory(name="Vo", sectors=[Sector.VO])
    assert names("sector=so") == ["Po en so"]
    assert names("sector=so&sector=vo") == ["Po en so", "Vo"]


def test_area_filters_use_the_municipalities_of_the_collaboration():
    limburg = ProvinceFactory(code="PV31", name="Limburg")
    southeast = BroadRegionFactory(code="zuidoost", name="Zuidoost-Nederland")
    venlo = MunicipalityFactory(code="GM0983", name="Venlo", province=limburg, broad_region=southeast)
    utrecht = MunicipalityFactory(code="GM0344", name="Utrecht")
    both = OnderwijsregioFactory(name="Allebei")
    AreaFactory(collaboration=both, municipality=venlo)
    AreaFactory(collaboration=both, municipality=utrecht)
    AreaFactory(collaboration=OnderwijsregioFactory(name="Midden"), municipality=utrecht)
    former = OnderwijsregioFactory(name="Voorheen in Venlo")
    AreaFactory(collaboration=former, municipality=venlo, valid_until=dt.date(2024, 12, 31))
    OnderwijsregioFactory(name="Landelijk", is_national=True)
    assert names("bredeRegio=zuidoost") == ["Allebei"]
    assert names("provincie=PV31") == ["Allebei"]
    assert names("gemeente=GM0344") == ["Allebei", "Midden"]
    assert names("gemeente=utrecht") == ["Allebei", "Midden"]
    assert names("gemeente=Venlo&peilDatum=2024-06-01") == ["Allebei", "Voorheen in Venlo"]
    assert names("landelijk=ja") == ["Landelijk"]
    assert names("landelijk=nee") == ["Allebei", "Midden", "Voorheen in Venlo"]


def test_a_former_municipality_leads_to_the_one_it_went_into():
    west = MunicipalityFactory(code="GM1982", name="Land van Cuijk")
    MunicipalityChange.objects.create(
        date=dt.date(2022, 1, 1), old_code="GM1684", old_name="Cuijk", new_municipality=west, kind="fusie"
    )
    AreaFactory(collaboration=OnderwijsregioFactory(name="Noordoost"), municipality=west)
    assert names("gemeente=Cuijk") == names("gemeente=gm1684") == ["Noordoost"]


def test_an_ended_collaboration_is_found_by_the_area_of_its_last_day():
    town = MunicipalityFactory(name="Urk")
    project = RapProjectFactory(name="Urk")
    AreaFactory(collaboration=project, municipality=town, valid_until=project.valid_until)
    AreaFactory(
        collaboration=RapProjectFactory(name="Eerder weg"),
        municipality=town,
        valid_until=dt.date(2023, 6, 1),
    )
    assert names("gemeente=Urk", RapProjectFilterSet, RapProject) == ["Urk"]


def test_each_search_word_is_found_in_name_party_or_municipality():
    region = OnderwijsregioFactory(name="Leraren voor de Veluwe")
    AreaFactory(collaboration=region, municipality=MunicipalityFactory(name="Nunspeet"))
    MembershipFactory(
        collaboration=region, organisation=OrganisationFactory(name="Stichting Proo", register_code="41234")
    )
    OnderwijsregioFactory(name="Leraren voor Twente")
    assert set(names("q=leraren")) == {"Leraren voor Twente", "Leraren voor de Veluwe"}
    assert names("q=leraren nunspeet") == ["Leraren voor de Veluwe"]
    assert names("q=proo") == names("q=41234") == ["Leraren voor de Veluwe"]
    assert names(f"q={region.public_id.lower()}") == ["Leraren voor de Veluwe"]
    assert names("q=proo twente") == []


def test_sorting_by_counts_puts_equals_in_order_of_name():
    large = OnderwijsregioFactory(name="C groot")
    MembershipFactory.create_batch(2, collaboration=large)
    ParticipationFactory(collaboration=large)
    AreaFactory(collaboration=OnderwijsregioFactory(name="B"))
    OnderwijsregioFactory(name="A")
    assert names() == names("sorteer=naam") == ["A", "B", "C groot"]
    assert names("sorteer=-naam") == ["C groot", "B", "A"]
    assert names("sorteer=-partijen") == names("sorteer=-scholen") == ["C groot", "A", "B"]
    assert names("sorteer=-gemeenten") == ["B", "A", "C groot"]
    assert names("sorteer=gemeenten") == ["A", "C groot", "B"]


def test_counts_are_of_the_day_and_of_the_last_day_when_it_has_ended():
    region = OnderwijsregioFactory()
    MembershipFactory(collaboration=region)
    MembershipFactory(collaboration=region, valid_until=dt.date(2024, 12, 31))
    MembershipFactory(collaboration=region, valid_from=dt.date(2026, 9, 1))
    project = RapProjectFactory()
    for _ in range(2):
        ParticipationFactory(collaboration=project, valid_until=project.valid_until)
    ParticipationFactory(collaboration=project, valid_until=dt.date(2023, 3, 1))
    [row] = OnderwijsregioFilterSet(QueryDict(""), Onderwijsregio.objects.all()).qs
    assert (row.number_of_parties, row.number_of_schools, row.number_of_municipalities) == (1, 0, 0)
    [row] = OnderwijsregioFilterSet(QueryDict("peilDatum=2024-12-31"), Onderwijsregio.objects.all()).qs
    assert row.number_of_parties == 2
    [row] = RapProjectFilterSet(QueryDict(""), RapProject.objects.all()).qs
    assert (row.number_of_parties, row.number_of_schools, row.number_of_municipalities) == (0, 2, 0)


def test_the_two_overviews_of_partnerships_are_a_filter():
    PartnershipFactory(name="Basis")
    PartnershipFactory(name="Voortgezet", sector_group=SectorGroup.VO_MBO, sectors=[Sector.VO])
    assert names("sectorgroep=vo-mbo", PartnershipFilterSet, SamenOpleidenPartnership) == ["Voortgezet"]


def test_unknown_values_are_refused_with_a_sentence_that_says_what_to_do():
    query = (
        "sector=hbo&status=klaar&bredeRegio=zuid&provincie=x&gemeente=Utregt&landelijk=misschien"
        "&peilDatum=onzin&sorteer=kleur"
    )
    assert errors(query) == {
        "sector": ["“hbo” is geen sector. Kies een sector uit de lijst."],
        "status": ["“klaar” is geen status. Kies een status uit de lijst."],
        "bredeRegio": ["Deze brede regio kennen wij niet. Kies er een uit de lijst."],
        "provincie": ["Deze provincie kennen wij niet. Kies er een uit de lijst."],
        "gemeente": [
            (
                "Wij kennen geen gemeente “Utregt”. Controleer de spelling of vul de gemeentecode in, "
                "bijvoorbeeld GM0344."
            )
        ],
        "landelijk": ["Kies bij landelijk “ja” of “nee”."],
        "peilDatum": ["Dit is geen datum. Schrijf jaar, maand en dag, bijvoorbeeld 2024-01-31."],
        "sorteer": [
            (
                "Hierop kunnen wij niet sorteren. Kies naam, partijen, scholen of gemeenten, "
                "met een streepje ervoor voor andersom."
            )
        ],
    }
    assert errors("regeling=rap-1999", RapProjectFilterSet, RapProject) == {
        "regeling": ["“rap-1999” is geen regeling van RAP. Kies een regeling uit de lijst."]
    }
    assert errors("sectorgroep=hbo", PartnershipFilterSet, SamenOpleidenPartnership) == {
        "sectorgroep": ["Kies als sectorgroep “po-vso” of “vo-mbo”."]
    }


@pytest.mark.parametrize(
    "name", ["q", "sector", "bredeRegio", "provincie", "gemeente", "peilDatum", "sorteer"]
)
def test_a_zero_character_is_refused_instead_of_breaking_the_query(name):
    assert list(errors(f"{name}=a%00b")) == [name]


def test_a_very_long_search_is_refused():
    assert errors("q=" + "a" * 101) == {"q": ["Gebruik ten hoogste 100 tekens om te zoeken."]}
