"""What each address answers to each kind of person: the rows."""

from collections.abc import Callable
from typing import Any

from .people import (
    APPROVER,
    CAF,
    CAF_ADMIN,
    CAF_AGENT,
    DECLARANT,
    EVERY_CAF,
    FR_DA,
    FR_DF,
    MANAGER,
    NATIONAL,
    NEIGHBOUR_CAF_ADMIN,
    OTHER_CAF_ADMIN,
    OTHER_CAF_AGENT,
    OTHER_DECLARER,
    OTHER_PARTNER_ADMIN,
    PARTNER_ADMIN,
    PEOPLE,
    ROLE_HOLDERS,
    SIGNED_IN,
    World,
)
from .rows import Row, people


def of(what: str, **more: Any) -> Callable[[World], dict[str, Any]]:
    """Arguments of an address about one of the world's objects."""
    return lambda world: {"public_id": world.objects[what].public_id, **more}


def public(**options: Any) -> Row:
    return Row(allowed=people(PEOPLE), **options)


def signed_in(**options: Any) -> Row:
    return Row(allowed=SIGNED_IN, **options)


def general(*allowed: Any, **options: Any) -> Row:
    """An address about no object in particular: whoever may not is told why."""
    may = people(*allowed)
    return Row(allowed=may, told_why=SIGNED_IN - may, **options)


def about(kind: str, see: frozenset[str], *allowed: Any, extra: dict[str, Any] | None = None, **options: Any) -> Row:
    """An address about an object that `see` see and `allowed` (all of them, unless given) may act on."""
    may = people(*allowed) if allowed else see
    return Row(allowed=may, told_why=see - may, arguments=of(kind, **(extra or {})), **options)


ADMINS = people(PARTNER_ADMIN, OTHER_PARTNER_ADMIN)
CAF_ADMINS = people(CAF_ADMIN, OTHER_CAF_ADMIN, NEIGHBOUR_CAF_ADMIN)
CAF_AGENTS = people(CAF_AGENT, OTHER_CAF_AGENT)
SEE_PARTNER = people(CAF, NATIONAL, PARTNER_ADMIN)
# What several Cafs share of an organisation: itself and its places, never a convention or what hangs under it.
SEE_SHARED = people(SEE_PARTNER, NEIGHBOUR_CAF_ADMIN)
# What one of these Cafs proposes to the other, which leads it: no business of the organisation's own people.
SEE_PROPOSAL = SEE_SHARED - {PARTNER_ADMIN}
SEE_DECLARATION = people(CAF, NATIONAL, ROLE_HOLDERS)
USE_AFAS = people(EVERY_CAF, NATIONAL, ADMINS, MANAGER, ROLE_HOLDERS, DECLARANT, OTHER_DECLARER)


def official(**options: Any) -> Row:
    """An address about one of the people of the first Caf: another Caf's administrator finds nothing, whoever names
    nobody is told so."""
    may = people(CAF_ADMIN, NATIONAL)
    return Row(allowed=may, told_why=SIGNED_IN - may - CAF_ADMINS, arguments=of("official"), **options)


ACCOUNTS = {
    "home": public(),
    "account_login": public(post=True, ok=(200, 302, 422)),
    "account_logout": signed_in(get=False, post=True),
    "session_extend": signed_in(get=False, post=True, ok=(200, 204), signed_out=401),
    "account_kept_form": signed_in(post=True, ok=(200, 204, 302)),
    "account_activate": public(post=True, arguments=lambda world: {"key": "none"}, ok=(200, 404, 410, 422)),
    "account_reset_password": public(post=True),
    "account_reset_password_done": public(),
    "account_reset_password_from_key": public(post=True, arguments=lambda world: {"key": "none"}, ok=(404, 410, 422)),
    "account_choose_password": signed_in(post=True, ok=(200, 302, 422)),
    "account_change_password": signed_in(post=True),
    "account_details": signed_in(),
    "account_change_email": signed_in(post=True),
    "account_end_session": signed_in(post=True, arguments=lambda world: {"public_id": "none"}, ok=(302,)),
    "account_end_other_sessions": signed_in(post=True, ok=(302,)),
    "account_connections": signed_in(),
    "account_change_details": signed_in(post=True),
    "account_data": signed_in(),
    "account_data_export": signed_in(get=False, post=True),
    "mfa_authenticate": public(post=True, ok=(302,)),
    "account_second_step_options": public(get=False, post=True, ok=(302,)),
    "account_factors": signed_in(),
    "account_factors_confirm": signed_in(post=True),
    "account_totp_add": signed_in(post=True, shown=(302,)),
    "account_passkey_add": signed_in(post=True, shown=(302,)),
    "account_passkey_options": signed_in(get=False, post=True),
    "account_recovery_codes": signed_in(post=True, shown=(302,)),
    "account_factor_remove": signed_in(post=True, arguments=lambda world: {"public_id": "none"}, ok=(302, 404)),
    "account_email_confirm": public(post=True, arguments=lambda world: {"key": "none"}, ok=(404, 410, 422)),
}

SITE = {
    "accessibility": public(),
    "legal": public(),
    "personal_data": public(),
    "sitemap": public(),
    "contact": public(),
    "live": public(),
    "ready": public(),
    "style_guide": public(),
    "guide": public(),
    "guide_page": public(arguments=lambda world: {"slug": "declarer"}),
    "demo_mails": public(),
    "demo_mail_examples": public(),
    "demo_mail_example": public(arguments=lambda world: {"name": "accounts/activation"}),
    "demo_mail_example_html": public(arguments=lambda world: {"name": "accounts/activation"}),
    "demo_mail": public(arguments=lambda world: {"public_id": "none"}, ok=(404,)),
    "demo_mail_html": public(arguments=lambda world: {"public_id": "none"}, ok=(404,)),
}

HABPPS = {
    "habpps:partner_types": general(EVERY_CAF, NATIONAL, ADMINS, post=True),
    "habpps:partner_type_create": general(NATIONAL, post=True),
    "habpps:partner_type_rename": general(NATIONAL, arguments=of("partner_type"), post=True),
    "habpps:partners": general(EVERY_CAF, NATIONAL, ADMINS, post=True),
    "habpps:partner_register": general(CAF_ADMINS, post=True),
    "habpps:partner": about("partner", SEE_SHARED),
    "habpps:partner_change": about("partner", SEE_SHARED, CAF_ADMIN, post=True),
    "habpps:partner_close": about("partner", SEE_SHARED, CAF_ADMIN, post=True),
    "habpps:partner_reopen": about("partner", SEE_SHARED, CAF_ADMIN, get=False, post=True),
    "habpps:partner_lead_transfer": about("partner", SEE_SHARED, CAF_ADMIN, post=True),
    "habpps:partner_lead_take": about("left_partner", CAF | {NATIONAL}, CAF_ADMIN, post=True),
    "habpps:proposals": general(CAF_ADMINS),
    "habpps:proposal": about("proposal", SEE_PROPOSAL),
    "habpps:proposal_accept": about("proposal", SEE_PROPOSAL, CAF_ADMIN, post=True),
    "habpps:proposal_refuse": about("proposal", SEE_PROPOSAL, CAF_ADMIN, post=True),
    "habpps:proposal_cancel": about("proposal", SEE_PROPOSAL, NEIGHBOUR_CAF_ADMIN, post=True),
    "habpps:proposal_change": about("partner", SEE_SHARED, NEIGHBOUR_CAF_ADMIN, post=True),
    "habpps:proposal_close": about("partner", SEE_SHARED, NEIGHBOUR_CAF_ADMIN, post=True),
    "habpps:proposal_reopen": about("partner", SEE_SHARED, NEIGHBOUR_CAF_ADMIN, post=True),
    "habpps:site_proposal_change": about("site", SEE_SHARED, NEIGHBOUR_CAF_ADMIN, post=True),
    "habpps:site_proposal_close": about("site", SEE_SHARED, NEIGHBOUR_CAF_ADMIN, post=True),
    "habpps:site_proposal_reopen": about("site", SEE_SHARED, NEIGHBOUR_CAF_ADMIN, post=True),
    "habpps:site_add": about("partner", SEE_SHARED, CAF_ADMIN, NEIGHBOUR_CAF_ADMIN, post=True),
    "habpps:site_change": about("site", SEE_SHARED, CAF_ADMIN, post=True),
    "habpps:site_close": about("site", SEE_SHARED, CAF_ADMIN, post=True),
    "habpps:site_reopen": about("site", SEE_SHARED, CAF_ADMIN, get=False, post=True),
    "habpps:activity_change": about("activity", SEE_PARTNER, CAF_ADMIN, post=True),
    "habpps:activity_close": about("activity", SEE_PARTNER, CAF_ADMIN, post=True),
    "habpps:activity_reopen": about("activity", SEE_PARTNER, CAF_ADMIN, get=False, post=True),
    "habpps:agreements": general(EVERY_CAF, NATIONAL, ADMINS, post=True),
    "habpps:agreement_record": general(CAF_ADMINS, post=True),
    "habpps:agreement": about("agreement", SEE_PARTNER),
    "habpps:agreement_validate": about("agreement", SEE_PARTNER, CAF_ADMIN, get=False, post=True),
    "habpps:agreement_change": about("agreement", SEE_PARTNER, CAF_ADMIN, post=True),
    "habpps:agreement_close": about("agreement", SEE_PARTNER, CAF_ADMIN, post=True),
    "habpps:agreement_delete": about("agreement", SEE_PARTNER, CAF_ADMIN, post=True, shown=(200,), ok=(200, 302, 403)),
    "habpps:agreement_history": about("agreement", SEE_PARTNER),
    "habpps:enrolment_add": about("agreement", SEE_PARTNER, CAF_ADMIN, post=True),
    "habpps:enrolment_end": about("agreement", SEE_PARTNER, CAF_ADMIN, extra={"code": "AFAS"}, post=True),
    "habpps:administrator_name": about("agreement", SEE_PARTNER, CAF_ADMIN, post=True),
    "habpps:activity_add": about("agreement", SEE_PARTNER, CAF_ADMIN, post=True),
    "habpps:document_add": about("agreement", SEE_PARTNER, CAF_ADMIN, post=True),
    "habpps:document": about("document", SEE_PARTNER),
    "habpps:document_withdraw": about("document", SEE_PARTNER, CAF_ADMIN, post=True),
    "habpps:groups": about("agreement", SEE_PARTNER, post=True),
    "habpps:groups_leave": about("agreement", SEE_PARTNER, CAF_ADMIN, PARTNER_ADMIN, get=False, post=True),
    "habpps:users": about("agreement", SEE_PARTNER, post=True),
    "habpps:user_create": about("agreement", SEE_PARTNER, CAF_ADMIN, PARTNER_ADMIN, post=True),
    "habpps:user": about("membership", SEE_PARTNER),
    "habpps:user_contact": about("membership", SEE_PARTNER, CAF_ADMIN, PARTNER_ADMIN, post=True),
    "habpps:group_add": about("membership", SEE_PARTNER, CAF_ADMIN, PARTNER_ADMIN, post=True),
    "habpps:user_close": about("membership", SEE_PARTNER, CAF_ADMIN, PARTNER_ADMIN, post=True),
    "habpps:user_reopen": about("membership", SEE_PARTNER, CAF_ADMIN, PARTNER_ADMIN, post=True),
    "habpps:departure": about("membership", SEE_PARTNER, CAF_ADMIN, PARTNER_ADMIN, post=True),
    "habpps:import": about("agreement", SEE_PARTNER, CAF_ADMIN, PARTNER_ADMIN, post=True),
    "habpps:import_model": about("agreement", SEE_PARTNER, CAF_ADMIN, PARTNER_ADMIN, extra={"extension": "csv"}),
    "habpps:import_check": Row(allowed=people(PARTNER_ADMIN), arguments=of("import"), post=True),
    "habpps:users_group": about("agreement", SEE_PARTNER, CAF_ADMIN, PARTNER_ADMIN, get=False, post=True),
    "habpps:users_invite": about("agreement", SEE_PARTNER, CAF_ADMIN, PARTNER_ADMIN, get=False, post=True),
    "habpps:users_close": about("agreement", SEE_PARTNER, CAF_ADMIN, PARTNER_ADMIN, get=False, post=True),
    "habpps:invitation_resend": about("membership", SEE_PARTNER, CAF_ADMIN, PARTNER_ADMIN, post=True),
    "habpps:sign_in_unlock": about("membership", SEE_PARTNER, CAF_ADMIN, PARTNER_ADMIN, post=True),
    "habpps:factor_reset": about("membership", SEE_PARTNER, CAF_ADMIN, PARTNER_ADMIN, post=True),
    "habpps:password_reset": about("membership", SEE_PARTNER, CAF_ADMIN, PARTNER_ADMIN, post=True),
    "habpps:sessions_end": about("membership", SEE_PARTNER, CAF_ADMIN, PARTNER_ADMIN, post=True),
    "habpps:assignments": general(EVERY_CAF, NATIONAL, ADMINS, MANAGER, post=True),
    "habpps:coverage": general(EVERY_CAF, NATIONAL, ADMINS, MANAGER, post=True),
    "habpps:person_options": about(
        "agreement",
        people(SEE_PARTNER, MANAGER),
        CAF_ADMIN,
        PARTNER_ADMIN,
        MANAGER,
        extra={"among": "declarants"},
        get=False,
        post=True,
    ),
    "habpps:assign": general(CAF_ADMINS, ADMINS, MANAGER, post=True),
    "habpps:grant_change": about("role", people(SEE_PARTNER, MANAGER), CAF_ADMIN, PARTNER_ADMIN, MANAGER, post=True),
    "habpps:grant_end": about("role", people(SEE_PARTNER, MANAGER), CAF_ADMIN, PARTNER_ADMIN, MANAGER, post=True),
    "habpps:agreement_suspend": about("agreement", SEE_PARTNER, CAF_ADMIN, post=True),
    "habpps:delegation_withdraw": about("agreement", SEE_PARTNER, CAF_ADMIN, post=True),
    "habpps:membership_suspend": about("membership", SEE_PARTNER, CAF_ADMIN, post=True),
    "habpps:password_force": about("membership", SEE_PARTNER, CAF_ADMIN, post=True),
    "habpps:measures": general(EVERY_CAF, NATIONAL),
    "habpps:measure_lift": about("measure", people(CAF, NATIONAL), CAF_ADMIN, post=True),
    "habpps:supervision": general(EVERY_CAF, NATIONAL),
    "habpps:never_used": general(EVERY_CAF, NATIONAL, post=True),
    "habpps:idle_users": general(EVERY_CAF, NATIONAL, post=True),
    "habpps:short_agreements": general(EVERY_CAF, NATIONAL, post=True),
    "habpps:ending_agreements": general(EVERY_CAF, NATIONAL, post=True),
    "habpps:connections": general(EVERY_CAF, NATIONAL, post=True),
    "habpps:letters": general(EVERY_CAF, NATIONAL, post=True),
    "habpps:letter_resend": about("letter", people(CAF, NATIONAL), CAF_ADMIN, post=True),
    "habpps:amendments": about("agreement", SEE_PARTNER),
    "habpps:amendment_request": about("agreement", SEE_PARTNER, CAF_ADMIN, PARTNER_ADMIN, post=True),
    "habpps:amendment": about("amendment", SEE_PARTNER),
    "habpps:amendment_pdf": about("amendment", SEE_PARTNER),
    "habpps:amendment_sign": about("amendment", SEE_PARTNER, CAF_ADMIN, post=True),
    "habpps:amendment_refuse": about("amendment", SEE_PARTNER, CAF_ADMIN, post=True),
    "habpps:amendment_cancel": about("amendment", SEE_PARTNER, PARTNER_ADMIN, post=True),
    "habpps:officials": general(CAF_ADMINS, NATIONAL, post=True),
    "habpps:official_name": general(CAF_ADMINS, NATIONAL, post=True),
    "habpps:official": official(),
    "habpps:official_end": official(post=True),
    "habpps:official_reopen": official(post=True),
    "habpps:official_invite": official(post=True),
    "habpps:official_password": official(post=True),
    "habpps:official_sessions": official(post=True),
    "habpps:official_unlock": official(post=True),
    "habpps:official_address": official(post=True),
    "habpps:official_factor": official(post=True),
    "habpps:search": general(EVERY_CAF, NATIONAL, ADMINS),
    "habpps:my_rights": signed_in(),
    # Who holds no right changes their name elsewhere; who asked for nothing has nothing to cancel.
    "habpps:name": signed_in(post=True, shown=(200, 302)),
    "habpps:name_cancel": signed_in(post=True, shown=(200, 302)),
    "habpps:name_decide": Row(
        allowed=people(CAF_ADMIN, PARTNER_ADMIN, NATIONAL),
        told_why=SIGNED_IN - CAF_ADMINS - ADMINS - {NATIONAL},
        arguments=of("name_request"),
        post=True,
    ),
    "habpps:invitations": signed_in(),
    "habpps:invitation_accept": Row(allowed=people(OTHER_CAF_AGENT), arguments=of("invited"), get=False, post=True),
    "habpps:invitation_refuse": Row(allowed=people(OTHER_CAF_AGENT), arguments=of("invited"), post=True),
    "habpps:leave": Row(allowed=people(FR_DA), arguments=of("membership"), post=True),
    "habpps:invitation_address": about("membership", SEE_PARTNER, CAF_ADMIN, PARTNER_ADMIN, post=True),
    "habpps:organisation": signed_in(get=False, post=True),
    "habpps:journal": general(EVERY_CAF, NATIONAL, ADMINS, post=True),
}

AFAS = {
    "afas:home": general(USE_AFAS),
    "afas:declarations": general(USE_AFAS),
    "afas:declaration": about("open", SEE_DECLARATION),
    "afas:entry": about("open", SEE_DECLARATION, FR_DA, extra={"kind": "activite"}, post=True),
    "afas:autosave": about(
        "open", SEE_DECLARATION, FR_DF, extra={"kind": "finances"}, get=False, post=True, ok=(200, 409)
    ),
    "afas:reopen": about("provided", SEE_DECLARATION, FR_DA, extra={"kind": "activite"}, post=True),
    "afas:send_back": about("provided", SEE_DECLARATION, APPROVER, extra={"kind": "activite"}, post=True),
    "afas:recap": about("provided", SEE_DECLARATION, APPROVER, post=True, readers=SEE_DECLARATION),
    "afas:version": about("sent", SEE_DECLARATION, extra={"version": 1}),
    "afas:receipt": about("sent", SEE_DECLARATION, extra={"version": 1}),
    "afas:receipt_pdf": about("sent", SEE_DECLARATION, extra={"version": 1}),
    "afas:caf_openings": general(EVERY_CAF),
    "afas:caf_open": about("activity", SEE_PARTNER, CAF, post=True),
    "afas:caf_waive_ticked": general(EVERY_CAF, get=False, post=True),
    "afas:caf_waive": about("open", people(CAF, NATIONAL), CAF, post=True),
    "afas:caf_restore": about("waived", people(CAF, NATIONAL), CAF, get=False, post=True),
    "afas:caf_catalogue": general(EVERY_CAF, NATIONAL),
    "afas:caf_inbox": general(CAF_AGENTS),
    "afas:caf_progress": general(EVERY_CAF, NATIONAL),
    "afas:caf_file": about("sent", people(CAF, NATIONAL)),
    "afas:caf_take": about("sent", people(CAF, NATIONAL), CAF_AGENT, get=False, post=True),
    "afas:caf_validate": about("sent", people(CAF, NATIONAL), CAF_AGENT, post=True),
    "afas:caf_return": about("sent", people(CAF, NATIONAL), CAF_AGENT, post=True),
}

STATISTICS = {
    "statistics:home": general(ROLE_HOLDERS, OTHER_DECLARER, shown=(302,)),
    "statistics:activity": about("activity", ROLE_HOLDERS),
    "statistics:caf": general(EVERY_CAF, NATIONAL, shown=(302,)),
    "statistics:caf_campaigns": about("caf", people(CAF, NATIONAL)),
}

TABLE: dict[str, Row] = {**ACCOUNTS, **SITE, **HABPPS, **AFAS, **STATISTICS}
