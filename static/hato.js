// hato.js: makes pages kinder and is needed by none of them. No dependencies, no build step.
const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
const lang = document.documentElement.lang || "en";
const words = {};
for (const list of $$("#hato-strings, #keep-strings")) Object.assign(words, JSON.parse(list.textContent));
function say(key, values = {}) {
  let text = words[key] ?? key;
  if (typeof text === "object") text = text[new Intl.PluralRules(lang).select(values.n)] ?? text.other;
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

// ---- The outbox: one database per person. An answer is written here first and deleted only when the server says it has it.
// Order is this counter, not the clock and not the arrival; it starts above what the server has already seen (data-seq).
// A page that is kept on the device is nobody's: it belongs to whoever used this browser last.
const here = document.body.dataset;
const stored = () => { try { return localStorage.getItem("hato-uid") || ""; } catch { return ""; } };
const uid = here.uid || ("offline" in here ? stored() : "");
const base = `hato-u${uid}`;
const call = url => fetch(url, { redirect: "error" }).then(reply => reply.ok ? reply : Promise.reject(reply.status));
const weight = bytes => bytes < 1e6 ? say("kb", { n: Math.ceil(bytes / 1000) }) : say("mb", { n: (bytes / 1e6).toFixed(1) });
async function whose() {  // for kept pages, and for the worker that gives them out
  localStorage.setItem("hato-uid", uid);
  await (await caches.open("hato:who")).put("/who", new Response(uid));
}
let opened;
function open() {
  return opened ??= new Promise((done, fail) => {
    const request = indexedDB.open(base, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore("outbox", { keyPath: "seq" });
      request.result.createObjectStore("counter").put(crypto.randomUUID(), "device");
    };
    request.onerror = () => fail(request.error);
    request.onsuccess = () => {
      request.result.onversionchange = () => {  // signed out in another tab: let go, and see that page once it is done
        request.result.close();
        setTimeout(() => location.reload(), 1500);
      };
      done(request.result);
    };
  });
}
async function transact(mode, work) {
  const transaction = (await open()).transaction(["outbox", "counter"], mode);
  const result = work(transaction.objectStore("outbox"), transaction.objectStore("counter"));
  return new Promise((done, fail) => {
    transaction.oncomplete = () => done(result?.result);
    transaction.onabort = transaction.onerror = () => fail(transaction.error);
  });
}
const unsent = () => transact("readonly", outbox => outbox.getAll());
const device = () => transact("readonly", (outbox, counter) => counter.get("device"));
const recall = key => transact("readonly", (outbox, counter) => counter.get(key));
const note = (key, value) => transact("readwrite", (outbox, counter) => value === undefined ? counter.delete(key) : counter.put(value, key));
const forget = events => transact("readwrite", outbox => { for (const event of events) outbox.delete(event.seq); });
function keep(event, floor) {
  return transact("readwrite", (outbox, counter) => {
    const last = counter.get("seq");
    last.onsuccess = () => {
      const seq = Math.max(last.result || 0, floor) + 1;
      counter.put(seq, "seq");
      outbox.put({ ...event, seq });
    };
  });
}

// ---- Asking: who is signed in, with a fresh CSRF token for this page's forms (the one in an old page may be stale).
const ask = (url, more) => fetch(url, { cache: "no-store", ...more, headers: { Accept: "application/json", "Accept-Language": lang, ...more?.headers } });
const post = (url, csrf, body) => ask(url, { method: "POST", headers: { "Content-Type": "application/json", "X-CSRF-Token": csrf }, body: JSON.stringify(body) });
async function present() {
  const reply = await ask("/api/v1/session");
  if (!reply.ok) throw reply;
  const session = await reply.json();
  $$("[name=csrf_token]").forEach(field => { field.value = session.csrf; });
  return { csrf: session.csrf, uid: String(session.uid ?? "") };
}

// ---- Sending: batches in order, one tab at a time. The result says how it ended:
// saved, signin, other (somebody else is signed in now), offline (no reply), busy (a reply that asks for patience), stuck (refused as a whole), nostore (no database).
const stuck = new Set();  // addresses that refused a whole batch; their answers stay on the device
let running, wanted, timer, pause = 2000;
function flush() {
  wanted = true;
  return running ??= (async () => {
    let result;
    do {
      wanted = false;
      result = await (navigator.locks ? navigator.locks.request(base, send) : send()).catch(() => "nostore");
    } while (wanted);
    running = null;
    await show(result);
    return result;
  })();
}
async function send() {
  for (;;) {
    const waiting = await unsent(), next = waiting.find(event => !stuck.has(event.url));
    if (!next) return waiting.length ? "stuck" : "saved";
    const now = next.attempt && await recall(`now:${next.attempt}`);  // an attempt begun here may have another id there
    const url = now ? next.url.replace(next.attempt, now.attempt) : next.url;
    const there = (item, value) => now?.places[item] && value ? Object.fromEntries(Object.entries(value).map(([side, place]) => [side, now.places[item][place] ?? place])) : value;
    let reply, room = 2e5;  // characters, so that long answers do not come to more than the server takes at once
    const batch = next.body ? [next] : waiting.filter(event => event.url === next.url && !event.body).slice(0, 50)
      .filter((event, index) => (room -= JSON.stringify(event).length) > 0 || !index);
    try {
      show("sending");
      const session = await present();
      if (session.uid !== uid) return session.uid ? "other" : "signin";
      reply = await post(url, session.csrf, next.body ? { ...next.body, uid } : {
        device: await device(), events: batch.map(({ id, item, seq, value, at }) => ({ id, item, seq, value: there(item, value), at })),
      });
    } catch (fault) { return fault.status === 401 ? "signin" : fault.status ? later("busy", fault) : later("offline"); }
    if (reply.status === 401) return "signin";
    const said = await reply.json().catch(() => null);
    if (reply.ok && said) {
      if (next.body) said.done = [next.id];
      if (said.places) await note(`now:${next.attempt}`, said);
      for (const [how, reasons] of Object.entries({ refused: said.refused || {}, flagged: said.flagged || {} })) {
        for (const [id, reason] of Object.entries(reasons)) complain(how, batch.find(event => event.id === id), reason);
      }
      const over = new Set([...(said.done || []), ...Object.keys(said.refused || {})]);
      const gone = batch.filter(event => over.has(event.id));
      if (!gone.length) return later("busy", reply);
      await forget(gone);
      pause = 2000;
      heed(next.url, said);
    } else if ([404, 409, 410, 413, 422].includes(reply.status)) {
      stuck.add(next.url);
      complain("refused", null, said?.detail || said?.title || reply.status);
    } else return later("busy", reply);
  }
}
function later(result, reply) {
  clearTimeout(timer);
  timer = setTimeout(flush, Math.max(pause, 1000 * (reply?.headers.get("Retry-After") || 0)) + Math.random() * 500);
  pause = Math.min(pause * 2, 120000);
  return result;
}
function complain(how, event, reason) {
  const place = event && $(`[data-item="${event.item}"] [data-refused]`) || $("[data-refused-all]");
  if (place) { place.textContent = say(how, { reason }); place.hidden = false; }
}
async function show(result) {
  const waiting = result === "nostore" ? [] : await unsent().catch(() => []), n = waiting.length;
  const away = ["signin", "other"].includes(result), state = away || ["sending", "nostore"].includes(result) ? result : n ? "device" : "saved";
  const word = away && !n ? "saved" : state === "device" && waiting.some(event => event.body) ? "waiting" : state;
  const time = new Date().toLocaleTimeString(lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  for (const line of $$("[data-sync]")) {
    const site = line.dataset.sync === "site", label = $(".label", line), text = say(word, { n, time });
    if (site && state === "sending") continue;
    line.hidden = site && (!n || !!$("form[data-attempt]"));
    line.dataset.state = state;
    if (label.textContent !== text) label.textContent = text;
  }
  for (const link of $$("[data-signin]")) link.hidden = !away;
}

// ---- Answers: what a fieldset holds, in the shape the server wants; undefined while there is nothing whole to send.
const fields = set => [...set.elements].filter(field => field.name.startsWith(`q-${set.dataset.item}`));
const option = (set, field) => field.name.slice(set.dataset.item.length + 3);
const READ = {
  "single": set => fields(set).find(field => field.checked)?.value,
  "multiple": set => fields(set).filter(field => field.checked).map(field => field.value),
  "true-false": set => Object.fromEntries(fields(set).filter(field => field.checked).map(field => [option(set, field), field.value === "true"])),
  "numeric": set => fields(set)[0].value,
  "short": set => fields(set)[0].value,
  "essay": set => fields(set)[0].value,
  "ordering": set => {
    const order = [];
    for (const field of fields(set)) if (field.value) order[field.value - 1] = option(set, field);
    return order.filter(Boolean).length === fields(set).length ? order : undefined;
  },
  "fill-in": set => READ.matching(set),
  "matching": set => Object.fromEntries(fields(set).filter(field => field.value).map(field => [option(set, field), field.value])),
};
const holds = {
  "single": (value, field) => field.checked = field.value === value,
  "multiple": (value, field) => field.checked = value.includes(field.value),
  "true-false": (value, field, key) => field.checked = key in value && field.value === String(value[key]),
  "numeric": (value, field) => field.value = value,
  "short": (value, field) => field.value = value,
  "essay": (value, field) => field.value = value,
  "fill-in": (value, field, key) => field.value = value[key] ?? "",
  "ordering": (value, field, key) => field.value = value.indexOf(key) + 1 || "",
  "matching": (value, field, key) => field.value = value[key] ?? "",
};
const passing = new Set();  // forms on their way after their answers were sent: no second question, no second flush
function guard(form, settle) {  // lets a form go only with its answers sent, a line, its own person signed in and a fresh token
  let busy;
  form.addEventListener("submit", async event => {
    if (passing.has(form) || event.defaultPrevented) return;
    event.preventDefault();
    if (busy) return;
    busy = true;
    await settle?.();
    let result = await flush();
    if (result !== "offline") await present().then(session => { if (session.uid !== uid) show(result = session.uid ? "other" : "signin"); }, fault => { if (!fault.status) result = "offline"; });
    busy = false;
    if (result === "offline") return alert(say("hold"));
    if (["signin", "other"].includes(result)) return again();
    passing.add(form);
    form.requestSubmit(event.submitter);
    passing.delete(form);
  });
}
function again(event) {  // the sign-in on this page; without it the link leads to the page
  const dialog = $("dialog[data-again]");
  if (!dialog?.showModal) return $("[data-signin]:not([hidden])")?.focus();
  event?.preventDefault();
  if (!dialog.open) dialog.showModal();
}
function signInAgain(dialog) {
  const form = $("form", dialog), fault = $("[role=alert]", dialog);
  $$("[data-signin]").forEach(link => link.addEventListener("click", again));
  $("[data-close]", dialog).addEventListener("click", () => dialog.close());
  form.addEventListener("submit", async event => {
    event.preventDefault();
    fault.textContent = "";
    let said = {};
    try {
      said = await (await post("/api/v1/session", (await present()).csrf, { email: form.email.value, password: form.password.value })).json();
    } catch (reply) { said.detail = say(reply.status ? "later" : "hold"); }
    form.password.value = "";
    if (!said.uid) { fault.textContent = said.detail; return form.password.focus(); }
    if (said.uid !== uid) { alert(say("stranger")); return location.reload(); }
    dialog.close();
    stuck.clear();
    await present().catch(() => {});
    flush();
  });
}
function autosave(form) {
  const { attempt, save } = form.dataset, sets = $$("fieldset[data-item]", form);
  const url = new URL(save, location).pathname, typing = new Map(), last = new Map();
  const value = set => READ[set.dataset.kind](set);
  sets.forEach(set => last.set(set, JSON.stringify(value(set))));
  async function store(set) {
    clearTimeout(typing.get(set));
    typing.delete(set);
    const now = value(set), text = JSON.stringify(now);
    if (now === undefined || text === last.get(set)) return;
    last.set(set, text);
    const refused = $("[data-refused]", set);
    if (refused) refused.hidden = true;
    try {
      await form.begin?.();
      await keep({ id: crypto.randomUUID(), attempt, item: set.dataset.item, value: now, at: new Date().toISOString(), url }, +form.dataset.seq || 0);
    } catch { return show("nostore"); }
    stuck.delete(url);
    navigator.storage?.persist?.();  // some browsers clear what nobody asked them to keep
    flush();
  }
  const settle = () => Promise.all([...typing.keys()].map(store));
  form.settle = settle;
  const set = event => event.target.closest("fieldset[data-item]");
  const typed = event => {
    if (!set(event) || !event.target.matches("textarea,input:not([type=radio],[type=checkbox])") || event.isComposing) return;
    clearTimeout(typing.get(set(event)));
    typing.set(set(event), setTimeout(store, 800, set(event)));
  };
  form.addEventListener("input", typed);
  form.addEventListener("compositionend", typed);
  form.addEventListener("change", event => set(event) && store(set(event)));
  addEventListener("pagehide", settle);
  document.addEventListener("visibilitychange", settle);
  guard(form, settle);
  unsent().then(events => {  // what this device still holds is newer than what the page came with
    for (const event of events) {
      const set = event.attempt === attempt && sets.find(one => one.dataset.item === event.item);
      if (!set) continue;
      for (const field of fields(set)) holds[set.dataset.kind](event.value, field, option(set, field));
      last.set(set, JSON.stringify(value(set)));
      $$(".order", set).forEach(arrange);
    }
  }).catch(() => show("nostore"));
}

// ---- Ordering: buttons beside the selects; both say the same.
const place = row => +$("select", row).value;
function arrange(list) {
  const rows = [...list.children];
  if (rows.every(place)) list.append(...rows.sort((a, b) => place(a) - place(b)));
}
function order(list) {
  const settled = () => {
    [...list.children].forEach((row, index) => { $("select", row).value = index + 1; });
    accept.hidden = true;
  };
  const tell = () => { settled(); list.dispatchEvent(new Event("change", { bubbles: true })); };
  const button = (text, label, press) => {
    const made = Object.assign(document.createElement("button"), { type: "button", textContent: text });
    if (label) made.setAttribute("aria-label", label);
    made.addEventListener("click", () => { press(); made.focus(); });
    return made;
  };
  const accept = button(say("keep"), "", tell);
  accept.className = "btn btn-2 btn-s";
  arrange(list);
  accept.hidden = [...list.children].every(place);
  list.after(accept);
  for (const row of list.children) {
    const name = row.textContent.trim().replace(/^[–\d\s]+/, ""), tools = document.createElement("span");
    tools.className = "order-tools";
    tools.append(button("↑", say("up", { name }), () => { row.previousElementSibling?.before(row); tell(); }),
                 button("↓", say("down", { name }), () => { row.nextElementSibling?.after(row); tell(); }));
    row.append(tools);
    $("select", row).addEventListener("change", () => {
      const others = [...list.children].filter(one => one !== row), to = place(row);
      if (to) { others.splice(to - 1, 0, row); list.append(...others); $("select", row).focus(); }
      settled();
    });
  }
}

// ---- Small helps
function filter(box) {
  const plain = text => text.normalize("NFKC").toLowerCase();
  const rows = $$(`${box.dataset.filter} tbody tr`), count = box.dataset.count && $(box.dataset.count);
  const held = box.closest("[hidden]");
  if (held) held.hidden = false;
  box.addEventListener("input", () => {
    const sought = plain(box.value).split(/\s+/);
    rows.forEach(row => { row.hidden = !sought.every(word => plain(row.textContent).includes(word)); });
    if (count) count.textContent = say("rows", { n: rows.filter(row => !row.hidden).length });
  });
}
function reveal(input) {
  const box = Object.assign(document.createElement("div"), { className: "reveal" });
  const button = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-2" });
  const set = shown => {
    input.type = shown ? "text" : "password";
    button.textContent = say(shown ? "hide" : "show");
    button.setAttribute("aria-label", say(shown ? "hiding" : "showing"));
  };
  button.addEventListener("click", () => set(input.type === "password"));
  input.form?.addEventListener("submit", () => set(false));
  input.replaceWith(box);
  box.append(input, button);
  set(false);
}
// The clock: may be hidden, and tells a screen reader at set points only. A trainer may have moved the deadline.
function countdown(clock) {
  const ahead = Date.parse(clock.dataset.now) - Date.now(), left = $("[data-left]", clock), tell = $("[data-tell]", clock), button = $("[data-clock]", clock);
  const until = () => Date.parse(clock.dataset.deadline), rest = () => (until() - Date.now() - ahead) / 60000;
  let before = rest(), off;
  const tick = () => {
    const now = rest(), n = Math.ceil(now), text = n > 0 ? say("left", { n }) : say("over");
    const half = (until() - Date.parse(clock.dataset.started)) / 120000;
    if (left.textContent !== text) left.textContent = text;
    left.hidden = off && n > 0;
    if ([half, 10, 5, 1, 0].some(point => before > point && now <= point)) tell.textContent = text;
    before = now;
  };
  const set = hidden => {
    off = hidden;
    button.textContent = say(off ? "clock-on" : "clock-off");
    tick();
  };
  button.addEventListener("click", () => {
    set(!off);
    try { localStorage.setItem("hato-clock", off ? "off" : "on"); } catch { /* not remembered, then */ }
  });
  clock.addEventListener("moved", () => {
    const time = $("[data-until]", clock);
    time.textContent = new Date(until()).toLocaleString(lang, { dateStyle: "medium", timeStyle: "long" });
    before = rest();
    tell.textContent = say("moved", { time: time.textContent, n: Math.ceil(before) });
    tick();
  });
  button.hidden = false;
  let kept;
  try { kept = localStorage.getItem("hato-clock"); } catch { /* shown, then */ }
  set(kept === "off");
  setInterval(tick, 5000);
}
function heed(url, { deadline, paused }) {  // how the attempt's time stands, told with every saved answer
  const clock = $(`form[data-save="${url}"]`) && $("[data-deadline]");
  if (!clock) return;
  if (paused) return location.reload();
  if (!deadline || deadline === clock.dataset.deadline) return;
  clock.dataset.deadline = deadline;
  clock.dispatchEvent(new Event("moved"));
}
function tally(box) {  // counts as the server does: two Japanese characters are one word
  const cjk = /[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uff66-\uff9f々〆]/g, out = $("[data-counted]", box.closest("fieldset"));
  const count = () => {
    const signs = (box.value.match(cjk) || []).length, n = (box.value.replace(cjk, " ").match(/\S+/g) || []).length + Math.ceil(signs / 2);
    out.textContent = say("counted", { n });
    out.classList.toggle("err", !!box.dataset.count && n > +box.dataset.count);
  };
  box.addEventListener("input", count);
  count();
}
async function leave(event) {
  const form = event.target;
  event.preventDefault();
  try {
    await flush();
    const waiting = await unsent(), n = waiting.length;
    if (n && !confirm(say(waiting.some(event => event.body) ? "lost" : "unsent", { n }))) return;
    if (window.caches) {
      for (const name of await caches.keys()) if (name.startsWith(`hato:${uid}:`) || name === "hato:who") await caches.delete(name);
      localStorage.removeItem("hato-uid");
    }
    (await open()).close();
    await new Promise(done => {
      const gone = indexedDB.deleteDatabase(base);
      gone.onsuccess = gone.onerror = gone.onblocked = done;
    });
  } catch { /* no database, nothing to lose */ }
  form.submit();
}

document.addEventListener("submit", event => {
  const question = event.submitter?.dataset.confirm || event.target.dataset.confirm;
  if (question && !passing.has(event.target) && !confirm(question)) { event.preventDefault(); event.stopImmediatePropagation(); }
}, true);
document.addEventListener("click", event => $$("details.menu[open]").forEach(menu => { if (!menu.contains(event.target)) menu.open = false; }));
document.addEventListener("keydown", event => {
  const menu = event.key === "Escape" && event.target.closest?.("details.menu[open]");
  if (menu) { menu.open = false; $("summary", menu).focus(); }
});
$("[data-focus]")?.focus();
$$(".order").forEach(order);
$$("[data-filter]").forEach(filter);
$$("input[type=password]").forEach(reveal);
$$("textarea[data-count]").forEach(tally);
$$("[data-deadline]").forEach(countdown);
if (uid) {
  if (here.uid && stored() !== uid) window.caches?.keys().then(names => names.some(name => name.startsWith("hato:")) && whose()).catch(() => {});
  $$("form[data-attempt]").forEach(autosave);
  $$("form[data-guard]").forEach(form => guard(form));
  $$("dialog[data-again]").forEach(signInAgain);
  $$("form[data-sign-out]").forEach(form => form.addEventListener("submit", leave));
  unsent().then(events => events.length ? flush() : $("form[data-attempt]:not([data-seq='0'])") && show("saved"), () => {});
  const resume = () => { if (document.visibilityState === "visible") { stuck.clear(); unsent().then(events => events.length && flush(), () => {}); } };
  addEventListener("online", resume);
  addEventListener("focus", resume);
  document.addEventListener("visibilitychange", resume);
}

export { $, $$, arrange, autosave, call, flush, keep, lang, note, recall, say, show, transact, uid, weight, whose };
