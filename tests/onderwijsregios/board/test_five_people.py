"""Five people with two tabs each write at the same time: every accepted save stays, nothing is lost."""

import random
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from html import unescape
from itertools import pairwise
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client

from onderwijsregios.enums import PartKey, Section
from onderwijsregios.models import Application, PlanPart, PlanPartVersion
from tests.factories.onderwijsregios import ApplicationFactory, representative_of

pytestmark = pytest.mark.django_db(transaction=True)

PEOPLE, TABS, SAVES = 5, 2, 15
SEED = 20230328
SECTIONS = (Section.AANPAK, Section.GOVERNANCE)
KEYS = [key for section in SECTIONS for key in section.parts]


def fields_in(response):
    """Return what stands in the fields of a page; read from its text, because the test client's
    own ``context`` mixes up what threads draw at the same time."""
    texts = re.findall(r'<textarea name="([^"]+)"[^>]*>(.*?)</textarea>', response.text, re.DOTALL)
    versions = re.findall(r'name="(versie-[^"]+)" value="(\d+)"', response.text)
    return {name: unescape(text).strip() for name, text in texts} | dict(versions)


def beside(response):
    """Return what is saved now, by field, as a page or a fragment shows it beside what was typed."""
    found = re.findall(r'id="id_(?:nu|bewaard)_([^"]+)"[^>]*>(.*?)</textarea>', response.text, re.DOTALL)
    return {name: unescape(text).strip() for name, text in found}


@dataclass
class Tab:
    """An opened page: what stands in its fields, and the versions that it was made from."""

    client: Client
    address: str
    keys: tuple[PartKey, ...]
    name: str
    chance: random.Random
    fields: dict[str, str] = field(default_factory=dict)
    accepted: list[tuple[str, str]] = field(default_factory=list)
    """Each text that the server said it had saved, with its part."""
    conflicts: int = 0

    def opens(self):
        """Load the page, as a person does now and then; what was kept of a conflict is let go."""
        page = self.client.get(self.address)
        self.fields = fields_in(page) | beside(page)

    def types(self, number):
        """Put words in a field and let it save itself; merge by hand after a conflict."""
        key = self.chance.choice(self.keys).value
        mine = f"[{self.name}.{number}]"
        self.fields[key] = f"{self.fields[key]} {mine}".strip()
        answer = self.client.post(self.address, {**self.fields, "veld": key})
        while answer["X-Bewaard"] == "gewijzigd":
            self.conflicts += 1
            version = re.search(r'name="bewaar-samengevoegd" value="(\d+)"', answer.text).group(1)
            self.fields |= {key: f"{beside(answer)[key]} {mine}".strip(), f"versie-{key}": version}
            answer = self.client.post(self.address, {**self.fields, "veld": key})
        assert (answer.status_code, answer["X-Bewaard"]) == (200, "ja")
        self.fields |= fields_in(answer)  # the version from which the field goes on
        self.accepted.append((key, self.fields[key]))

    def presses_save(self, number):
        """Type in two fields and press the button; a conflict shows both and saves neither."""
        keys = [key.value for key in self.chance.sample(self.keys, 2)]
        sent = self.fields | {key: f"{self.fields[key]} [{self.name}.{number}]".strip() for key in keys}
        answer = self.client.post(self.address, sent)
        if answer.status_code == 302:
            self.accepted += [(key, sent[key]) for key in keys]
            self.opens()
        else:
            self.conflicts += 1
            assert answer.status_code == 409
            shown = fields_in(answer)  # what was typed is still there, beside what is saved
            late = beside(answer)
            assert {key: shown[key] for key in late} == {key: sent[key] for key in late}
            assert late
            self.opens()

    def works(self):
        self.opens()
        for number in range(SAVES):
            chosen = self.chance.random()
            if chosen < 0.05:
                self.opens()
            if chosen < 0.9:
                self.types(number)
            else:
                self.presses_save(number)


def test_five_people_with_two_tabs_each_lose_nothing_and_overwrite_nothing():
    application = ApplicationFactory(complete=True)
    people = [representative_of(application.lead) for _ in range(PEOPLE)]
    before = dict(PlanPart.objects.filter(application=application).values_list("key", "text"))
    tabs = []
    for number, user in enumerate(people):
        for tab in range(TABS):
            client = Client()
            client.force_login(user)
            name = f"{number}{'ab'[tab]}"
            section = SECTIONS[number % len(SECTIONS)]
            address = f"/aanvragen/{application.pk}/{section.value}/"
            tabs.append(Tab(client, address, section.parts, name, random.Random(f"{SEED}{name}")))
    together = Barrier(len(tabs))

    def work(tab):
        connection.ensure_connection()
        together.wait()
        try:
            tab.works()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(tabs)) as pool:
        list(pool.map(work, tabs))

    versions = {key: [] for key in KEYS}
    for key, version, text in (
        PlanPartVersion.objects.filter(part__application=application, part__key__in=KEYS)
        .order_by("version")
        .values_list("part__key", "version", "text")
    ):
        versions[key].append(text)
        assert version == len(versions[key])  # no gaps
    accepted = [pair for tab in tabs for pair in tab.accepted]
    now = dict(PlanPart.objects.filter(application=application).values_list("key", "text"))

    # every accepted save is in the version list, and nothing else is
    assert {(key, text) for key, texts in versions.items() for text in texts[1:]} == set(accepted)
    assert sum(len(texts) - 1 for texts in versions.values()) == len(accepted)
    # nobody overwrote what was not before the eyes: each version goes on from the one before it
    broken = [
        (key, old, new)
        for key, texts in versions.items()
        for old, new in pairwise(texts)
        if not new.startswith(old)
    ]
    assert broken == []
    # so the present text holds every word that was ever accepted
    assert {key: now[key] for key in KEYS} == {key: texts[-1] for key, texts in versions.items()}
    assert {key: text for key, text in now.items() if key not in KEYS} == {
        key: text for key, text in before.items() if key not in KEYS
    }
    assert len(accepted) >= PEOPLE * TABS * SAVES * 0.8
    assert sum(tab.conflicts for tab in tabs) > PEOPLE * TABS
    assert Application.objects.count() == 1
