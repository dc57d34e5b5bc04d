"""Sign-up, sign-in, the forgotten password, the profile. Patient API."""

from __future__ import annotations

import base64
import hmac
import json
import secrets
from datetime import datetime, timedelta
from typing import Any

from werkzeug import Response

from sandbox.careportals import checks
from sandbox.careportals.organization import Organization, Patient, new_id
from sandbox.careportals.refusals import refuse
from sandbox.careportals.visit import Visit
from sandbox.http import Request, Routes, json_response

TOKEN_LIFE = timedelta(hours=24)
EMPTY_ADDRESS = dict.fromkeys(
    ("province", "provinceCode", "address1", "address2", "city", "countryCode", "postalCode"), ""
)

routes = Routes()


@routes.post("/users")
def sign_up(visit: Visit, request: Request) -> Response:
    """406 for every wrong value, without saying which; a field that is not listed is a slip, and a 400."""
    required: checks.Fields = {
        "email": checks.email,
        "firstName": checks.filled,
        "lastName": checks.filled,
        "gender": checks.gender,
        "phone": checks.phone,
        "dob": checks.day_before(visit.shop.now.date()),
    }
    optional = {"password": checks.password, "provinceCode": checks.two_capitals, "acceptMarketing": checks.truth}
    told = checks.body_of(request)
    wrong = checks.faults_of(told, required, optional)
    if slips := [fault for fault in wrong if fault.endswith(("should not exist", "an object"))]:
        raise refuse(400, slips)
    if wrong:
        raise refuse(406, "Failed to create account")
    if visit.shop.patient_by_email(told["email"]):
        raise refuse(409, "Account Exists Already")
    patient = _admit(visit.shop, told)
    return json_response(user(visit.shop, patient), 201)


@routes.post("/auth/login")
def sign_in(visit: Visit, request: Request) -> Response:
    told = checks.members_of(request, {"username": checks.text, "password": checks.text})
    patient = visit.shop.patient_by_email(told["username"])
    if patient is None or not _same(patient.password, told["password"]):
        raise refuse(401, "Unauthorized")
    issued, expires = visit.shop.now, visit.shop.now + TOKEN_LIFE
    token = _token(visit.shop, patient, issued, expires)
    visit.shop.tokens[token] = (patient.id, expires)
    times = {"iat": str(int(issued.timestamp())), "exp": str(int(expires.timestamp()))}
    return json_response(user(visit.shop, patient) | {"token": token} | times, 201)


@routes.post("/auth/forgot")
def forgot(visit: Visit, request: Request) -> Response:
    told = checks.members_of(request, {"email": checks.email})
    if visit.shop.patient_by_email(told["email"]):
        visit.shop.reset_mails.append(told["email"])
    return json_response(True, 201)


@routes.get("/users/account")
def account(visit: Visit, request: Request) -> Response:
    checks.no_body(request)
    patient = visit.patient
    home, *others = [EMPTY_ADDRESS | address for address in patient.addresses] or [EMPTY_ADDRESS]
    profile = {
        "dob": patient.dob,
        "firstName": patient.first_name,
        "lastName": patient.last_name,
        "email": patient.email,
        "phone": patient.phone,
        "gender": patient.gender,
    }
    addresses = {"default": home, "other": others}
    rest: dict[str, list[Any]] = {"prescriptions": [], "consultations": [], "appointments": []}
    return json_response({"profile": profile, "address": addresses} | rest)


def user(shop: Organization, patient: Patient) -> dict[str, Any]:
    return {
        "_id": patient.id,
        "uname": f"{patient.email}#{shop.id}",
        "email": patient.email,
        "firstName": patient.first_name,
        "lastName": patient.last_name,
        "provinceCode": patient.province,
        "phone": patient.phone,
        "organization": shop.id,
        "currency": shop.currency,
        "usedCoupons": list(patient.used_coupons),
    }


def _admit(shop: Organization, told: dict[str, Any]) -> Patient:
    patient = Patient(
        id=new_id(),
        email=told["email"],
        first_name=told["firstName"],
        last_name=told["lastName"],
        gender=told["gender"],
        phone=told["phone"],
        dob=told["dob"],
        password=told.get("password"),
        province=told.get("provinceCode", ""),
        accept_marketing=told.get("acceptMarketing", False),
    )
    shop.patients[patient.id] = patient
    return patient


def _same(password: str | None, attempt: str) -> bool:
    return password is not None and hmac.compare_digest(password.encode(), attempt.encode())


def _token(shop: Organization, patient: Patient, issued: datetime, expires: datetime) -> str:
    """Shaped like the real thing: its middle part carries personal data, so it must never reach a log."""
    claims = {"sub": patient.id, "email": patient.email, "name": f"{patient.first_name} {patient.last_name}"}
    claims |= {"organization": shop.id, "iat": str(int(issued.timestamp())), "exp": str(int(expires.timestamp()))}
    parts = [json.dumps(part).encode() for part in ({"alg": "HS256", "typ": "JWT"}, claims)]
    signed = [base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in (*parts, secrets.token_bytes(32))]
    return ".".join(signed)
