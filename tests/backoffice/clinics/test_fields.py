"""Fields of a clinic: forgiving where a value can mean one thing only, else a sentence."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from storefront.backoffice.clinics.fields import LogoField
from storefront.clinics.branding import logos
from tests.clinics.pictures import SVG, picture


def test_the_name_and_the_type_that_a_file_claims_count_for_nothing():
    field = LogoField()

    with pytest.raises(Exception, match="SVG or HTML"):
        field.clean(SimpleUploadedFile("logo.png", SVG, "image/png"))
    assert isinstance(field.clean(SimpleUploadedFile("x.exe", picture(), "text/html")), logos.LogoImage)
