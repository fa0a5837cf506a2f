"""A site with holes, to see that the crawl finds them: what is hidden is how many comments there are."""

from django.http import Http404, HttpResponse
from django.urls import path

from onderwijsregios.models import Application, Comment
from regio.urls import urlpatterns as real_urls

OF_THE_WORLD = 5
"""So many comments are in the world without secrets: one of each team."""


def index(request):
    pages = ("woorden", "kenmerk", "vragen", "bestaan", "dicht")
    return HttpResponse("".join(f'<a href="/lek/{page}/">{page}</a>' for page in pages))


def words(request):
    return HttpResponse(f"Er zijn {Comment.objects.count()} opmerkingen.")


def header(request):
    return HttpResponse("Niets te zien.", headers={"ETag": f'"{Comment.objects.count()}"'})


def queries(request):
    for comment in Comment.objects.all():
        Application.objects.get(pk=comment.application_id)
    return HttpResponse("Niets te zien.")


def existence(request):
    if Comment.objects.count() == OF_THE_WORLD:
        raise Http404
    return HttpResponse("")


def tight(request):
    Comment.objects.count()
    return HttpResponse("Niets te zien.")


urlpatterns = [
    path("lek/", index),
    path("lek/woorden/", words),
    path("lek/kenmerk/", header),
    path("lek/vragen/", queries),
    path("lek/bestaan/", existence),
    path("lek/dicht/", tight),
    *real_urls,
]
