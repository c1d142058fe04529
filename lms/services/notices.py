"""Mail: written in the transaction, sent after it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lms.domain.certificates import Snapshot
from lms.domain.claims import ClaimState
from lms.domain.grading import Grade
from lms.domain.languages import Words, text
from lms.domain.permissions import Action
from lms.services.work import UnitOfWork
from lms.store import notices

RESET = {
    "en": (
        "A new password for {site}",
        "Hello {name},\n\nopen this link within an hour to choose a new password:\n\n{link}\n\nIf you did not ask for it, do nothing.\n",
    ),
    "ja": (
        "{site} パスワードの再設定",
        "{name} 様\n\n1時間以内に次のリンクを開き、新しいパスワードを設定してください。\n\n{link}\n\n"
        "お心当たりがない場合は、このメールを破棄してください。\n",
    ),
}
MARKED = {
    "en": (
        "{site}: your text has been marked",
        "Hello {name},\n\na trainer has marked what you wrote in “{quiz}”. Sign in to see your result, the points and the comment.\n",
    ),
    "ja": (
        "{site} 採点が終わりました",
        "{name} 様\n\n「{quiz}」の記述問題の採点が終わりました。サインインすると、結果、得点、コメントをご覧になれます。\n",
    ),
}

CORRECTED = {
    "en": (
        "Your result in {quiz} was corrected",
        "Hello {name},\n\na question in \"{quiz}\" was corrected. The reason given: {reason}\n\n"
        "Your result before: {before} %. Your result now: {now} % ({verdict}).\n\nBoth results are kept. You see them here:\n\n{link}\n{more}",
    ),
    "ja": (
        "「{quiz}」の結果が訂正されました",
        "{name} 様\n\n「{quiz}」の問題が訂正されました。理由: {reason}\n\n"
        "訂正前の結果は{before}%、訂正後の結果は{now}%({verdict})です。\n\nどちらの結果も保存されています。次のページで確認できます。\n\n{link}\n{more}",
    ),
}
CLAIMS = {
    ClaimState.VERIFIED: {
        "en": (
            "{site}: your evidence was verified",
            "Hello {name},\n\na registrar has verified your evidence \"{title}\". It counts for you from now on.\n\nYou see it here:\n\n{link}\n",
        ),
        "ja": (
            "{site} 証拠が確認されました",
            "{name} 様\n\n登録官が証拠「{title}」を確認しました。これより有効な証拠として扱われます。\n\n次のページで確認できます。\n\n{link}\n",
        ),
    },
    ClaimState.REJECTED: {
        "en": (
            "{site}: your evidence was not accepted",
            "Hello {name},\n\na registrar has not accepted your evidence \"{title}\". The reason given: {said}\n\nYou see it here:\n\n{link}\n",
        ),
        "ja": (
            "{site} 証拠は認められませんでした",
            "{name} 様\n\n登録官は証拠「{title}」を認めませんでした。理由: {said}\n\n次のページで確認できます。\n\n{link}\n",
        ),
    },
    ClaimState.ASKED: {
        "en": (
            "{site}: a question about your evidence",
            "Hello {name},\n\na registrar asks about your evidence \"{title}\":\n\n{said}\n\nChange it or answer, and send it again:\n\n{link}\n",
        ),
        "ja": (
            "{site} 証拠について質問があります",
            "{name} 様\n\n証拠「{title}」について、登録官から質問があります。\n\n{said}\n\n"
            "次のページで修正又は回答し、もう一度送信してください。\n\n{link}\n",
        ),
    },
}  # fmt: skip
ENDING = {
    "en": (
        "{site}: your certificate counts until {day}",
        "Hello {name},\n\nyour certificate for \"{title}\" ({code}) counts until {day}. Days left: {left}.\n\n"
        "Renew it in time: the days that are left are added to the new one. You can begin here:\n\n{link}\n",
    ),
    "ja": (
        "{site} 修了証の有効期限は{day}です",
        "{name} 様\n\n「{title}」の修了証({code})の有効期限は{day}です。残りの日数: {left}日。\n\n"
        "期限までに更新すると、残りの日数は新しい修了証に加算されます。次のページから始められます。\n\n{link}\n",
    ),
}
VERDICTS = {"en": {True: "passed", False: "not passed"}, "ja": {True: "合格", False: "不合格"}}
PUT = {
    "en": "\nA registrar will decide about your certificate. Until then it stays as it is.\n",
    "ja": "\n修了証については登録官が判断します。それまで修了証はそのまま有効です。\n",
}


@dataclass(frozen=True, slots=True)
class NoticeView:
    """A message as an administrator sees it; `way` is empty while it waits."""

    address: str
    subject: str
    created: datetime
    sent: datetime | None
    way: str


def reset_link(uow: UnitOfWork, person: Any, link: str) -> None:
    """Write the mail with a one-time link; a step of asking for it."""
    _write(uow, person, RESET, link=link)


def marked(uow: UnitOfWork, person: Any, quiz: Words) -> None:
    """Tell somebody that their essay has its mark; a step of marking. `quiz` is its title."""
    _write(uow, person, MARKED, quiz=text(quiz, person.lang))


def result_corrected(uow: UnitOfWork, person: Any, attempt: Any, title: Words, reason: str, now: Grade, put: bool) -> None:
    """Tell somebody in their language that a result of theirs is another; a step. `put`: their certificate waits for a decision."""
    lang = person.lang if person.lang in CORRECTED else "en"
    _write(
        uow, person, CORRECTED, quiz=text(title, lang), reason=reason, before=attempt.percent, now=now.percent, verdict=VERDICTS[lang][now.passed],
        link=f"{uow.house.terms.base_url}/{lang}/attempts/{attempt.id}/review", more=PUT[lang] if put else "",
    )  # fmt: skip


def claim_decided(uow: UnitOfWork, person: Any, claim_id: str, state: ClaimState, title: Words, said: str) -> None:
    """Tell somebody in their language how a registrar let their claim go on; a step."""
    lang = person.lang if person.lang in CLAIMS[state] else "en"
    link = f"{uow.house.terms.base_url}/{lang}/record/evidence/{claim_id}"
    _write(uow, person, CLAIMS[state], title=text(title, lang), said=said, link=link)


def certificate_ending(uow: UnitOfWork, person: Any, snapshot: Snapshot, code: str) -> None:
    """Remind somebody in their language that a certificate of theirs ends, and where they can renew it; a step of the daily pass."""
    lang = person.lang if person.lang in ENDING else "en"
    until = snapshot.valid_until or uow.today
    _write(
        uow, person, ENDING, left=(until - uow.today).days, day=until.isoformat(), title=text(snapshot.title, lang), code=code,
        link=f"{uow.house.terms.base_url}/{lang}/courses/{snapshot.course}",
    )  # fmt: skip


def _write(uow: UnitOfWork, person: Any, words: Mapping[str, tuple[str, str]], **values: Any) -> None:
    if "@" not in person.email:  # erased: nobody is there to be told
        return
    subject, body = words[person.lang if person.lang in words else "en"]
    notice = uow.new_id()
    notices.add(
        uow.db, id=notice, person_id=person.id, address=person.email, created_at=uow.now,
        subject=subject.format(site=uow.house.terms.site_name, **values)[:200], body=body.format(name=person.name, **values),
    )  # fmt: skip
    uow.later("mail", f"mail:{notice}", notice=notice)


def send(uow: UnitOfWork, notice_id: str) -> str:
    """Send a message, slow and with nothing held; gives the way it went, empty when it went before."""
    with uow.look() as db:
        row = notices.get(db, notice_id)
    if row is None or row.sent_at:
        return ""
    return uow.house.mailer.send(row.id, row.address, row.subject, row.body)


def keep_sent(uow: UnitOfWork, notice_id: str, way: str) -> None:
    """Note that a message left; a step of the job."""
    notices.sent(uow.db, notice_id, uow.now, way)


def page(uow: UnitOfWork) -> tuple[NoticeView, ...]:
    """The newest messages, without their texts."""
    uow.authorize(Action.READ_MESSAGES)
    rows = notices.latest(uow.db, 50)
    return tuple(NoticeView(row.address, row.subject, row.created_at, row.sent_at, row.sent_by or "") for row in rows)
