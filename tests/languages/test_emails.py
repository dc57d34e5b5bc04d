"""Emails are in the language of the page that asked for them."""

from __future__ import annotations

import pytest
from django.core.mail import EmailMessage

from storefront.clinics.models import Clinic
from storefront.languages import language_codes
from tests.languages.reading import Reader
from tests.mail.letterbox import letterbox
from tests.world import NEW_PATIENT, World

SUBJECTS = {
    "en": ["Confirm your email address", "You already have an account", "Choose a new password"],
    "fr": ["Confirmez votre adresse de courriel", "Vous avez déjà un compte", "Choisissez un nouveau mot de passe"],
    "es": ["Confirme su correo electrónico", "Ya tiene una cuenta", "Elija una contraseña nueva"],
}
WORDS = {"en": "was made with this", "fr": "a été créé avec cette", "es": "Se creó una cuenta"}


@pytest.mark.parametrize("language", language_codes())
def test_a_letter_speaks_the_language_of_the_page(
    language: str, meadow: Clinic, world: World, mailoutbox: list[EmailMessage]
) -> None:
    meadow.languages = list(SUBJECTS)
    meadow.save()
    reader = Reader("meadow.localhost", language)
    somebody = NEW_PATIENT | {"email": "zoe@meadow.example"}

    reader.post("/signup/", somebody)
    Reader("meadow.localhost", language).post("/signup/", somebody)
    Reader("meadow.localhost", language).post("/password/", {"email": "zoe@meadow.example"})

    letters = letterbox()
    assert [letter.subject for letter in letters] == SUBJECTS[language]
    assert WORDS[language] in letters[0].body
