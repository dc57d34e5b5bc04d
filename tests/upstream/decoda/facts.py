"""Which of our readers take what the vendor's answers declare, and which calls are made at all."""

from __future__ import annotations

from storefront.upstream.decoda.probes import _Tenant
from storefront.upstream.decoda.readers import receipts
from storefront.upstream.decoda.readers.carts import _Cart
from storefront.upstream.decoda.readers.charges import _Charge, _Line, _Payment, _Refund, _Share
from storefront.upstream.decoda.readers.fees import _Config as _FeeConfig
from storefront.upstream.decoda.readers.fees import _Patient
from storefront.upstream.decoda.readers.fees import _Tenant as _FeeTenant
from storefront.upstream.decoda.readers.goods import _CatalogueRow, _Part, _Shipment, _Stock, _StockDetail
from storefront.upstream.decoda.readers.patients import PatientRow, _PatientEnvelope
from storefront.upstream.decoda.readers.payments import _Config, _Credit, _Method, _Payin
from storefront.upstream.decoda.readers.quotes import _Line as _QuoteLine
from storefront.upstream.decoda.readers.quotes import _Quote, _Row
from storefront.upstream.decoda.readers.shapes import Page, Person, _Ownership
from storefront.upstream.decoda.readers.writing import LineShape, PricedGoods
from storefront.upstream.decoda.reconciliation import _Row as _ReconciledRow
from storefront.upstream.fields import Shape

CALLED = {
    "GET /tenant/public",
    "GET /admin/locations/public",
    "GET /inventory/items/list",
    "GET /inventory/packages/list",
    "GET /inventory/packages/{package_id}",
    "POST /user/patient/create",
    "PUT /user/patient/{id}",
    "GET /user/patient/{patient_id}",
    "GET /user/patient/table",
    "GET /user/patient/external-id-exists/{external_id}",
    "GET /user/patient/{patient_id}/credit/available",
    "DELETE /user/patient/payment-methods/{payment_method_id}",
    "POST /billing/cart",
    "GET /billing/cart/{cart_id}",
    "GET /billing/cart/list",
    "DELETE /billing/charge/{charge_id}",
    "PUT /billing/cart/{cart_id}",
    "POST /billing/cart/{cart_id}/items",
    "PUT /billing/cart/{cart_id}/items/{item_id}",
    "DELETE /billing/cart/{cart_id}/items/{item_id}",
    "POST /billing/cart/{cart_id}/convert-to-charge",
    "GET /billing/quote/list",
    "GET /billing/quote/{quote_id}",
    "GET /billing/quote/public/{quote_id}",
    "POST /billing/quote/respond",
    "POST /billing/quote/convert-to-charge",
    "GET /billing/charge/list",
    "GET /billing/charge/table",
    "GET /billing/charge/get/{id}",
    "GET /billing/payment/methods",
    "GET /billing/payment/{payment_id}/receipt",
    "POST /billing/payment-terminal/payin-config",
    "POST /billing/payment-terminal/charge-card/{payment_method_id}",
    "POST /billing/payment-terminal/charge/create-patient-credit-settled",
    "POST /billing/payment-terminal/mark-no-charge",
    "POST /billing/embed-payment/{patient_id}",
    "POST /billing/payment-link/verify-patient",
    "GET /billing/merchant_accounts",
}
READERS: dict[str, tuple[type[Shape], ...]] = {
    "PublicTenant": (_Tenant, _FeeTenant),
    "PublicLocation": (Person,),
    "Page_ItemDetail_": (Page,),
    "Page_PackageDetail_": (Page,),
    "Page_PatientTable_": (Page,),
    "Page_QuoteSummary_": (Page,),
    "Page_ChargeTable_": (Page,),
    "ItemDetail": (_CatalogueRow,),
    "ItemTiny": (PricedGoods,),
    "ItemStockDetail": (_Stock,),
    "Stock": (_StockDetail,),
    "Shipment-Output": (_Shipment,),
    "PackageDetail": (_CatalogueRow,),
    "PackageItem-Output": (_Part,),
    "PackageTiny": (PricedGoods,),
    "PatientSummary": (PatientRow,),
    "PatientChart": (PatientRow, _Patient),
    "PatientTable": (PatientRow,),
    "AvailableCreditResponse": (_Credit,),
    "CartSummary": (_Cart, _Ownership),
    "CartItem": (LineShape,),
    "ProviderTiny": (Person,),
    "QuoteSummary": (_Row, _Ownership),
    "QuoteDetail": (_Quote, _Ownership),
    "PublicQuoteView": (_Quote,),
    "QuoteItem": (_QuoteLine,),
    "ChargeDetail-Output": (_Charge, _Ownership),
    "ChargeDetailWithItems": (_Charge, _Ownership),
    "ChargeTable-Output": (_Charge, _Ownership, _ReconciledRow),
    "ChargeItem": (_Line,),
    "ChargeItemDetail-Output": (_Line,),
    "ChargePaymentDetail-Output": (_Share, receipts._Share),
    "ChargeTablePayment-Output": (_Share,),
    "Payment-Output": (_Payment, receipts._Payment),
    "PaymentReceipt": (receipts._Receipt,),
    "PublicPatient": (receipts._Patient,),
    "PaymentMethodPublic": (_Method,),
    "PublicCharge": (),
    "RefundSummary": (_Refund, receipts._Refund),
    "TableRefund-Output": (_Refund,),
    "PaymentMethodSummary": (_Method, _Ownership),
    "PayinComponentSetupResponse": (_Config,),
    "ChargePaymentMethodResponse": (_Payin,),
    "EmbedPaymentConfig": (_FeeConfig,),
    "PaymentLinkDetails": (_PatientEnvelope,),
    "MerchantAccount": (),
    "PaymentSummary": (),
}
SENT: dict[str, set[str]] = {
    "PatientCreate": {
        *("externalId", "firstName", "lastName", "email", "phoneNumber", "dateOfBirth", "gender", "state", "type"),
        "patientSource",
    },
    "PatientUpdate": {"address", "addressLineTwo", "city", "state", "zipCode", "country"},
    "CartCreate": {
        *("id", "patientId", "creatorId", "status", "notes", "expiresDate", "discountAmount", "discountPercentage"),
        "items",
    },
    "CartItemCreate": {
        *("itemId", "packageId", "quantity", "unitPrice", "discountAmount", "discountPercentage", "notes"),
    },
    "CartItemUpdate": {"quantity"},
    "ConvertCartToChargeRequest": {"cartId", "description", "externalId", "locationId"},
    "ConvertQuoteToChargeRequest": {"quoteId", "description", "externalId", "locationId"},
    "QuoteResponse": {"quoteId", "response"},
    "PayinConfigCreate": {"charges", "paymentMedium", "isSurcharged", "locationId"},
    "ChargeSummary-Input": {"id", "patientId", "totalOutstanding"},
    "ChargeDetail-Input": {"id", "patientId", "totalOutstanding"},
    "ChargePaymentMethod": {"payinConfigId"},
    "VerifyPatient": {"patientId", "lastName", "phoneNumber", "dateOfBirth"},
}


def read(shape: str, declared: set[str]) -> set[str]:
    """The declared fields that one of our readers takes."""
    taken = {field.alias or name for reader in READERS[shape] for name, field in reader.model_fields.items()}
    return taken & declared
