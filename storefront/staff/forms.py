"""What staff type to come in."""

from __future__ import annotations

from django import forms

CODE = {"autocomplete": "one-time-code", "inputmode": "numeric", "autocapitalize": "none", "spellcheck": "false"}


class CodeForm(forms.Form):
    """Six digits from the authenticator app, or a recovery code, with or without its spaces and hyphens."""

    code = forms.CharField(
        label="Six-digit code",
        max_length=20,
        strip=True,
        widget=forms.TextInput(attrs=CODE | {"autofocus": True, "aria-describedby": "code-hint"}),
    )


class SignInForm(forms.Form):
    username = forms.CharField(
        label="User name",
        max_length=150,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false", "autofocus": True}
        ),
    )
    password = forms.CharField(
        max_length=4096,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    code = forms.CharField(
        label="Six-digit code",
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs=CODE | {"aria-describedby": "code-hint"}),
    )
