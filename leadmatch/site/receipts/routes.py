"""The addresses of a receipt; whoever has the token may read, stop and erase. GET changes nothing."""

from http import HTTPStatus

from flask import Blueprint, Response, redirect, request

from leadmatch.inquiries.erasing import erase
from leadmatch.inquiries.intake import Intake
from leadmatch.inquiries.receipt import read_receipt
from leadmatch.inquiries.stopping import stop_all, stop_school
from leadmatch.site.addresses import at
from leadmatch.site.private_pages import NEVER_KEPT, private_page
from leadmatch.site.receipts.page import ReceiptPage, receipt_page
from leadmatch.site.same_site import require_own_form


def add_receipt_pages(blueprint: Blueprint, intake: Intake) -> None:
    """Add ``/receipts/{token}`` and what can be done from there to the pages of the site.

    Args:
        blueprint: of the site.
        intake: where inquiries are kept.
    """

    def read(token: str) -> ReceiptPage:
        with intake.engine.connect() as connection:
            receipt = read_receipt(connection, token, ring=intake.ring, hashes=intake.hashes)
        return receipt_page(receipt, retention_years=intake.retention_years, now=intake.clock())

    @blueprint.get("/receipts/<token>")
    def show_receipt(token: str) -> Response:
        return private_page("receipt.html", page=read(token), own_path=_path(token))

    @blueprint.get("/receipts/<token>/erase")
    def ask_before_erasing(token: str) -> Response:
        return private_page("receipt_erase.html", page=read(token), own_path=_path(token))

    @blueprint.post("/receipts/<token>/stop")
    def stop_one_school(token: str) -> Response:
        require_own_form(request, base_url=intake.base_url)
        school_id = request.form.get("school", "")
        stop_school(intake.engine, token, school_id, hashes=intake.hashes, now=intake.clock())
        return _back_to(token)

    @blueprint.post("/receipts/<token>/stop-all")
    def stop_every_school(token: str) -> Response:
        require_own_form(request, base_url=intake.base_url)
        stop_all(intake.engine, token, hashes=intake.hashes, now=intake.clock())
        return _back_to(token)

    @blueprint.post("/receipts/<token>/erase")
    def erase_everything(token: str) -> Response:
        require_own_form(request, base_url=intake.base_url)
        erase(
            intake.engine,
            token,
            ring=intake.ring,
            hashes=intake.hashes,
            retention_years=intake.retention_years,
            now=intake.clock(),
        )
        return _back_to(token)


def _path(token: str) -> str:
    return at(f"/receipts/{token}")


def _back_to(token: str) -> Response:
    response = redirect(_path(token), HTTPStatus.SEE_OTHER)
    response.headers["Cache-Control"] = NEVER_KEPT
    response.headers["Referrer-Policy"] = "no-referrer"
    return response  # type: ignore[return-value]  # Flask's own
