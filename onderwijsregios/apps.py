"""Onderwijsregio's, and the rounds in which voorlopers are selected."""

from django.apps import AppConfig

from regio.core.registry import (
    MailKind,
    MapLayer,
    Panel,
    Programme,
    register_announcements,
    register_document_rule,
    register_due,
    register_forgetting,
    register_mail_kind,
    register_panel,
    register_programme,
)


class OnderwijsregiosConfig(AppConfig):
    """Registers the programme with the shared pages, and what falls due."""

    name = "onderwijsregios"
    verbose_name = "Onderwijsregio's"

    def ready(self) -> None:
        from onderwijsregios.selectors.announced import NOTICES
        from onderwijsregios.selectors.announcements import round_announcements
        from onderwijsregios.selectors.applications import applications_panel, use_by_applicant
        from onderwijsregios.selectors.bezwaar import aftercare_panel, use_in_bezwaar
        from onderwijsregios.selectors.dossiers import (
            reviews_panel,
            rounds_panel,
            use_by_reviewer,
            use_by_staff,
        )
        from onderwijsregios.selectors.signing import signing_panel, use_for_signing
        from onderwijsregios.services.announcing import announce_rounds
        from onderwijsregios.services.applications.receipts import make_due_receipts
        from onderwijsregios.services.applications.schools import judge_waiting_lists
        from onderwijsregios.services.applications.team import expire_invitations
        from onderwijsregios.services.due import publish_due_rounds
        from onderwijsregios.services.forgetting import forget_person
        from onderwijsregios.services.overlap import announce_overlap
        from onderwijsregios.services.signing import remind_due
        from onderwijsregios.services.signing.mails import SUPPLEMENTED_TEXT
        from onderwijsregios.services.supplements import expire_supplements

        register_programme(
            Programme(
                key="onderwijsregios",
                label="onderwijsregio",
                label_plural="onderwijsregio's",
                description=(
                    "Schoolbesturen, lerarenopleidingen en beroepsgroep zorgen samen voor genoeg leraren."
                ),
                model="onderwijsregios.Onderwijsregio",
                list_url="onderwijsregios:list",
                detail_url="onderwijsregios:detail",
                filters="onderwijsregios.forms.filters.OnderwijsregioFilterSet",
                api_path="onderwijsregios",
                api_urls="onderwijsregios.api.urls",
                id_prefix="OR",
                layers=(
                    MapLayer("onderwijsregios-po-so", "Onderwijsregio's po/(v)so", frozenset({"po", "so"})),
                    MapLayer("onderwijsregios-vo-mbo", "Onderwijsregio's vo/mbo", frozenset({"vo", "mbo"})),
                ),
                order=1,
            )
        )
        register_panel(
            Panel(
                "onderwijsregios.applications",
                "onderwijsregios/board/panel_applications.html",
                applications_panel,
                order=10,
            )
        )
        register_panel(
            Panel(
                "onderwijsregios.signing",
                "onderwijsregios/board/panel_signing.html",
                signing_panel,
                order=12,
            )
        )
        register_panel(
            Panel(
                "onderwijsregios.reviews",
                "onderwijsregios/reviewer/panel_reviews.html",
                reviews_panel,
                order=20,
            )
        )
        register_panel(
            Panel("onderwijsregios.rounds", "onderwijsregios/staff/panel_rounds.html", rounds_panel, order=30)
        )
        register_document_rule("onderwijsregios.applicant", use_by_applicant)
        register_document_rule("onderwijsregios.signing", use_for_signing)
        register_document_rule("onderwijsregios.reviewer", use_by_reviewer)
        register_document_rule("onderwijsregios.staff", use_by_staff)
        register_forgetting("onderwijsregios", forget_person)
        register_announcements("onderwijsregios.rounds", round_announcements)
        register_document_rule("onderwijsregios.bezwaar", use_in_bezwaar)
        register_panel(
            Panel(
                "onderwijsregios.aftercare",
                "onderwijsregios/staff/panel_aftercare.html",
                aftercare_panel,
                order=35,
            )
        )
        register_due("onderwijsregios.supplements", expire_supplements)  # before what they hold up
        register_due("onderwijsregios.publish", publish_due_rounds)
        register_due("onderwijsregios.overlap", announce_overlap)
        register_due("onderwijsregios.remind_to_sign", remind_due)
        register_due("onderwijsregios.announce", announce_rounds)
        register_due("onderwijsregios.team", expire_invitations)
        for order, (kind, explanation) in enumerate(NOTICES.items()):
            register_mail_kind(MailKind(kind, str(kind.label), explanation, order))
        register_mail_kind(
            MailKind(
                SUPPLEMENTED_TEXT,
                "een ondertekende tekst is aangevuld",
                "Als uw organisatie een aanvraag ondertekende en de penvoerder die na de sluiting aanvult.",
                order=len(NOTICES),
            )
        )
        register_due("onderwijsregios.receipts", make_due_receipts)
        register_due("onderwijsregios.school_lists", judge_waiting_lists)
