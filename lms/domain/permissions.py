"""The whole policy on one page: who may do what, to whose things."""

from collections.abc import Callable
from enum import StrEnum

from lms.domain.people import Actor, Role


class Action(StrEnum):
    """Everything that can be asked for; ledger entries carry these names."""

    READ_CATALOGUE = "catalogue.read"
    READ_LESSON = "lessons.read"
    MAKE_BOOKLET = "booklets.make"
    READ_STATUS = "status.read"
    REGISTER = "people.register"
    SIGN_IN = "sessions.sign-in"
    SIGN_OUT = "sessions.sign-out"
    ASK_RESET = "people.ask-reset"
    RESET_PASSWORD = "people.reset-password"
    READ_OWN_ACCOUNT = "people.read-own"
    CHANGE_OWN_ACCOUNT = "people.change-own"
    MAKE_TOKEN = "tokens.make"
    READ_PEOPLE = "people.read"
    ADD_PERSON = "people.add"
    CHANGE_ROLES = "people.change-roles"
    DISABLE_PERSON = "people.disable"
    MAKE_RESET_LINK = "people.make-reset-link"
    READ_MESSAGES = "messages.read"
    PUBLISH = "editions.publish"
    ENROL = "enrolments.start"
    RENEW = "enrolments.renew"
    FINISH_LESSON = "lessons.finish"
    READ_OWN_PROGRESS = "progress.read-own"
    START_ATTEMPT = "attempts.start"
    READ_ATTEMPT = "attempts.read"
    ANSWER = "attempts.answer"
    SUBMIT_ATTEMPT = "attempts.submit"
    WATCH_ATTEMPTS = "attempts.watch"
    ADJUST_ATTEMPT = "attempts.adjust"
    SET_EXTRA_TIME = "people.set-extra-time"
    READ_KEYS = "quizzes.read-keys"
    READ_OWN_RECEIPT = "receipts.read-own"
    RESOLVE_RECEIPT = "receipts.resolve"
    CORRECT = "corrections.make"
    READ_CORRECTIONS = "corrections.read"
    REGRADE = "attempts.regrade"
    READ_DECISIONS = "decisions.read"
    OPEN_DECISION = "decisions.open"
    DECIDE = "decisions.decide"
    READ_MARKS = "marks.read"
    MARK = "marks.give"
    READ_PRACTICALS = "practicals.read"
    OPEN_PRACTICAL = "practicals.open"
    KEEP_PRACTICAL = "practicals.keep"
    SIGN_PRACTICAL = "practicals.sign"
    CORRECT_PRACTICAL = "practicals.correct"
    START_PLAY = "plays.start"
    READ_PLAY = "plays.read"
    CHOOSE = "plays.choose"
    END_PLAY = "plays.end"
    BRING = "devices.bring"
    ISSUE_CERTIFICATE = "certificates.issue"
    PRINT_CERTIFICATE = "certificates.print"
    READ_PRINTS = "prints.read"
    REPRINT = "prints.begin"
    READ_OWN_CERTIFICATE = "certificates.read-own"
    VERIFY_CERTIFICATE = "certificates.verify"
    CHANGE_CERTIFICATE = "certificates.change-state"
    CORRECT_NAME = "certificates.correct-name"
    REVOKE_ALONE = "certificates.revoke-alone"
    READ_REVOCATIONS = "revocations.read"
    ASK_REVOCATION = "revocations.ask"
    DECIDE_REVOCATION = "revocations.decide"
    INSTALL_POLICY = "policies.install"
    READ_POLICIES = "policies.read"
    PROPOSE_POLICY = "policies.propose"
    ADOPT_POLICY = "policies.adopt"
    LIMIT_CERTIFICATE = "certificates.limit"
    MAKE_BADGE = "badges.make"
    READ_BADGES = "badges.read"
    KEEP_SIGNER = "signers.keep"
    READ_SIGNER = "signers.read"
    ROTATE_KEY = "badges.rotate-key"
    READ_OWN_ELIGIBILITY = "eligibility.read-own"
    READ_ELIGIBILITY = "eligibility.read"
    READ_ROSTER = "roster.read"
    EXPORT_ROSTER = "roster.export"
    SET_LEVEL = "places.set-level"
    OPEN_POSTING = "postings.open"
    CLOSE_POSTING = "postings.close"
    CHANGE_POSTING = "postings.change"
    LOOK = "looks.make"
    TAKE_PROOF = "proofs.take"
    READ_OWN_LOOKS = "looks.read-own"
    CHANGE_OWN_CONSENT = "consents.change-own"
    READ_OWN_PROFILE = "profiles.read-own"
    STATE_OWN_PROFILE = "profiles.state-own"
    TAKE_OWN_DATA = "privacy.take-own"
    ERASE_OWN = "privacy.erase-own"
    ERASE_PERSON = "privacy.erase"
    READ_EVIDENCE = "evidence.read"
    ADD_EVIDENCE = "evidence.add"
    WITHDRAW_EVIDENCE = "evidence.withdraw"
    MAKE_CLAIM = "claims.make"
    CHANGE_OWN_CLAIM = "claims.change-own"
    READ_CLAIM = "claims.read"
    READ_CLAIMS = "claims.read-queue"
    DECIDE_CLAIM = "claims.decide"
    LOOK_AT_CLAIM = "claims.look"
    READ_OVERRIDES = "overrides.read"
    READ_WAIVERS = "waivers.read"
    ASK_WAIVER = "waivers.ask"
    CONFIRM_WAIVER = "waivers.confirm"
    END_WAIVER = "waivers.end"
    READ_REQUIREMENTS = "requirements.read"
    DRAFT_REQUIREMENTS = "requirements.draft"
    PUBLISH_REQUIREMENTS = "requirements.publish"
    SET_REQUIREMENTS = "requirements.set"
    READ_LEDGER = "ledger.read"
    READ_CHECKPOINT = "ledger.read-checkpoint"
    RUN_JOBS = "jobs.run"
    OPERATE = "house.operate"


Rule = Callable[[Actor, str | None], bool]


def _anyone(actor: Actor, owner: str | None) -> bool:
    return True


def _by_hand(actor: Actor, owner: str | None) -> bool:
    """Anyone but a program, whose token must name what it may change."""
    return actor.scopes is None


def _signed_in(actor: Actor, owner: str | None) -> bool:
    return actor.signed_in


def _owner(actor: Actor, owner: str | None) -> bool:
    return actor.signed_in and actor.id == owner


def _system(actor: Actor, owner: str | None) -> bool:
    return actor.system


def _role(*roles: Role) -> Rule:
    return lambda actor, owner: actor.system or bool(actor.roles & set(roles))


def _role_for_others(*roles: Role) -> Rule:
    """Staff, but never about themselves: nobody vouches for their own evidence."""
    return lambda actor, owner: bool(actor.roles & set(roles)) and actor.id != owner


POLICY: dict[Action, tuple[Rule, ...]] = {
    Action.READ_CATALOGUE: (_anyone,),
    Action.READ_LESSON: (_anyone,),
    Action.MAKE_BOOKLET: (_signed_in,),
    Action.READ_STATUS: (_anyone,),
    Action.REGISTER: (_anyone,),
    Action.SIGN_IN: (_anyone,),
    Action.SIGN_OUT: (_owner,),
    Action.ASK_RESET: (_anyone,),
    Action.RESET_PASSWORD: (_anyone,),
    Action.READ_OWN_ACCOUNT: (_owner,),
    Action.CHANGE_OWN_ACCOUNT: (_owner,),
    Action.MAKE_TOKEN: (_owner,),
    Action.READ_PEOPLE: (_role(Role.ADMINISTRATOR, Role.REGISTRAR, Role.AUDITOR),),
    Action.ADD_PERSON: (_role(Role.ADMINISTRATOR),),
    Action.CHANGE_ROLES: (_system, _role_for_others(Role.ADMINISTRATOR)),
    Action.DISABLE_PERSON: (_system, _role_for_others(Role.ADMINISTRATOR)),
    Action.MAKE_RESET_LINK: (_system, _role_for_others(Role.ADMINISTRATOR)),
    Action.READ_MESSAGES: (_role(Role.ADMINISTRATOR),),
    Action.PUBLISH: (_system,),
    Action.ENROL: (_signed_in,),
    Action.RENEW: (_signed_in,),
    Action.FINISH_LESSON: (_by_hand,),
    Action.READ_OWN_PROGRESS: (_owner,),
    Action.START_ATTEMPT: (_signed_in,),
    Action.READ_ATTEMPT: (_owner,),
    Action.ANSWER: (_owner,),
    Action.SUBMIT_ATTEMPT: (_owner,),
    Action.WATCH_ATTEMPTS: (_role(Role.TRAINER),),
    Action.ADJUST_ATTEMPT: (_role_for_others(Role.TRAINER),),
    Action.SET_EXTRA_TIME: (_role_for_others(Role.TRAINER, Role.REGISTRAR, Role.ADMINISTRATOR),),
    Action.READ_KEYS: (_role(Role.TRAINER),),
    Action.READ_OWN_RECEIPT: (_owner,),
    Action.RESOLVE_RECEIPT: (_role(Role.TRAINER, Role.REGISTRAR, Role.ADMINISTRATOR, Role.AUDITOR),),
    Action.CORRECT: (_role(Role.TRAINER),),
    Action.READ_CORRECTIONS: (_role(Role.TRAINER, Role.REGISTRAR, Role.AUDITOR),),
    Action.REGRADE: (_system,),
    Action.READ_DECISIONS: (_role(Role.REGISTRAR, Role.AUDITOR),),
    Action.OPEN_DECISION: (_system,),
    Action.DECIDE: (_role_for_others(Role.REGISTRAR),),
    Action.READ_MARKS: (_role(Role.TRAINER),),
    Action.MARK: (_role_for_others(Role.TRAINER),),
    Action.READ_PRACTICALS: (_role(Role.TRAINER),),
    Action.OPEN_PRACTICAL: (_role(Role.TRAINER),),
    Action.KEEP_PRACTICAL: (_role_for_others(Role.TRAINER),),
    Action.SIGN_PRACTICAL: (_role_for_others(Role.TRAINER),),
    Action.CORRECT_PRACTICAL: (_role_for_others(Role.TRAINER),),
    Action.START_PLAY: (_signed_in,),
    Action.READ_PLAY: (_owner,),
    Action.CHOOSE: (_owner,),
    Action.END_PLAY: (_system,),
    Action.BRING: (_owner,),
    Action.ISSUE_CERTIFICATE: (_system,),
    Action.PRINT_CERTIFICATE: (_system,),
    Action.READ_PRINTS: (_role(Role.ADMINISTRATOR, Role.REGISTRAR, Role.AUDITOR),),
    Action.REPRINT: (_role(Role.ADMINISTRATOR, Role.REGISTRAR),),
    Action.READ_OWN_CERTIFICATE: (_owner,),
    Action.VERIFY_CERTIFICATE: (_anyone,),
    Action.CHANGE_CERTIFICATE: (_system, _role_for_others(Role.REGISTRAR)),
    Action.CORRECT_NAME: (_role_for_others(Role.REGISTRAR),),
    Action.REVOKE_ALONE: (_system,),
    Action.READ_REVOCATIONS: (_role_for_others(Role.REGISTRAR, Role.AUDITOR),),
    Action.ASK_REVOCATION: (_role_for_others(Role.REGISTRAR),),
    Action.DECIDE_REVOCATION: (_role_for_others(Role.REGISTRAR),),
    Action.INSTALL_POLICY: (_system,),
    Action.READ_POLICIES: (_role(Role.REGISTRAR, Role.AUDITOR),),
    Action.PROPOSE_POLICY: (_role_for_others(Role.REGISTRAR),),
    Action.ADOPT_POLICY: (_role_for_others(Role.REGISTRAR),),
    Action.LIMIT_CERTIFICATE: (_system,),
    Action.MAKE_BADGE: (_system,),
    Action.READ_BADGES: (_anyone,),
    Action.KEEP_SIGNER: (_system,),
    Action.READ_SIGNER: (_anyone,),
    Action.ROTATE_KEY: (_system,),
    Action.READ_OWN_ELIGIBILITY: (_owner,),
    Action.READ_ELIGIBILITY: (_owner, _role(Role.REGISTRAR, Role.AUDITOR)),
    Action.READ_ROSTER: (_role(Role.REGISTRAR, Role.AUDITOR),),
    Action.EXPORT_ROSTER: (_role(Role.REGISTRAR, Role.AUDITOR),),
    Action.SET_LEVEL: (_role(Role.REGISTRAR),),
    Action.OPEN_POSTING: (_role(Role.REGISTRAR),),
    Action.CLOSE_POSTING: (_role(Role.REGISTRAR),),
    Action.CHANGE_POSTING: (_role(Role.REGISTRAR),),
    Action.LOOK: (_role_for_others(Role.REGISTRAR, Role.AUDITOR),),
    Action.TAKE_PROOF: (_owner, _role(Role.REGISTRAR, Role.AUDITOR)),
    Action.READ_OWN_LOOKS: (_owner,),
    Action.CHANGE_OWN_CONSENT: (_owner,),
    Action.READ_OWN_PROFILE: (_owner,),
    Action.STATE_OWN_PROFILE: (_owner,),
    Action.TAKE_OWN_DATA: (_owner,),
    Action.ERASE_OWN: (_owner,),
    Action.ERASE_PERSON: (_system,),
    Action.READ_EVIDENCE: (_owner, _role(Role.REGISTRAR, Role.AUDITOR)),
    Action.ADD_EVIDENCE: (_system, _role_for_others(Role.REGISTRAR)),
    Action.WITHDRAW_EVIDENCE: (_role_for_others(Role.REGISTRAR),),
    Action.MAKE_CLAIM: (_owner,),
    Action.CHANGE_OWN_CLAIM: (_owner,),
    Action.READ_CLAIM: (_owner, _role(Role.REGISTRAR, Role.AUDITOR)),
    Action.READ_CLAIMS: (_role(Role.REGISTRAR, Role.AUDITOR),),
    Action.DECIDE_CLAIM: (_role_for_others(Role.REGISTRAR),),
    Action.LOOK_AT_CLAIM: (_role_for_others(Role.REGISTRAR, Role.AUDITOR),),
    Action.READ_OVERRIDES: (_role(Role.ADMINISTRATOR, Role.AUDITOR, Role.REGISTRAR),),
    Action.READ_WAIVERS: (_role(Role.REGISTRAR, Role.AUDITOR),),
    Action.ASK_WAIVER: (_role_for_others(Role.REGISTRAR),),
    Action.CONFIRM_WAIVER: (_role_for_others(Role.REGISTRAR),),
    Action.END_WAIVER: (_role_for_others(Role.REGISTRAR),),
    Action.READ_REQUIREMENTS: (_role(Role.REGISTRAR, Role.AUDITOR),),
    Action.DRAFT_REQUIREMENTS: (_role(Role.REGISTRAR),),
    Action.PUBLISH_REQUIREMENTS: (_role_for_others(Role.REGISTRAR),),
    Action.SET_REQUIREMENTS: (_system,),
    Action.READ_LEDGER: (_role(Role.ADMINISTRATOR, Role.AUDITOR, Role.REGISTRAR),),
    Action.READ_CHECKPOINT: (_anyone,),
    Action.RUN_JOBS: (_system,),
    Action.OPERATE: (_system,),
}

HIDDEN = frozenset({
    Action.READ_ATTEMPT, Action.ANSWER, Action.SUBMIT_ATTEMPT, Action.MARK, Action.READ_PLAY, Action.CHOOSE, Action.SIGN_OUT,
    Action.READ_OWN_CERTIFICATE, Action.CHANGE_OWN_CLAIM, Action.READ_CLAIM, Action.DECIDE_CLAIM, Action.LOOK_AT_CLAIM,
})  # fmt: skip
"""What belongs to others is not found rather than forbidden, so that ids tell nothing."""

SCOPES = {
    "progress": frozenset({Action.READ_OWN_PROGRESS, Action.READ_OWN_ACCOUNT}),
    "eligibility": frozenset({Action.READ_OWN_ELIGIBILITY}),
    "registrar": frozenset({Action.READ_ELIGIBILITY, Action.READ_ROSTER}),
}
"""What a token for programs may do besides what anyone may; never more than its owner."""

AREAS = {
    "teach": Action.READ_KEYS, "admin": Action.ADD_PERSON, "roster": Action.READ_ELIGIBILITY, "vouch": Action.ADD_EVIDENCE,
    "allow": Action.SET_EXTRA_TIME, "decisions": Action.READ_DECISIONS,
}  # fmt: skip
"""Parts of the menu, and the action that opens each."""


def allowed(action: Action, actor: Actor, owner: str | None = None) -> bool:
    """Whether `actor` may do `action` to what belongs to the person `owner`."""
    open_to_all = POLICY[action] == (_anyone,)
    if actor.scopes is not None and not open_to_all and not any(action in SCOPES[scope] for scope in actor.scopes):
        return False
    return any(rule(actor, owner) for rule in POLICY[action])


def areas(actor: Actor) -> frozenset[str]:
    """The parts of the menu that `actor` sees."""
    return frozenset(area for area, action in AREAS.items() if allowed(action, actor, "somebody else"))
