"""What sample rounds, plans, reviews and decisions say."""

from onderwijsregios.enums import Outcome, PartKey

INTRODUCTION = """\
Voorbeeld van een ronde. Schoolbesturen, lerarenopleidingen en de beroepsgroep vragen samen aan
om als voorloper een onderwijsregio te ontwikkelen.""".replace("\n", " ")

CRITERIA = (
    (
        "Opgaven en integrale aanpak",
        3,
        "Zijn de opgaven helder, en hangen de vijf onderdelen van de aanpak samen?",
        ("geen samenhang", "losse activiteiten", "hoofdlijnen", "samenhangend", "overtuigend geheel"),
    ),
    (
        "Relevante regio",
        2,
        "Past het gebied bij de onderwijsarbeidsmarkt en bij wat er al samenwerkt?",
        ("willekeurig", "deels passend", "passend", "goed onderbouwd", "vanzelfsprekend"),
    ),
    (
        "Governance",
        3,
        "Hebben schoolbesturen, lerarenopleidingen en beroepsgroep een gelijkwaardige rol?",
        ("een partij beslist", "vooral overleg", "in de maak", "gelijkwaardig", "gelijkwaardig en beproefd"),
    ),
    (
        "Uitvoering en leren",
        2,
        "Kan de regio in het schooljaar beginnen en deelt zij wat zij leert?",
        ("niet uitvoerbaar", "veel onzeker", "uitvoerbaar", "goed voorbereid", "al begonnen"),
    ),
)
"""Title, weight, explanation and what the scores 1 to 5 mean."""

QUESTIONS = (
    (
        "Mag een bestuur in twee aanvragen meedoen?",
        "Ja, met verschillende scholen. Een school doet in ten hoogste één regio mee. Een voorbeeld.",
    ),
    (
        "Moet de beroepsgroep al bij het indienen zijn aangesloten?",
        "Ja. Beschrijf in het plan wie de beroepsgroep vertegenwoordigt en hoe die meebeslist. Voorbeeld.",
    ),
    (
        "Tot wanneer kunnen wij onze aanvraag nog veranderen?",
        "Tot de ronde sluit. Dien opnieuw in; de laatste versie telt. Een voorbeeld.",
    ),
)
"""Questions about a round with their answers."""

TEXTS = {
    PartKey.OPGAVEN: "Vacatures staan lang open en starters stoppen te vaak. Tekst van een voorbeeld.",
    PartKey.WERVEN: "Een gezamenlijk loket voor zij-instromers en terugkeerders.",
    PartKey.MATCHEN: "Vacatures en kandidaten van alle besturen komen op een plek samen.",
    PartKey.OPLEIDEN: "Alle studenten leren een groot deel van hun opleiding op school.",
    PartKey.BEGELEIDEN: "Drie jaar begeleiding voor starters, met minder lestaken in het eerste jaar.",
    PartKey.PROFESSIONALISEREN: "Een gedeeld aanbod van cursussen en een leernetwerk per vak.",
    PartKey.REGIO: "De meeste leraren wonen en werken binnen deze gemeenten.",
    PartKey.GOVERNANCE: "Een stuurgroep waarin de drie partijen evenveel stemmen hebben.",
    PartKey.ROL_BESTUREN: "De besturen brengen plaatsen, mensen en middelen in.",
    PartKey.ROL_OPLEIDERS: "De lerarenopleidingen stemmen hun aanbod af en leiden samen op.",
    PartKey.ROL_BEROEPSGROEP: "De beroepsgroep heeft instemming op de plannen.",
}

REASONS = {
    Outcome.SELECTED: "De aanpak is samenhangend en de partijen zijn gelijkwaardig. Een voorbeeld.",
    Outcome.PROVISIONAL: "De aanpak overtuigt; de beroepsgroep is te weinig betrokken. Een voorbeeld.",
    Outcome.NOT_SELECTED: "De opgaven zijn nog niet uitgewerkt tot een aanpak. Een voorbeeld.",
}
