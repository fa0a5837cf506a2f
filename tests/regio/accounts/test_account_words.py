"""The pages and mails that allauth makes speak as the portal does: "u", and no English."""

import ast
import gettext
import html
import inspect
import re
from pathlib import Path

import allauth
import pytest
from allauth.account.models import EmailConfirmationHMAC
from allauth.core.context import request_context
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.conf import settings
from django.contrib.auth import password_validation
from django.contrib.auth.models import AnonymousUser
from django.core import validators
from django.template.loader import render_to_string

from tests.factories.regio import PASSWORD, UserFactory
from tests.second_factor import code_on_the_phone

pytestmark = pytest.mark.django_db

ALLAUTH = Path(allauth.__file__).parent
LOCALE = Path(settings.BASE_DIR) / "locale" / "nl" / "LC_MESSAGES"
FORBIDDEN = re.compile(
    r"\b(je|jij|jou|jouw|jezelf|\w*(?:aan|af)meld\w*|meld je"
    r"|the|you|your|this|these|please|has|have|been|are|not|and|with|sign|enter|used|name|invalid|successfully)\b",
    re.IGNORECASE,
)
NOT_OURS = {
    "login_code",
    "password_reset_code",
    "phone_verification_sent",
    "phone_verified",
    "login_code_sent",
}
"""Mails and messages of ways to sign in that the portal does not have."""


def words(markup):
    """Return what can be read or heard on a page."""
    spoken = " ".join(re.findall(r'(?:alt|title|aria-label|placeholder)="([^"]*)"', markup))
    without = re.sub(r"(?s)<(script|style|svg)\b.*?</\1>", " ", markup)
    return html.unescape(re.sub(r"<[^>]+>", " ", without) + " " + spoken)


def test_every_page_about_accounts_says_u(client, mailoutbox, settings):
    settings.ACCOUNT_RATE_LIMITS = False
    wrong, titles = {}, []

    def look(where, answer, status=200):
        assert answer.status_code == status, where
        if found := FORBIDDEN.findall(words(answer.text)):
            wrong[where] = found
        titles.append(html.unescape(re.search(r"<title>(.*?) – ", answer.text, re.DOTALL).group(1)).strip())
        return answer

    def opens(path, status=200):
        return look(path, client.get(path, follow=True), status)

    def sends(path, data):
        return look(f"{path} {sorted(data)}", client.post(path, data, follow=True))

    # somebody without an account
    opens("/account/login/")
    sends("/account/login/", {})
    sends("/account/login/", {"login": "niemand@example.org", "password": "x"})
    opens("/account/signup/")
    sends("/account/signup/", {"email": "x", "password1": "kort", "password2": "anders"})
    sends(
        "/account/signup/", {"email": "nieuw@example.org", "password1": "password", "password2": "password"}
    )
    sends("/account/signup/", {"email": "nieuw@example.org", "password1": PASSWORD, "password2": PASSWORD})
    sends("/account/signup/", {"email": "nieuw@example.org", "password1": PASSWORD, "password2": PASSWORD})
    sends("/account/login/", {"login": "nieuw@example.org", "password": PASSWORD})
    confirm = re.search(r"/account/confirm-email/\S+", mailoutbox[0].body).group()
    opens("/account/confirm-email/klopt-niet/")
    opens(confirm)
    sends(confirm, {})
    opens("/account/password/reset/")
    sends("/account/password/reset/", {"email": "geen adres"})
    sends("/account/password/reset/", {"email": "niemand@example.org"})
    sends("/account/password/reset/", {"email": "nieuw@example.org"})
    link = re.search(r"/account/password/reset/key/\S+", mailoutbox[-1].body).group()
    opens("/account/password/reset/key/1-x-y/")
    form = opens(link).redirect_chain[-1][0]
    sends(form, {"password1": "a", "password2": "b"})
    sends(form, {"password1": PASSWORD + "2", "password2": PASSWORD + "2"})
    opens("/account/password/reset/key/done/")
    opens("/account/inactive/")
    opens("/account/3rdparty/login/cancelled/")
    opens("/account/3rdparty/login/error/", 401)

    # somebody who signs in and manages the account
    user = UserFactory(password=PASSWORD)
    address = user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    sends("/account/login/", {"login": user.email, "password": PASSWORD})
    opens("/account/login/")
    opens("/account/logout/")
    opens("/account/email/")
    sends("/account/email/", {"action_add": "", "email": user.email})
    sends("/account/email/", {"action_add": "", "email": "tweede@example.org"})
    sends("/account/email/", {"action_send": "", "email": "tweede@example.org"})
    sends("/account/email/", {"action_primary": "", "email": "tweede@example.org"})
    sends("/account/email/", {"action_remove": "", "email": user.email})
    sends("/account/email/", {"action_remove": "", "email": "tweede@example.org"})
    opens(f"/account/confirm-email/{EmailConfirmationHMAC(address).key}/")
    opens("/account/password/change/")
    sends("/account/password/change/", {"oldpassword": "fout", "password1": "a", "password2": "b"})
    sends("/account/password/change/", dict.fromkeys(["oldpassword", "password1", "password2"], PASSWORD))
    opens("/account/3rdparty/")
    opens("/account/reauthenticate/")
    sends("/account/reauthenticate/", {"password": "fout"})
    sends("/account/reauthenticate/", {"password": PASSWORD})
    opens("/account/2fa/")
    page = opens("/account/2fa/totp/activate/")
    sends("/account/2fa/totp/activate/", {"code": "123"})
    secret = re.search(r"\b[A-Z2-7]{32}\b", page.text).group()
    code = code_on_the_phone(secret)
    sends("/account/2fa/totp/activate/", {"code": code})
    opens("/account/2fa/recovery-codes/")
    opens("/account/2fa/recovery-codes/generate/")
    sends("/account/2fa/recovery-codes/generate/", {})
    sends("/account/email/", {"action_add": "", "email": "derde@example.org"})
    opens("/account/2fa/webauthn/add/")
    sends("/account/2fa/webauthn/add/", {"name": "x", "credential": "onzin"})
    opens("/account/2fa/webauthn/")
    opens("/account/2fa/webauthn/reauthenticate/")
    key = Authenticator.objects.create(user=user, type="webauthn", data={"name": "Laptop", "credential": {}})
    for path in ("", f"keys/{key.pk}/edit/", f"keys/{key.pk}/remove/"):
        opens(f"/account/2fa/webauthn/{path}")
    sends(f"/account/2fa/webauthn/keys/{key.pk}/edit/", {"name": ""})
    sends(f"/account/2fa/webauthn/keys/{key.pk}/remove/", {})
    opens("/account/2fa/")
    opens("/account/2fa/reauthenticate/")
    sends("/account/2fa/reauthenticate/", {"code": "123456"})
    sends("/account/logout/", {})

    # the second step, with a code of the phone or a recovery code
    sends("/account/login/", {"login": user.email, "password": PASSWORD})
    opens("/account/2fa/authenticate/")
    sends("/account/2fa/authenticate/", {"code": "123456"})
    (recovery,) = Authenticator.objects.filter(user=user, type="recovery_codes")
    sends("/account/2fa/authenticate/", {"code": RecoveryCodes(recovery).get_unused_codes()[0]})
    opens("/account/2fa/totp/deactivate/")
    sends("/account/2fa/totp/deactivate/", {})
    opens("/account/2fa/")

    for mail in mailoutbox:
        if found := FORBIDDEN.findall(f"{mail.subject}\n{mail.body}"):
            wrong[mail.subject] = found
    assert wrong == {}
    assert {"Inloggen", "Account maken", "Tweede stap bij inloggen", "Bevestig dat u het bent"} <= set(titles)


def test_who_tries_too_often_reads_it_in_dutch(client):
    user = UserFactory(password=PASSWORD)
    answers = [client.post("/account/password/reset/", {"email": user.email}) for _ in range(6)]
    assert (answers[-1].status_code, "Even geduld" in answers[-1].text) == (429, True)
    assert FORBIDDEN.findall(words(answers[-1].text)) == []


@pytest.mark.parametrize("kind", ["email", "messages"])
def test_every_mail_and_message_of_allauth_says_u(rf, kind):
    request = rf.get("/")
    request.user = AnonymousUser()
    context = {
        "user": UserFactory(name="Anna de Vries"),
        "email": "a@example.org",
        "provider": "SURFconext",
        "ip": "127.0.0.1",
        "user_agent": "Firefox",
    }
    wrong, count = {}, 0
    for app in ("account", "mfa", "socialaccount"):
        for path in sorted((ALLAUTH / "templates" / app / kind).glob("*.txt")):
            name = re.sub(r"_(subject|message)$", "", path.stem)
            if name in NOT_OURS or name.startswith("base_"):
                continue
            with request_context(request):
                text = render_to_string(f"{app}/{kind}/{path.name}", context, request)
            count += 1
            if found := FORBIDDEN.findall(text):
                wrong[f"{app}/{path.name}"] = found
    assert (wrong, count) == ({}, {"email": 37, "messages": 20}[kind])


@pytest.mark.parametrize("rows", [1, 3])
def test_list_of_passkeys_needs_the_same_queries_for_one_and_three(client, rows, django_assert_num_queries):
    user = UserFactory(password=PASSWORD)
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)
    client.post("/account/login/", {"login": user.email, "password": PASSWORD})
    names = ["een", "twee", "drie"][:rows]
    for name in names:
        Authenticator.objects.create(user=user, type="webauthn", data={"name": name, "credential": {}})
    with django_assert_num_queries(4):
        text = client.get("/account/2fa/webauthn/").text
    assert [text.count(f">{name}<") for name in names] == [1] * rows


# --- the files -------------------------------------------------------------------------------------


def sentences(path):
    """Return the translations in a .po file, as gettext keeps them."""
    found = {}
    for entry in path.read_text("utf-8").split("\n\n"):
        fields = {}
        for line in entry.splitlines():
            if line.startswith("msg"):
                name, _, text = line.partition(" ")
                fields[name] = ast.literal_eval(text)
            elif line.startswith('"'):
                fields[name] += ast.literal_eval(line)
        if "msgid_plural" in fields:
            found |= {(fields["msgid"], n): fields[f"msgstr[{n}]"] for n in (0, 1)}
        elif fields.get("msgid"):
            key = f"{fields['msgctxt']}\x04{fields['msgid']}" if "msgctxt" in fields else fields["msgid"]
            found[key] = fields.get("msgstr", "")
    return found


def test_the_compiled_sentences_are_those_that_were_written():
    with (LOCALE / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)._catalog
    written = sentences(LOCALE / "django.po")
    assert {key: text for key, text in compiled.items() if key} == written
    assert len(written) > 150


DJANGOS_OWN = {
    "This password is too short. It must contain at least %d character.": password_validation,
    "Null characters are not allowed.": validators,
}
"""What Django says without a translation, or in words that are not ours, and where."""


def test_each_sentence_of_ours_stands_for_one_that_is_still_said():
    theirs = sentences(ALLAUTH / "locale" / "nl" / "LC_MESSAGES" / "django.po")
    others = {
        key if isinstance(key, str) else key[0] for key in set(sentences(LOCALE / "django.po")) - set(theirs)
    }
    assert others == set(DJANGOS_OWN)
    assert [one for one, module in DJANGOS_OWN.items() if one not in inspect.getsource(module)] == []
