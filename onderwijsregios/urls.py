"""Addresses of onderwijsregio's and of the rounds for voorlopers."""

from django.urls import include, path

from onderwijsregios.views import board, frontrunners, public, receipts, reviewer, signing_link, toets
from onderwijsregios.views.staff import (
    announcements,
    assessment,
    bezwaar,
    dossiers,
    extensions,
    information,
    overlap,
    questions,
    rounds,
    supplements,
)

app_name = "onderwijsregios"

application_patterns = [
    path("", board.ApplicationPage.as_view(), name="application"),
    path("opgaven/", board.EditTexts.as_view(step="opgaven"), name="application-opgaven"),
    path("aanpak/", board.EditTexts.as_view(step="aanpak"), name="application-aanpak"),
    path("regio/", board.EditRegion.as_view(), name="application-regio"),
    path("regio/gemeenten/", board.ChooseMunicipalities.as_view(), name="application-gemeenten"),
    path("governance/", board.EditTexts.as_view(step="governance"), name="application-governance"),
    path("partijen/", board.EditParties.as_view(), name="application-partijen"),
    path("scholen/", board.EditSchools.as_view(), name="application-scholen"),
    path("scholen/lijst/<uuid:number>/", board.SchoolListPage.as_view(), name="application-school-list"),
    path(
        "scholen/lijst/<uuid:number>/oordelen.csv",
        board.SchoolListCsv.as_view(),
        name="application-school-list-csv",
    ),
    path("ondertekenen/", board.SigningPage.as_view(), name="application-ondertekenen"),
    path("ondertekenen/convenant/", board.AddCovenant.as_view(), name="application-covenant"),
    path(
        "ondertekenen/verbetering/<slug:topic>/",
        board.MarkCorrection.as_view(),
        name="application-correction",
    ),
    path("ondertekenen/<uuid:organisation>/", board.SigningParty.as_view(), name="application-signing-party"),
    path("bijlagen/<slug:subject>/", board.EditAttachments.as_view(), name="application-attachments"),
    path(
        "bijlagen/<slug:subject>/<int:number>/verwijderen/",
        board.RemoveAttachment.as_view(),
        name="application-remove-attachment",
    ),
    path("plan/", board.EditPlan.as_view(), name="application-plan"),
    path("plan/verwijderen/", board.RemovePlan.as_view(), name="application-remove-plan"),
    path("controleren/", board.CheckAndSubmit.as_view(), name="application-controleren"),
    path("ontvangst/<int:number>/", board.ReceiptPage.as_view(), name="application-receipt"),
    path(
        "ontvangst/<int:number>/ontvangst.json",
        board.ReceiptJson.as_view(),
        name="application-receipt-json",
    ),
    path("ontvangst/<int:number>/ontvangst.pdf", board.ReceiptPdf.as_view(), name="application-receipt-pdf"),
    path("intrekken/", board.Withdraw.as_view(), name="application-withdraw"),
    path("intrekken/ongedaan-maken/", board.UndoWithdrawal.as_view(), name="application-undo-withdrawal"),
    path("overlap/", board.OverlapPage.as_view(), name="application-overlap"),
    path("team/", board.TeamPage.as_view(), name="application-team"),
    path("team/<int:seat>/", board.TeamMemberPage.as_view(), name="application-team-member"),
    path("team/verlaten/", board.LeaveTeam.as_view(), name="application-leave-team"),
    path("team/penvoerder/", board.HandOver.as_view(), name="application-hand-over"),
    path("penvoerder/", board.LeadOffer.as_view(), name="application-lead-offer"),
    path("opmerkingen/<slug:subject>/", board.CommentsPage.as_view(), name="application-comments"),
    path("versies/<slug:part>/", board.PartVersions.as_view(), name="application-versies"),
    path("afdrukken/", board.PrintPage.as_view(), name="application-afdrukken"),
    path("concept.pdf", board.DraftPdf.as_view(), name="application-concept-pdf"),
    path("geschiedenis/", board.ApplicationHistory.as_view(), name="application-history"),
    path("aanvullingen/<int:key>/", board.SupplementPage.as_view(), name="supplement"),
    path("uitslag/", board.ResultPage.as_view(), name="application-result"),
    path("bezwaar/", board.FileBezwaar.as_view(), name="bezwaar-new"),
    path("bezwaar/<slug:number>/", board.BezwaarPage.as_view(), name="bezwaar"),
    path("bezwaar/<slug:number>/intrekken/", board.WithdrawBezwaar.as_view(), name="bezwaar-withdraw"),
]

round_patterns = [
    path("", rounds.RoundDashboard.as_view(), name="staff-round"),
    path("bewerken/", rounds.RoundEdit.as_view(), name="staff-round-edit"),
    path("criteria/", rounds.CriterionList.as_view(), name="staff-criteria"),
    path("criteria/nieuw/", rounds.CriterionEdit.as_view(), name="staff-criterion-new"),
    path("criteria/<int:criterion>/", rounds.CriterionEdit.as_view(), name="staff-criterion"),
    path(
        "criteria/<int:criterion>/verwijderen/",
        rounds.CriterionRemove.as_view(),
        name="staff-criterion-remove",
    ),
    path("documenten/", information.DocumentList.as_view(), name="staff-round-documents"),
    path(
        "documenten/<int:document>/verwijderen/",
        information.DocumentRemove.as_view(),
        name="staff-round-document-remove",
    ),
    path("vragen/", information.QuestionList.as_view(), name="staff-round-questions"),
    path("vragen/nieuw/", information.QuestionEdit.as_view(), name="staff-round-question-new"),
    path("vragen/<int:question>/", information.QuestionEdit.as_view(), name="staff-round-question"),
    path("verdelen/", assessment.Distribute.as_view(), name="staff-distribute"),
    path("rangorde/", assessment.Ranking.as_view(), name="staff-ranking"),
    path("overlap/", overlap.RoundOverlap.as_view(), name="staff-overlap"),
    path("later-toelaten/", extensions.ExtensionList.as_view(), name="staff-extensions"),
    path(
        "later-toelaten/nieuw/<uuid:organisation>/",
        extensions.ExtensionGrant.as_view(),
        name="staff-extension-new",
    ),
    path("later-toelaten/<int:extension>/", extensions.ExtensionChange.as_view(), name="staff-extension"),
    path(
        "later-toelaten/<int:extension>/intrekken/",
        extensions.ExtensionRevoke.as_view(),
        name="staff-extension-revoke",
    ),
    path("aankondigingen/", announcements.RoundAnnouncements.as_view(), name="staff-announcements"),
    path("publicatie/", assessment.Publication.as_view(), name="staff-publication"),
]

dossier_patterns = [
    path("", dossiers.Dossier.as_view(), name="staff-dossier"),
    path("beoordelaars/", dossiers.AssignReviewers.as_view(), name="staff-assign"),
    path("besluit/", dossiers.Decide.as_view(), name="staff-decide"),
    path("brief/", dossiers.LetterPreview.as_view(), name="staff-letter"),
    path("aanvullingen/nieuw/", supplements.AskSupplement.as_view(), name="staff-supplement-new"),
    path("aanvullingen/<int:supplement>/", supplements.SupplementDetail.as_view(), name="staff-supplement"),
    path("vragen/", questions.DossierQuestions.as_view(), name="staff-questions"),
    path("vragen/<int:question>/", questions.AnswerQuestion.as_view(), name="staff-question"),
]

urlpatterns = [
    path("onderwijsregios/", public.OnderwijsregioList.as_view(), name="list"),
    path("onderwijsregios/<slug:slug>/", public.OnderwijsregioDetail.as_view(), name="detail"),
    # the applicant
    path("aanvragen/nieuw/<slug:slug>/", board.StartApplication.as_view(), name="application-start"),
    path("aanvragen/<uuid:pk>/", include(application_patterns)),
    path("mijn/klaar-voor-de-start/", board.Readiness.as_view(), name="readiness"),
    path("uitnodiging/<str:token>/", board.Invitation.as_view(), name="invitation"),
    # parties that sign
    path("tekenen/uitgestapt/", signing_link.LeftSigning.as_view(), name="signing-left"),
    path("tekenen/aanvraag/<uuid:pk>/<uuid:organisation>/", board.PartySigning.as_view(), name="sign"),
    path("tekenen/<str:token>/", signing_link.SignByLink.as_view(), name="sign-by-link"),
    path("tekenen/<str:token>/bedankt/", signing_link.ThanksForSigning.as_view(), name="sign-by-link-thanks"),
    path(
        "tekenen/<str:token>/bestand/<uuid:document>/",
        signing_link.FileByLink.as_view(),
        name="sign-by-link-file",
    ),
    # the public
    path("voorlopers/", frontrunners.FrontrunnersPage.as_view(), name="frontrunners"),
    path("ontvangst/", receipts.ReceiptCheck.as_view(), name="receipt-check"),
    path("ontvangst/sleutel.json", receipts.keys, name="receipt-keys"),
    path("voorlopers/<slug:slug>/", frontrunners.RoundPage.as_view(), name="round"),
    path("voorlopers/<slug:slug>/agenda.ics", frontrunners.RoundAgenda.as_view(), name="round-agenda"),
    path(
        "voorlopers/<slug:slug>/documenten/<uuid:pk>/",
        frontrunners.RoundFile.as_view(),
        name="round-document",
    ),
    path("voorlopers/<slug:slug>/toets/", toets.ToetsPage.as_view(), name="toets"),
    # reviewers
    path("beoordelen/", reviewer.ReviewList.as_view(), name="reviews"),
    path("beoordelen/<uuid:pk>/", reviewer.ReviewPage.as_view(), name="review"),
    path("beoordelen/<uuid:pk>/belang/", reviewer.DeclareInterest.as_view(), name="review-interest"),
    # the Realisatie-Eenheid
    path("realisatie-eenheid/rondes/", rounds.RoundList.as_view(), name="staff-rounds"),
    path("realisatie-eenheid/rondes/nieuw/", rounds.RoundNew.as_view(), name="staff-round-new"),
    path("realisatie-eenheid/rondes/<slug:slug>/", include(round_patterns)),
    path("realisatie-eenheid/aanvragen/<uuid:pk>/", include(dossier_patterns)),
    path("realisatie-eenheid/bezwaren/", bezwaar.BezwaarList.as_view(), name="staff-bezwaren"),
    path("realisatie-eenheid/bezwaren/<slug:number>/", bezwaar.BezwaarDetail.as_view(), name="staff-bezwaar"),
]
