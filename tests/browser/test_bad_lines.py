"""What bad lines and slow or dying servers do to answers: nothing is lost, nothing is doubled, the order stays."""

import pytest

from tests.browser.sitting import begin, events_of, held_up, saved, wait_for, waiting, wake

FALLING = """
let left = 0xffffffffffff;
crypto.randomUUID = () => "00000000-0000-4000-8000-" + (left--).toString(16).padStart(12, "0");
"""


def test_answers_go_up_in_the_order_they_were_given_whatever_their_ids(own_site, new_context):
    page = new_context().new_page()
    page.add_init_script(FALLING)
    own_site.sign_in(page, "bayo")
    url, kept = begin(own_site, "bayo")
    page.goto(url)
    page.context.set_offline(True)
    for number, choice in enumerate(("tell", "drive", "tell", "drive", "tell"), 1):
        page.check(f'input[value="{choice}"]')
        waiting(page, f"{number} answer")
    page.context.set_offline(False)
    wait_for(page, kept, {"m1-first": "tell"})
    saved(page)
    assert own_site.line.seqs == sorted(own_site.line.seqs) and len(own_site.line.ids) == 5


def test_a_reply_that_is_lost_is_asked_for_again_and_the_answer_kept_once(sitting):
    site, page, kept = sitting
    lost = []

    def lose(route):
        if lost:
            return route.continue_()
        lost.append(route.fetch().status)
        return route.abort("connectionreset")

    page.context.route("**/answers", lose)
    page.check('input[value="tell"]')
    waiting(page)
    assert kept() == {"m1-first": "tell"}
    wake(page)
    saved(page)
    assert lost == [200] and len(site.line.ids) == 2 and len(set(site.line.ids)) == 1 and len(events_of(site, page)) == 1


def test_a_slow_server_gets_each_answer_once_and_no_tab_says_not_sent_for_ever(sitting):
    site, page, kept = sitting
    other = page.context.new_page()
    other.goto(page.url)
    site.line.hold()
    page.check('input[value="tell"]')
    held_up(page, site.line)
    other.check('input[name="q-m1-bag"][value="water"]')
    for _ in range(3):
        wake(page)
        wake(other)
    other.wait_for_timeout(300)
    site.line.let_go()
    saved(page)
    saved(other)
    wait_for(page, kept, {"m1-first": "tell", "m1-bag": ["water"]})
    assert sorted(site.line.ids) == sorted({*site.line.ids}) and len(site.line.ids) == 2


def test_many_answers_given_while_one_is_on_its_way_follow_in_one_batch(sitting):
    site, page, kept = sitting
    site.line.hold()
    page.check('input[value="tell"]')
    held_up(page, site.line)
    for option in ("water", "papers"):
        page.check(f'input[name="q-m1-bag"][value="{option}"]')
    page.fill('input[name="q-m1-minutes"]', "30")
    page.press('input[name="q-m1-minutes"]', "Tab")
    waiting(page, "Saving")
    site.line.let_go()
    saved(page)
    wait_for(page, lambda: "m1-minutes" in kept(), True)
    assert len(site.line.posts) == 2 and len(set(site.line.ids)) == len(site.line.ids)


def test_a_page_left_while_its_answer_is_on_its_way_loses_and_doubles_nothing(sitting):
    site, page, kept = sitting
    url = page.url
    site.line.hold("after")
    page.check('input[value="tell"]')
    held_up(page, site.line)
    page.goto(f"{site.url}/en/courses")
    site.line.let_go()
    page.goto(url)
    saved(page)
    assert page.is_checked('input[value="tell"]') and kept() == {"m1-first": "tell"} and len(events_of(site, page)) == 1


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_server_killed_while_an_answer_is_on_its_way_has_it_once_in_the_end(sitting, when):
    site, page, kept = sitting
    site.line.hold(when)
    page.check('input[value="tell"]')
    held_up(page, site.line)
    site.stop()
    waiting(page)
    site.start()
    wake(page)
    saved(page)
    assert kept() == {"m1-first": "tell"} and len(events_of(site, page)) == 1


def test_a_page_with_a_stale_token_saves_and_sends_its_form(sitting):
    site, page, kept = sitting
    page.context.clear_cookies(name="hato_visit")
    page.check('input[value="tell"]')
    wait_for(page, kept, {"m1-first": "tell"})
    saved(page)
    page.context.clear_cookies(name="hato_visit")
    page.check('input[value="drive"]')
    wait_for(page, kept, {"m1-first": "drive"})
    page.context.clear_cookies(name="hato_visit")
    page.click("text=Check my answers")
    page.wait_for_url("**/check")
    page.context.clear_cookies(name="hato_visit")
    page.click("text=Send my answers")
    page.wait_for_url("**/review")


@pytest.mark.parametrize("said", ["true", "false"])
def test_what_the_browser_says_of_the_line_decides_nothing(own_site, new_context, said):
    page = new_context().new_page()
    page.add_init_script(f"Object.defineProperty(Navigator.prototype, 'onLine', {{ get: () => {said} }})")
    own_site.sign_in(page, "bayo")
    url, kept = begin(own_site, "bayo")
    page.goto(url)
    page.check('input[value="tell"]')
    saved(page)
    assert kept() == {"m1-first": "tell"}
    page.context.set_offline(True)
    page.check('input[value="drive"]')
    waiting(page)


def test_long_answers_go_up_in_batches_that_the_server_takes(sitting):
    site, page, kept = sitting
    page.context.set_offline(True)
    page.check('input[value="tell"]')
    waiting(page, "1 answer")
    page.evaluate("""uid => new Promise(done => { indexedDB.open("hato-u" + uid).onsuccess = event => {
      const work = event.target.result.transaction(["outbox", "counter"], "readwrite"), outbox = work.objectStore("outbox");
      outbox.getAll().onsuccess = found => {
        for (let seq = 2; seq < 42; seq++) outbox.put({ ...found.target.result[0], id: crypto.randomUUID(), item: "m1-minutes", value: "あ".repeat(10000), seq });
        work.objectStore("counter").put(42, "seq");
      };
      work.oncomplete = done;
    }; })""", page.evaluate("document.body.dataset.uid"))
    page.context.set_offline(False)
    wake(page)
    saved(page)
    assert kept() == {"m1-first": "tell"} and len(set(site.line.ids)) == 41 and len(site.line.posts) > 1


def test_a_whole_quiz_over_a_thin_line_is_answered_and_handed_in(sitting):
    site, page, kept = sitting
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    wire.send("Network.emulateNetworkConditions", {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000})
    page.set_default_timeout(30_000)
    page.reload()
    page.check('input[value="tell"]')
    page.check('input[name="q-m1-bag"][value="water"]')
    page.fill('input[name="q-m1-minutes"]', "30")
    page.check('input[name="q-m1-judge-a"][value="true"]')
    page.click("text=Check my answers")
    page.wait_for_url("**/check")
    page.click("text=Send my answers")
    page.wait_for_url("**/review")
    page.locator("text=Your answers have arrived. Receipt:").wait_for()
    assert kept() == {"m1-first": "tell", "m1-bag": ["water"], "m1-judge": {"a": True}, "m1-minutes": "30"}
    assert len(set(site.line.ids)) == len(site.line.ids) == 4
