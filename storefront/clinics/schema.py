"""The clinics file, key by key. Every field's description finishes the sentence "expected ..."."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationInfo,
    create_model,
    field_validator,
    model_validator,
)

from storefront.clinics import upstream_urls, validators
from storefront.clinics.branding import colours
from storefront.languages import language_codes
from storefront.web.hostnames import validate_host_name


def checked(validator: Callable[[Any], None]) -> AfterValidator:
    """A Django validator at work in pydantic."""

    def check(value: Any) -> Any:
        try:
            validator(value)
        except ValidationError as error:
            raise ValueError(error.messages[0]) from None
        return value

    return AfterValidator(check)


class Section(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, hide_input_in_errors=True)


def text(expected: str, pattern: str = r"\S") -> Any:
    return Field(description=expected, pattern=pattern, max_length=300)


Name = Annotated[str, text("a name")]
Id = Annotated[str, text("a text that is not empty")]
# Staff may write one and never read it again; see backoffice/clinics/commerce.py.
Secret = Annotated[
    str,
    Field(description="a text that is not empty", pattern=r"\S", max_length=300, json_schema_extra={"secret": True}),
]
Slug = Annotated[str, text("lower-case letters, digits and hyphens, 50 at most", r"^[a-z0-9][a-z0-9-]{0,49}$")]
Colour = Annotated[str, AfterValidator(colours.normal), Field(description="a colour such as #0b6e4f")]
Prefix = Annotated[str, text("a path such as /patient, or nothing", r"^(/[A-Za-z0-9._~-]+)*$")]
Host = Annotated[str, checked(validate_host_name), Field(description="a lower-case host name")]
BaseUrl = Annotated[str, AfterValidator(upstream_urls.base_url), Field(description="an https URL")]
ScriptUrl = Annotated[
    str, AfterValidator(upstream_urls.base_url_or_nothing), Field(description="an https URL, or nothing")
]
Origin = Annotated[
    str, AfterValidator(upstream_urls.origin), Field(description="an https origin such as https://js.example")
]
OriginOrNothing = Annotated[
    str,
    AfterValidator(upstream_urls.origin_or_nothing),
    Field(description="an https origin such as https://shop.example, or nothing"),
]


class CardEntry(Section):
    """New cards, tokenised in the browser by the clinic's processor."""

    card_script: ScriptUrl = ""
    publishable_key: str = Field("", description="the card processor's publishable key")
    card_frame_origins: list[Origin] = Field([], description="a list of https origins")
    card_connect_origins: list[Origin] = Field([], description="a list of https origins")
    test_cards: list[Annotated[list[str], Field(min_length=2, max_length=2)]] = Field(
        [], description='a list of [payment method id, label], such as [["pm_card_visa", "Visa ending 4242"]]'
    )

    @model_validator(mode="after")
    def _has_script_and_key(self) -> Self:
        if bool(self.card_script) != bool(self.publishable_key):
            raise ValueError('needs both "card_script" and "publishable_key", or neither')
        return self


class CarePortals(CardEntry):
    kind: Literal["careportals"]
    patient_api: BaseUrl = "https://patient-api.portals.care"
    patient_prefix: Prefix = "/patient"
    public_api: BaseUrl = "https://public-api.portals.care"
    public_prefix: Prefix = "/public"
    organization: str = Field("", description="the organization's id, or nothing in subdomain mode")
    origin: OriginOrNothing = Field("", title="Origin in subdomain mode")

    @model_validator(mode="after")
    def _is_complete(self) -> Self:
        if not self.organization and not self.origin:
            raise ValueError('needs "organization", or "origin" for subdomain mode')
        return self


class Coupon(Section):
    """A code of the clinic's own. ``starts`` and ``expires`` are the first and the last day on which it can be used."""

    code: Annotated[str, text("letters, digits, hyphens and underscores, 40 at most", r"^[A-Za-z0-9_-]{1,40}$")]
    percent: int | None = Field(None, ge=1, le=100, description="a whole number from 1 to 100")
    amount: str | None = Field(None, description='an amount in quotes, such as "20.00"')
    starts: date | None = Field(None, description="a date such as 2027-01-31")
    expires: date | None = Field(None, description="a date such as 2027-01-31")
    uses: int | None = Field(None, ge=1, le=10**9, description="a whole number, 1 or more")
    per_patient: int | None = Field(None, ge=1, le=10**9, description="a whole number, 1 or more")
    minimum: str | None = Field(None, description='an amount in quotes, such as "50.00"')
    gift_amounts: bool = Field(False, description="true or false")

    @model_validator(mode="after")
    def _is_one_of_two(self) -> Self:
        if (self.percent is None) == (self.amount is None):
            raise ValueError('needs either "percent" or "amount"')
        if self.starts and self.expires and self.starts > self.expires:
            raise ValueError("starts after it expires")
        return self


class Decoda(Section):
    kind: Literal["decoda"]
    api: BaseUrl = "https://api.decodahealth.com"
    app: BaseUrl = Field("https://app.decodahealth.com", title="Hosted payment pages")
    tenant: Name
    api_key: Secret
    categories: list[str] = Field(
        [],
        title="Categories sold online",
        description="a list of category names; an empty one sells all but MEDICATION",
    )
    allow_medication: bool = Field(False, title="Sell medication too", description="true or false")
    location: Annotated[str, Field(title="Location", description="a location's id at Decoda, or nothing")] = ""
    creator: Annotated[str, Field(title="Creator of carts", description="a provider's id at Decoda, or nothing")] = ""


class ElasticPath(CardEntry):
    kind: Literal["elasticpath"]
    api: BaseUrl = "https://useast.api.elasticpath.com"
    client_id: Id
    client_secret: Secret
    password_profile_id: Id
    checkout: Literal["account_token", "account"] = Field(
        "account_token", title="Who orders", description='"account_token" or "account"'
    )
    gateway: Literal["manual", "elastic_path_payments_stripe", "stripe_payment_intents"] = Field(
        "manual",
        title="Payment gateway",
        description='"manual", "elastic_path_payments_stripe" or "stripe_payment_intents"',
    )


Commerce = Annotated[CarePortals | Decoda | ElasticPath, Field(discriminator="kind")]


class Brand(Section):
    primary: Colour = "#1f4e79"
    logo: Annotated[str, checked(validators.validate_logo), Field(description="a path on this site, or nothing")] = ""


def words(expected: str, limit: int) -> Any:
    return Field(default="", description=f"{expected}, {limit} characters at most", max_length=limit)


Words = Annotated[str, checked(validators.validate_plain_text)]
Link = Annotated[str, checked(validators.validate_link_or_nothing)]


class Texts(Section):
    """The clinic's own words in one language, as ``ClinicText`` keeps them."""

    welcome: Words = words("a line above the catalogue", 160)
    terms_url: Link = words("an https URL, or nothing", 300)
    privacy_url: Link = words("an https URL, or nothing", 300)
    consent: Words = words("the words beside the box for news by email", 500)
    after_order: Words = words("what happens after an order", 600)
    closed: Words = words("what visitors read while the shop is closed", 300)
    accessibility: Words = words("what is added to the accessibility statement", 1500)


class TextsSection(Section):
    """One optional table for each language; ``TextsByLanguage`` has them as fields."""

    def items(self) -> list[tuple[str, Texts]]:
        return [(language, texts) for language in type(self).model_fields if (texts := getattr(self, language))]


if TYPE_CHECKING:
    TextsByLanguage = TextsSection
else:
    TextsByLanguage = create_model(
        "TextsByLanguage",
        __base__=TextsSection,
        **{code: (Texts | None, Field(default=None, description="a table of texts")) for code in language_codes()},
    )


class Emails(Section):
    """Which emails about orders leave, where the clinic hears of orders, and whether emails name products."""

    off: Annotated[list[str], checked(validators.validate_emails_off)] = Field(
        [], description="a list of kinds of emails that are switched off"
    )
    orders_to: Annotated[str, checked(validators.validate_email_or_nothing)] = Field(
        "", description="an email address, or nothing"
    )
    name_products: bool = Field(False, description="true or false")


class Receipts(Section):
    """What receipts say of the clinic beside its name and telephone number."""

    legal_name: Words = words("the clinic's legal name", 160)
    postal_address: Words = words("a postal address of several lines", 300)
    tax_numbers: Words = words("numbers with their names, one a line", 300)


class ClinicEntry(Section):
    """One ``[[clinic]]``."""

    slug: Slug
    name: Name
    hosts: list[Host] = Field(min_length=1, description="a list of lower-case host names, the primary first")
    languages: Annotated[list[str], checked(validators.validate_languages)] = Field(
        description="a list of language codes"
    )
    country: Annotated[str, checked(validators.validate_country)] = Field(description="a country such as CA")
    currency: Annotated[str, checked(validators.validate_currency)] = Field(description="a currency such as CAD")
    support_email: Annotated[str, checked(validate_email)] = Field(description="an email address")
    support_phone: Annotated[str, checked(validators.validate_phone)] = Field(
        "", description="a number such as +14035550100"
    )
    time_zone: Annotated[str, checked(validators.validate_time_zone)] = Field(
        "", description="a time zone such as America/Denver"
    )
    portal_url: Link = Field("", description="the https URL of the patient portal, or nothing", max_length=300)
    brand: Brand = Field(default_factory=Brand, description='a table such as { primary = "#0b6e4f", logo = "" }')
    sandbox: bool | None = Field(None, description="true or false")
    emails: Emails | None = Field(None, description="a [clinic.emails] table")
    receipts: Receipts | None = Field(None, description="a [clinic.receipts] table")
    texts: TextsByLanguage = Field(default_factory=TextsByLanguage, description="[clinic.texts.en] tables")
    commerce: Commerce = Field(description='a table with "kind" and the settings of that upstream')
    coupons: list[Coupon] = Field([], description="[[clinic.coupons]] tables")

    @field_validator("hosts")
    @classmethod
    def _are_ours_once(cls, hosts: list[str]) -> list[str]:
        upstream_urls.refuse_own_hosts(hosts)
        if len(set(hosts)) != len(hosts):
            raise ValueError("names a host twice")
        return hosts

    @field_validator("texts")
    @classmethod
    def _are_in_its_languages(cls, texts: TextsByLanguage, info: ValidationInfo) -> TextsByLanguage:
        for language, _texts in texts.items():
            if language not in info.data.get("languages", [language]):
                raise ValueError(f'have a table for {language}, which is not among "languages"')
        return texts

    @field_validator("coupons")
    @classmethod
    def _are_usable(cls, coupons: list[Coupon], info: ValidationInfo) -> list[Coupon]:
        commerce, currency = info.data.get("commerce"), info.data.get("currency")
        if coupons and commerce and not isinstance(commerce, Decoda):
            raise ValueError("are for decoda clinics: the other upstreams keep their own")
        if len({coupon.code.upper() for coupon in coupons}) != len(coupons):
            raise ValueError("name a code twice")
        for coupon in coupons:
            refuse_bad_amounts(coupon, currency or "USD")
        return coupons


def refuse_bad_amounts(coupon: Coupon, currency: str) -> None:
    for key, amount in (("amount", coupon.amount), ("minimum", coupon.minimum)):
        if amount is not None and not validators.is_price(amount, currency):
            raise ValueError(f'have a code ({coupon.code}) whose {key} is not an amount of {currency} such as "20.00"')
