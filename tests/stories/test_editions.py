"""Acceptance stories: what an author does later changes nothing that was begun or earned before.

That a change of content reopens the one lesson it touches is not told here: whoever has begun stays on their edition.
"""

import shutil

import pytest

from lms.adapters.pdf import SignedPdf
from lms.domain.grading import right_answer
from lms.services import answers, attempts, certificates, editions, jobs, people, publishing
from lms.services.work import work_in
from tests.services.test_attempts import COURSE, do, finish_course


@pytest.fixture
def desk(house, tmp_path):
    """The house with folders that an author may change."""
    for name in ("courses", "quizzes", "eligibility", "certificates"):
        shutil.copytree(house.home / name, tmp_path / "desk" / name)
    for name in ("templates", "static", "translations"):
        (tmp_path / "desk" / name).symlink_to(house.home / name)
    object.__setattr__(house, "home", tmp_path / "desk")
    return house.home


def change(file, old, new):
    words = file.read_text("utf-8")
    assert old in words
    file.write_text(words.replace(old, new), "utf-8")


def test_a_typo_mended_while_seven_are_in_mid_quiz_changes_nobodys_attempt(house, cast, desk):
    """Author publishes a typo fix while 10 are mid-quiz → nobody's attempt changes."""
    with work_in(house, cast.aiko) as uow:
        before = editions.latest_ids(uow)[COURSE]
        right = {one.key: right_answer(one) for one in editions.edition(uow, before).quiz("m1").items}
        uow.asked = True
    begun = {who: do(house, actor, attempts.start, COURSE, "m1") for who, actor in vars(cast).items()}
    pages = {who: do(house, getattr(cast, who), attempts.show, attempt, writes=False) for who, attempt in begun.items()}
    change(desk / "quizzes" / COURSE / "m1.md", "How often do you check in", "How often do you call")
    assert publishing.publish_all(house)[0]
    for who, attempt in begun.items():
        actor = getattr(cast, who)
        assert do(house, actor, attempts.start, COURSE, "m1") == attempt
        page = do(house, actor, attempts.show, attempt, writes=False)
        assert page.items == pages[who].items
        do(house, actor, answers.give, attempt, {one.key: right[one.key] for one in page.items})
        do(house, actor, attempts.submit, attempt)
    with work_in(house, cast.aiko) as uow:
        uow.asked = True
        rows = [attempts.attempts.get(uow.db, attempt) for attempt in begun.values()]
        assert {(row.edition_id, row.percent) for row in rows} == {(before, 100)} and editions.latest_ids(uow)[COURSE] != before


def test_a_new_name_a_new_design_and_a_course_renamed_and_deleted_leave_the_old_certificate_as_it_is(house, cast, desk, monkeypatch):
    """Rename the person, edit the template, rename and delete the course → old PDF byte-identical, verification unchanged."""
    prints = []

    def printed(design, fonts, values, badge):
        prints.append(1)
        return SignedPdf(f"{values} {(design / 'page.html').read_text()}".encode(), b"x")

    monkeypatch.setattr(house.pdf, "certificate", printed)
    finish_course(house, cast.aiko)
    while jobs.run_one(house):
        pass
    with work_in(house, cast.aiko) as uow:
        uow.asked = True
        code = certificates.mine(uow)[0].code
    paper, seen = do(house, cast.aiko, certificates.download, code, writes=False)[0], do(house, cast.bayo, certificates.verify, code, writes=False)
    do(house, cast.aiko, people.change, name="Aiko Mori", name_local="", lang="ja", birth_date=None)
    change(desk / "certificates" / "standard" / "page.html", "</body>", "<p>New.</p></body>")
    change(desk / "courses" / COURSE / "course.yaml", "Field basics", "Basics of the field")
    publishing.publish_all(house)
    shutil.rmtree(desk / "courses" / COURSE)
    shutil.rmtree(desk / "quizzes" / COURSE)
    for file in (desk / "eligibility" / "requirements").iterdir():
        file.unlink()
    publishing.publish_all(house)
    while jobs.run_one(house):
        pass
    assert do(house, cast.aiko, certificates.download, code, writes=False)[0] == paper and prints == [1]
    assert do(house, cast.bayo, certificates.verify, code, writes=False) == seen
    assert do(house, cast.bayo, certificates.verify, code, paper, writes=False).match == "same"
