"""Where the house allows more than its rules do, each with its reason. Keep it short; what no longer needs a line here must go."""

LONG: dict[str, str] = {
    # "lms/domain/grading.py": "one table of item types, read from top to bottom",
    # "lms/services/attempts.py:submit": "…"  (a function)
}
"""Files, and functions as `file:name`, that are longer than the house allows."""

FREE = ("lms/store/migrations/", "lms/domain/permissions.py", "lms/config.py")
"""Migrations and plain tables may be as long as they must."""

NOUNS = {
    "accommodations": "how much more time a person has in timed quizzes",
    "account": "a person's own names, password, devices and tokens",
    "adoptions": "a policy that one registrar proposed and another one decides about",
    "adjustments": "what a trainer does to the time of an attempt: pause, resume, extend",
    "answers": "what a trainee chose, as events that are only ever added",
    "attempts": "one sitting of a quiz: drawn items, seed, deadline",
    "badges": "a certificate as other programs check it: signed, with a status list",
    "booklets": "a whole course to take along, on paper or in one file",
    "certificates": "the record of a completed course, as issued",
    "checkpoints": "what the ledger promises at a size, signed, for others to keep",
    "claims": "what people say they can show, with its files, until a registrar has decided",
    "cohorts": "people who learn together for a partner",
    "consents": "whether a person wants to be listed on the roster",
    "corrections": "what a trainer decided about a question that was wrong",
    "drafts": "a new version of a requirement set, until it is published",
    "courses": "what is taught, as modules of lessons",
    "credits": "what a university awards for courses and field activity",
    "decisions": "certificates that a correction puts to a registrar",
    "editions": "a sealed snapshot of a course",
    "eligibility": "who meets which requirement set, from when until when",
    "evidence": "what a person can show: certificates and verified documents",
    "exchange": "quizzes from and to the notations of other programs",
    "experience": "where and when a person served",
    "findings": "what returnees report and trainers act upon",
    "gaps": "what a person misses for a duty, and the cheapest way to close it",
    "gradings": "every result an attempt has had, the newest counting",
    "invigilation": "watching over attempts that are open, and the answers that came late",
    "ledger": "the append-only log of every act that eligibility rests on",
    "lecturers": "who can teach what",
    "lessons": "one page of a course",
    "marks": "what trainers gave for essays, line by line of the rubric",
    "looks": "who looked at a person's proof, or took a list that names them",
    "media": "pictures of published editions",
    "notices": "what a person is told, by mail or on the page",
    "opportunities": "openings that ask for qualified people",
    "organisations": "ministries, agencies and partners with their own people",
    "overrides": "acts by which somebody changed what the rules alone would say",
    "packs": "courses to keep on a device, and what was done there",
    "people": "who has an account, and their roles",
    "places": "where people are sent, and how dangerous it is there",
    "plan": "the action plan and how far it has come",
    "postings": "what a team is wanted for: a duty, a day, a place, who goes and who is on the shortlist",
    "revocations": "a certificate that one registrar asked to revoke and another one decides about",
    "prints": "the files that certificates were printed into, and runs that print them anew",
    "policies": "for how long certificates count, and what becomes of earlier ones",
    "practicals": "practical sessions: who was there, and which skills a trainer saw",
    "privacy": "what is kept about a person, and their rights over it",
    "profiles": "what people say of themselves, and the traits the roster is narrowed by",
    "progress": "which steps of a course a person has done",
    "proofs": "a verdict with everything it rests on, shown and taken away",
    "questions": "items of a quiz, and their grading",
    "quizzes": "what is asked",
    "receipts": "a code for what has arrived, and what the server has under it",
    "record": "a person's own page: what they hold, what it qualifies for, what is missing",
    "reminders": "what a holder is told before a certificate ends",
    "renewals": "a certificate followed by a new one: renewed, or with a corrected name",
    "requirements": "what a duty demands, in versions",
    "resets": "a link, good once, that lets a person choose a new password",
    "reviews": "who checked a text, and when",
    "roster": "the search for people who are ready",
    "scenarios": "branching cases",
    "seminars": "meetings with a date",
    "signers": "whose key signs printed certificates",
    "sessions": "signing in and out, and the devices signed in",
    "waivers": "a rule that one person need not meet for a while, and who said so",
    "teams": "the people of one posting, checked together",
}
"""One noun, one name, on every floor, with what it means here."""

FLOORS: dict[str, dict[str, str]] = {
    "lms/store": {
        "base": "what more than one noun's tables share",
        "engine": "opens the database, for writing and for reading",
        "jobs": "the outbox: what is to be done after the commit",
        "copies": "copies of the whole database, taken and proven",
        "migrations": "Alembic",
        "schema": "every table together, and the migrations that make them",
    },
    "lms/services": {
        "witness": "watching another house's ledger",
        "work": "the unit of work: session, actor, clock, authorization, one commit",
        "backup": "the whole house, taken away and brought back",
        "checking": "the content folders, checked without publishing",
        "demo": "made-up people, to try the house with",
        "facts": "gathers what eligibility is decided on",
        "grades": "what a submitted attempt comes to",
        "jobs": "what the outbox holds, done",
        "previews": "what a draft of rules would do, before it is published",
        "publishing": "from the content folders to editions and requirement sets",
        "recognition": "who is asking",
        "schema": "the database, brought to the newest schema",
        "studies": "what the names in rules stand for, how long each takes",
        "status": "whether the house is ready to work",
        "worker": "does what the outbox holds, in its own thread",
    },
    "lms/web/pages": {
        "home": "the first page",
        "health": "whether the process lives and is ready",
    },
    "lms/web/api": {
        "bodies": "values as JSON and back",
        "openapi": "the description of the API",
        "tokens": "keys of programs",
    },
    "lms/web/forms": {
        "base": "what all forms share",
    },
    "templates": {
        "parts": "macros",
        "mail": "messages",
        "errors": "pages of the error table",
        "home": "the first page",
    },
}
"""Modules and folders that carry a floor and not a noun."""

UNASKED = {
    "lms.services.work": "it is what is asked",
    "lms.services.recognition": "who is asking comes before what they may do",
}
"""Modules of services/ that web and cli enter without asking permission."""

OPERATED = {
    "lms.services.backup": "a restore puts the database itself in place",
    "lms.services.checking": "reads the content folders, nobody's data",
    "lms.services.demo": "makes the people who could be asked about",
    "lms.services.publishing": "works through all folders, one unit of work for each",
    "lms.services.schema": "before the first migration there is nobody to ask",
    "lms.services.worker": "a thread of the house, which opens a unit of work for each job",
}
"""Modules of services/ for whoever runs the house: entered from the command line and app, never from a request."""

COMMITS = ("lms/store/migrations/", "lms/store/schema.py")
"""A migration is a transaction of its own, which no person's request begins."""

ERASING = {
    "lms/store/privacy.py": "takes the names of a person who was erased; the database lets nothing else pass",
}
"""Modules that may change a fact."""

ENVIRONMENT = {
    "lms/config.py": "the settings",
    "lms/adapters/child.py": "gives a child process hardly more than the PATH",
    "lms/adapters/pdf_booklet_worker.py": "sets fontconfig's own variable, in the child",
    "lms/adapters/pdf_worker.py": "sets fontconfig's own variable, in the child",
}
"""Modules that may touch the environment."""

TRUSTED = {
    "lms/web/markup.py": "the one place that takes the sanitiser's own type for HTML",
    "lms/web/pictures.py": "draws SVG from numbers and escaped words",
    "templates/parts/icons.html": "drawings that stand in the same file",
}
"""Modules and templates that may tell Jinja that a text is safe HTML."""
