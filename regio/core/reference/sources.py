"""Where the facts in the tables come from. The codes stand beside the facts."""

from regio.core.reference.tables import SOURCES, Row

AREAS = "cbs-gemeenten-2025"
LABOUR_MARKET = "cbs-gebieden-2026"
CHANGES = "cbs-herindelingen-2026"
POSTCODES_DUO = "duo-bo-2026-08"
POSTCODES_LAW = "swv-regeling-2015"
POSTCODES_POINTS = "geonames-2018"
SCHOOLS_BO = "duo-bo-2026-08"
SCHOOLS_VO = "duo-vo-2020-10"
POINTS = "duo-punten-2024-11"
INSTITUTIONS = "duo-ho-2026-02"
RECOGNITIONS = "duo-erkenningen-2026-02"
BOARD_NAMES = "duo-besturen-2026-10"
ANNUAL_ACCOUNTS = "duo-jaarrekeningen-{year}"
STUDENTS_HBO = "duo-hbo-2024-10"
STUDENTS_WO = "duo-wo-2019-10"
CROSSINGS = "oeververbindingen-2026"

DUO = "Dienst Uitvoering Onderwijs (DUO)"
DUO_LICENCE = "CC0 1.0 (nieuwere catalogus: CC BY 4.0)"
CBS = "CBS / Kadaster"
CC_BY = "CC BY 4.0"


def _source(code: str, *rest: str) -> Row:
    """Return a row: code, title, publisher, licence, address, reference date and possibly a note."""
    cells = (code, *rest, "")[: len(SOURCES.columns)]
    return dict(zip(SOURCES.columns, cells, strict=True))


def sources() -> list[Row]:
    """Return the table of sources."""
    catalogue = "https://onderwijsdata.duo.nl/dataset"
    return [
        _source(
            AREAS,
            "Gemeentegrenzen en namen, 2025",
            CBS,
            CC_BY,
            "https://www.pdok.nl/introductie/-/article/cbs-gebiedsindelingen",
            "2025-01-01",
            "© CBS / Kadaster. Grenzen van 2022, met de samenvoegingen tot en met 2025 verwerkt en "
            "vereenvoudigd; kleine grenscorrecties na 2022 ontbreken. "
            "De 342 gemeenten van 2025 en 2026 zijn dezelfde.",
        ),
        _source(
            LABOUR_MARKET,
            "Gebieden in Nederland 2026 (arbeidsmarktregio's)",
            "CBS",
            CC_BY,
            "https://opendata.cbs.nl/statline/#/CBS/nl/dataset/86247NED/table",
            "2026-01-01",
        ),
        _source(
            CHANGES,
            "Gemeentelijke herindelingen 2015-2026",
            "CBS",
            CC_BY,
            "https://www.cbs.nl/nl-nl/onze-diensten/methoden/classificaties/overig/gemeentelijke-indelingen-per-jaar",
            "2026-01-01",
            "Afgeleid uit de gemeentegrenzen van 2015 en 2025; de datums zijn met de hand ingevuld.",
        ),
        _source(
            POSTCODES_LAW,
            "Regeling regio-indeling samenwerkingsverbanden passend onderwijs PO en VO",
            "Ministerie van OCW",
            "geen auteursrecht (artikel 11 Auteurswet)",
            "https://wetten.overheid.nl/BWBR0032324",
            "2015-01-01",
        ),
        _source(
            POSTCODES_POINTS,
            "Postcodegebieden: plaatsnamen en punten",
            "GeoNames",
            CC_BY,
            "https://www.geonames.org/",
            "2018-01-01",
        ),
        _source(
            SCHOOLS_BO,
            "Alle vestigingen basisonderwijs",
            DUO,
            DUO_LICENCE,
            f"{catalogue}/adressen_bo",
            "2026-08-04",
        ),
        _source(
            SCHOOLS_VO,
            "Instellingen voortgezet onderwijs",
            DUO,
            DUO_LICENCE,
            f"{catalogue}/adressen_vo",
            "2020-10-01",
            "Alleen gebruikt voor het bestuur van scholen in het voortgezet onderwijs.",
        ),
        _source(
            POINTS,
            "Schooladressen met leerlingen en plaats op de kaart",
            f"{DUO}; punten uit de BAG (Kadaster)",
            DUO_LICENCE,
            f"{catalogue}/adressen_vo",
            "2024-11-22",
            "Leerlingen: schooljaar 2023-2024. Adressen met een punt uit de BAG (Kadaster).",
        ),
        _source(
            INSTITUTIONS,
            "Instellingen en besturen hoger onderwijs",
            DUO,
            DUO_LICENCE,
            f"{catalogue}/adressen_ho",
            "2026-02-20",
        ),
        _source(
            RECOGNITIONS,
            "Overzicht erkenningen hoger onderwijs",
            DUO,
            DUO_LICENCE,
            f"{catalogue}/overzicht-erkenningen-ho",
            "2026-02-20",
        ),
        _source(
            BOARD_NAMES,
            "Besturen (namen van een deel van de besturen)",
            DUO,
            DUO_LICENCE,
            f"{catalogue}/adressen_bo",
            "2026-10-06",
        ),
        *(
            _source(
                ANNUAL_ACCOUNTS.format(year=year),
                f"Jaarrekeningen van onderwijsbesturen {year}",
                DUO,
                DUO_LICENCE,
                "https://duo.nl/open_onderwijsdata/",
                f"{year}-12-31",
                "Gebruikt voor de namen van besturen.",
            )
            for year in range(2015, 2020)
        ),
        _source(
            STUDENTS_HBO,
            "Ingeschrevenen hbo 2020-2024",
            DUO,
            DUO_LICENCE,
            f"{catalogue}/p01hoinges",
            "2024-10-01",
            "Aantallen onder de 5 zijn geteld als 4.",
        ),
        _source(
            STUDENTS_WO,
            "Inschrijvingen wo 2019",
            DUO,
            DUO_LICENCE,
            "https://duo.nl/open_onderwijsdata/",
            "2019-10-01",
            "Aantallen onder de 5 zijn geteld als 4.",
        ),
        _source(
            CROSSINGS,
            "Veerdiensten en tunnels naar gemeenten zonder landgrens",
            "dit portaal",
            "CC0 1.0",
            "",
            "2026-11-01",
            "Met de hand bijgehouden: waar de veren van TESO, Doeksen, Wagenborg en Westerschelde Ferry "
            "aanleggen, en waar de Westerscheldetunnel uitkomt.",
        ),
    ]
