"""Breaks static/hato.js on purpose, one line at a time, and shows that the tests of autosave notice each.

By hand, from the root of the project: `python -m tests.browser.mutations [words of a mutation …]`. It takes some minutes.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

SCRIPT = Path("static/hato.js")
TESTS = tuple(f"tests/browser/test_{name}.py" for name in ("autosave", "bad_lines", "sign_in_again"))

MUTATIONS: dict[str, tuple[str, str, str]] = {
    # what is broken: (the words in the script, the words instead, which tests to run)
    "order by id": ('{ keyPath: "seq" }', '{ keyPath: "id" }', "order"),
    "no lock between tabs": ("navigator.locks ? navigator.locks.request(base, send) : send()", "send()", "slow"),
    "a second tab does not wait for the lock": (
        "navigator.locks.request(base, send)", "navigator.locks.request(base, { ifAvailable: true }, lock => lock ? send() : 'offline')", "slow",
    ),
    "deleted before it is acknowledged": ("      reply = await post(next.url", "      await forget(batch);\n      reply = await post(next.url", "killed"),
    "another id each time it is sent": (
        "events: batch.map(({ id, item, seq, value, at }) => ({ id, item,", "events: batch.map(({ id, item, seq, value, at }) => ({ id: crypto.randomUUID(), item,", "lost",
    ),
    "does not try again": ("timer = setTimeout(flush,", "timer = setTimeout(() => {},", "comes_back"),
    "the token of the page": ("return { csrf: session.csrf,", "return { csrf: window.first ??= session.csrf,", "stale"),
    "forms keep their stale token": ("field.value = session.csrf;", "", "stale"),
    "believes navigator.onLine": ("    try {\n      show(\"sending\");", "    if (!navigator.onLine) return later(\"offline\");\n    try {\n      show(\"sending\");", "browser_says"),
    "does not look whose session it is": ('if (session.uid !== uid) return session.uid ? "other" : "signin";', "", "switched or another_person"),
    "one database for everybody": ("`hato-u${uid}`", "`hato-u`", "second_person"),
    "does not let go of the database": ("request.result.onversionchange = ", "request.result.unused = ", "second_tab"),
    "signs out without asking": ("if (n && !confirm(", "if (n && 0 && !confirm(", "signing_out_with"),
    "leaves the database behind": ("const gone = indexedDB.deleteDatabase(base);", "const gone = {}; setTimeout(done, 50);", "signing_out_with"),
    "does not ask to keep what is stored": ("navigator.storage?.persist?.();", "", "asked_to_keep"),
    "does not count what waits": ("{ n, time }", "{ n: 1, time }", "number_of_answers"),
    "forgets what was typed when the page is left": ('addEventListener("pagehide", settle);', "", "typed_just_before"),
    "does not show what the device holds": ("for (const event of events) {\n      const set = event.attempt", "for (const event of []) {\n      const set = event.attempt", "holds_comes_back"),
    "sends everything at once": (".filter((event, index) => (room -= JSON.stringify(event).length) > 0 || !index)", "", "long_answers"),
    "goes on without signing in": ('if (["signin", "other"].includes(result)) return again();', "", "has_ended"),
    "does not send after signing in again": ("    await present().catch(() => {});\n    flush();", "", "signing_in_again"),
    "anybody may sign in on the page": ("if (said.uid !== uid) {", "if (0) {", "another_person"),
}  # fmt: skip


def survives(name: str, folder: Path) -> bool:
    """Whether the tests pass with this mutation, which they should not."""
    old, new, chosen = MUTATIONS[name]
    source = SCRIPT.read_text()
    if source.count(old) != 1:
        raise SystemExit(f"{name}: these words stand {source.count(old)} times in {SCRIPT}: {old}")
    broken = folder / "hato.js"
    broken.write_text(source.replace(old, new))
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *TESTS, "-k", chosen]
    run = subprocess.run(command, env={**os.environ, "HATO_TEST_SCRIPT": str(broken)}, capture_output=True, text=True, check=False)
    if run.returncode not in (0, 1):
        raise SystemExit(f"{name}: the tests did not run\n{run.stdout[-2000:]}")
    print(f"{'SURVIVED' if run.returncode == 0 else 'noticed '}  {name}", flush=True)
    return run.returncode == 0


def main() -> None:
    """Try each mutation, or those whose names hold one of the words given."""
    wanted = sys.argv[1:]
    chosen = [name for name in MUTATIONS if not wanted or any(word in name for word in wanted)]
    with tempfile.TemporaryDirectory() as folder:
        alive = [name for name in chosen if survives(name, Path(folder))]
    print(f"{len(chosen) - len(alive)} of {len(chosen)} noticed")
    sys.exit(bool(alive))


if __name__ == "__main__":
    main()
