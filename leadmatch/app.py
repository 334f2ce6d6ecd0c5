"""The composition root: settings in, one Flask application out."""

from collections.abc import Callable, Iterable
from functools import partial

from flask import Blueprint, Flask
from sqlalchemy import Engine, text
from werkzeug.middleware.proxy_fix import ProxyFix

from leadmatch.access.attribution import Attributions
from leadmatch.access.callers import Scope, current_caller
from leadmatch.access.partner_guard import Gate, admit_callers, origin_of_address
from leadmatch.access.partner_keys import PartnerKeys
from leadmatch.access.partner_sites import PartnerSites
from leadmatch.access.quotas import Quotas
from leadmatch.catalogue.routes import reference_blueprint
from leadmatch.delivery.reading import LeadReading
from leadmatch.delivery.routes import leads_blueprint
from leadmatch.guide.routes import guide_blueprint
from leadmatch.inquiries.consent.keeper import CheckpointKeeper
from leadmatch.inquiries.consent.signing import Signer
from leadmatch.inquiries.disclosure_routes import disclosures_blueprint
from leadmatch.inquiries.disclosures import worded_schools
from leadmatch.inquiries.form_guard import FormGuard
from leadmatch.inquiries.intake import Intake
from leadmatch.inquiries.limits import InquiryLimits
from leadmatch.inquiries.routes import inquiries_blueprint
from leadmatch.kernel.clock import utc_now
from leadmatch.kernel.database import db, engine_options
from leadmatch.kernel.keyed_hash import KeyedHash
from leadmatch.kernel.moving_window import MovingWindows, Windows
from leadmatch.kernel.orphans import end_with_parent
from leadmatch.leads.index_key import require_index_key
from leadmatch.partner.docs.changes import API_VERSION
from leadmatch.partner.docs.examples import examples
from leadmatch.partner.docs.routes import docs_blueprint
from leadmatch.partner.docs.words import CHAPTERS, DESCRIPTION, MANUAL
from leadmatch.partner.embed.routes import embed_blueprint
from leadmatch.partner.report import Reports
from leadmatch.partner.report_routes import report_blueprint
from leadmatch.partner.usage import UsageCounter
from leadmatch.search.live import LiveCatalogue
from leadmatch.search.partner_answer import PartnerAnswers
from leadmatch.search.placements import Placements
from leadmatch.search.routes import search_blueprint
from leadmatch.settings import Settings
from leadmatch.site.brought import Visits
from leadmatch.site.error_pages import page_errors
from leadmatch.site.inquire.sending import Desk
from leadmatch.site.languages import register_languages
from leadmatch.site.routes import register_site
from leadmatch.sponsors.live import LiveCampaigns
from leadmatch.sponsors.placements import CampaignPlacements
from leadmatch.web.compression import register_compression
from leadmatch.web.deprecation import announce_deprecations
from leadmatch.web.health import health_blueprint
from leadmatch.web.openapi import deprecation_of
from leadmatch.web.openapi_document import ApiDocument, ApiWords, openapi_blueprint
from leadmatch.web.problems import register_problems
from leadmatch.web.rate_limit import RateLimits
from leadmatch.web.request_log import configure_log, register_request_log
from leadmatch.web.security_headers import register_security_headers


def create_app(
    settings: Settings | None = None, *, watches: bool = True, placements: Placements | None = None
) -> Flask:
    """Return the application.

    Args:
        settings: read from the environment if not given.
        watches: whether to look for newly published releases, and to sign checkpoints of consents, in the background,
            and to end when the server that started this process as a worker is gone.
        placements: what sponsors have bought; the campaigns on file if not given.
    """
    settings = settings or Settings.from_env()
    if watches:
        end_with_parent()
    app = Flask(__name__, static_folder=None)
    app.config.update(
        SECRET_KEY=settings.secret_key,
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(settings.database_url),
        MAX_CONTENT_LENGTH=1_000_000,
    )
    if settings.proxy_hops:
        hops = settings.proxy_hops
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=0)  # type: ignore[method-assign]  # as documented
    configure_log()
    register_request_log(app)
    register_problems(app, base_url=settings.base_url, page_errors=page_errors)
    register_compression(app)
    register_languages(app)
    register_security_headers(app, base_url=settings.base_url)
    db.init_app(app)
    with app.app_context():
        engine = db.engine
    catalogue = LiveCatalogue(
        engine, index_folder=settings.index_folder, geodata_folder=settings.geodata_folder, watches=watches
    )
    app.extensions["leadmatch.catalogue"] = catalogue

    ring, hashes = settings.key_ring(), settings.keyed_hash()
    checks: dict[str, Callable[[], object]] = {
        "database": partial(_check_database, engine),
        "index_key": partial(require_index_key, engine, hashes),
        "catalogue": catalogue.serving,
    }
    app.register_blueprint(health_blueprint(checks))
    document = ApiDocument(_words(settings))
    app.register_blueprint(openapi_blueprint(document))
    announce_deprecations(app, deprecation_of, address=f"{settings.base_url}{MANUAL}/changes")
    campaigns = LiveCampaigns(engine, clock=utc_now, worded=worded_schools)
    placements = placements or CampaignPlacements(campaigns, utc_now)
    partner_answers = _partner_answers(app, settings, engine, watches=watches)
    windows = _windows(settings)
    gate = _gate(settings, engine, hashes, windows)
    limits = InquiryLimits(
        hashes,
        secret_key=settings.secret_key,
        is_on=settings.rate_limits,
        per_minute=settings.public_inquiries_per_minute,
        windows=windows,
        caller=current_caller,
    )
    intake = Intake(
        engine=engine,
        ring=ring,
        hashes=hashes,
        catalogue=catalogue,
        campaigns=campaigns,
        limits=limits,
        attributions=partner_answers.attributions,
        clock=utc_now,
        base_url=settings.base_url,
        retention_years=settings.consent_retention_years,
    )
    app.extensions["leadmatch.intake"] = intake
    guard = FormGuard(settings.secret_key, is_on=settings.rate_limits)
    desk = Desk(
        intake=intake,
        guard=guard,
        limits=limits,
        visits=Visits(partner_answers.attributions, PartnerSites(engine), utc_now),
        base_url=settings.base_url,
    )
    register_site(app, catalogue, placements, desk, contact_email=settings.contact_email)
    open_to_callers: tuple[tuple[Blueprint, Scope], ...] = (
        (reference_blueprint(), "search"),
        (guide_blueprint(), "search"),
        (search_blueprint(catalogue, placements, partner_answers), "search"),
        (disclosures_blueprint(intake), "disclosures"),
        (inquiries_blueprint(intake), "inquiries"),
    )
    _open_to_callers(app, gate, open_to_callers)
    if watches:
        signer = Signer(settings.checkpoint_secret())
        keeper = CheckpointKeeper(engine, path=settings.checkpoints_file, signer=signer, clock=utc_now)
        app.before_request(keeper.wake)
        app.extensions["leadmatch.checkpoints"] = keeper
    app.register_blueprint(report_blueprint(Reports(engine, hashes), gate, clock=utc_now))
    app.register_blueprint(leads_blueprint(LeadReading(engine, ring, hashes), clock=utc_now))
    app.register_blueprint(docs_blueprint(document, gate.quotas, base_url=settings.base_url))
    app.register_blueprint(embed_blueprint(gate.keys.origins_of, base_url=settings.base_url))
    return app


def _check_database(engine: Engine) -> None:
    with engine.connect() as connection:
        connection.execute(text("SELECT 1"))


def _windows(settings: Settings) -> Windows:
    if not settings.valkey_url:
        return MovingWindows()
    # Only where it is used: loading the client takes a third of a second.
    from leadmatch.kernel.valkey_windows import ValkeyWindows  # noqa: PLC0415

    return ValkeyWindows(settings.valkey_url)


def _gate(settings: Settings, engine: Engine, hashes: KeyedHash, windows: Windows) -> Gate:
    quotas = Quotas(
        hashes,
        public={"searches": settings.public_searches_per_minute, "inquiries": settings.public_inquiries_per_minute},
        partner={"searches": settings.partner_searches_per_minute, "inquiries": settings.partner_inquiries_per_minute},
    )
    return Gate(
        PartnerKeys(engine, hashes),
        own_origin=origin_of_address(settings.base_url),
        quotas=quotas,
        limits=RateLimits(windows, utc_now) if settings.rate_limits else None,
    )


def _partner_answers(app: Flask, settings: Settings, engine: Engine, *, watches: bool) -> PartnerAnswers:
    usage = UsageCounter(engine, clock=utc_now, watches=watches)
    app.extensions["leadmatch.partner_usage"] = usage
    return PartnerAnswers(Attributions(settings.secret_key), usage, utc_now)


def _open_to_callers(app: Flask, gate: Gate, blueprints: Iterable[tuple[Blueprint, Scope]]) -> None:
    for blueprint, scope in blueprints:
        admit_callers(blueprint, gate, scope=scope)
        app.register_blueprint(blueprint)


def _words(settings: Settings) -> ApiWords:
    return ApiWords(
        title="leadmatch",
        version=API_VERSION,
        base_url=settings.base_url,
        description=DESCRIPTION,
        chapters=CHAPTERS,
        contact_email=settings.contact_email,
        manual=MANUAL,
        examples=examples(),
    )
