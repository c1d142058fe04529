"""Mail: written in the transaction, sent after it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

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
