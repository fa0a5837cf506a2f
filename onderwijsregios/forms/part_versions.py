"""Compare and restore versions of a text."""

from django import forms


class CompareForm(forms.Form):
    """Which two versions stand beside each other; without ``nieuw`` the present one."""

    oud = forms.IntegerField(min_value=1)
    nieuw = forms.IntegerField(min_value=1, required=False)


class RestoreForm(forms.Form):
    """Which version comes back, and which one the page showed as the present one."""

    terug = forms.IntegerField(min_value=1)
    nu = forms.IntegerField(min_value=1)
