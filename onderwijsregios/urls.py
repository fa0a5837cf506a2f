"""Addresses of onderwijsregio's and of the rounds for voorlopers."""

from django.urls import include, path

from onderwijsregios.views import board, frontrunners, public, reviewer
from onderwijsregios.views.staff import assessment, dossiers, overlap, rounds

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
    path("ondertekenen/", board.SigningPage.as_view(), name="application-ondertekenen"),
    path("plan/", board.EditPlan.as_view(), name="application-plan"),
    path("plan/verwijderen/", board.RemovePlan.as_view(), name="application-remove-plan"),
    path("controleren/", board.CheckAndSubmit.as_view(), name="application-controleren"),
    path("ontvangst/<int:number>/", board.Receipt.as_view(), name="application-receipt"),
    path("intrekken/", board.Withdraw.as_view(), name="application-withdraw"),
    path("overlap/", board.OverlapPage.as_view(), name="application-overlap"),
    path("geschiedenis/", board.ApplicationHistory.as_view(), name="application-history"),
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
    path("verdelen/", assessment.Distribute.as_view(), name="staff-distribute"),
    path("rangorde/", assessment.Ranking.as_view(), name="staff-ranking"),
    path("overlap/", overlap.RoundOverlap.as_view(), name="staff-overlap"),
    path("publicatie/", assessment.Publication.as_view(), name="staff-publication"),
]

dossier_patterns = [
    path("", dossiers.Dossier.as_view(), name="staff-dossier"),
    path("beoordelaars/", dossiers.AssignReviewers.as_view(), name="staff-assign"),
    path("besluit/", dossiers.Decide.as_view(), name="staff-decide"),
    path("brief/", dossiers.LetterPreview.as_view(), name="staff-letter"),
]

urlpatterns = [
    path("onderwijsregios/", public.OnderwijsregioList.as_view(), name="list"),
    path("onderwijsregios/<slug:slug>/", public.OnderwijsregioDetail.as_view(), name="detail"),
    # the applicant
    path("aanvragen/nieuw/<slug:slug>/", board.StartApplication.as_view(), name="application-start"),
    path("aanvragen/<uuid:pk>/", include(application_patterns)),
    # the public
    path("voorlopers/", frontrunners.FrontrunnersPage.as_view(), name="frontrunners"),
    path("voorlopers/<slug:slug>/", frontrunners.RoundPage.as_view(), name="round"),
    # reviewers
    path("beoordelen/", reviewer.ReviewList.as_view(), name="reviews"),
    path("beoordelen/<uuid:pk>/", reviewer.ReviewPage.as_view(), name="review"),
    path("beoordelen/<uuid:pk>/belang/", reviewer.DeclareInterest.as_view(), name="review-interest"),
    # the Realisatie-Eenheid
    path("realisatie-eenheid/rondes/", rounds.RoundList.as_view(), name="staff-rounds"),
    path("realisatie-eenheid/rondes/nieuw/", rounds.RoundNew.as_view(), name="staff-round-new"),
    path("realisatie-eenheid/rondes/<slug:slug>/", include(round_patterns)),
    path("realisatie-eenheid/aanvragen/<uuid:pk>/", include(dossier_patterns)),
]
