"""Publishing everything in the content folders: read, render, then save in short transactions; quick when nothing changed."""

from lms.content.courses import course_files, course_keys
from lms.domain.editions import seal
from lms.domain.people import SYSTEM
from lms.services import editions, policies, requirements
from lms.services.editions import Published
from lms.services.work import House, work_in


def publish_all(house: House) -> tuple[tuple[Published, ...], tuple[str, ...]]:
    """Publish every course that changed, and take in the requirement sets and the first policy; raises ContentErrors before anything is saved."""
    if not _changed(house):
        published: tuple[Published, ...] = ()
    else:
        courses, files = editions.read_all(house)
        drafts = [editions.draft(house, courses[key], files[key]) for key in courses]
        done = []
        for one in drafts:
            with work_in(house, SYSTEM, writes=True) as uow:
                done.append(editions.publish(uow, one))
        published = tuple(done)
    with work_in(house, SYSTEM, writes=True) as uow:
        new = requirements.install(uow)
    with work_in(house, SYSTEM, writes=True) as uow:
        policies.install(uow)
    return published, new


def _changed(house: House) -> bool:
    """Whether a course folder differs from its newest edition, or an edition was rendered by an older renderer."""
    seals = {key: seal(course_files(house.home, key)) for key in course_keys(house.home)}
    with work_in(house, SYSTEM) as uow:
        return not editions.up_to_date(uow, seals)
