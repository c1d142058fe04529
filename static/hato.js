// hato.js: makes pages kinder and is needed by none of them. No dependencies, no build step.
const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
const lang = document.documentElement.lang || "en";
const words = JSON.parse($("#hato-strings")?.textContent || "{}");
function say(key, values = {}) {
  let text = words[key] ?? key;
  if (typeof text === "object") text = text[new Intl.PluralRules(lang).select(values.n)] ?? text.other;
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

// ---- The outbox: one database per person. An answer is written here first and deleted only when the server says it has it.
// Order is this counter, not the clock and not the arrival; it starts above what the server has already seen (data-seq).
const uid = document.body.dataset.uid || "";
const base = `hato-u${uid}`;
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

// ---- Sending: batches in order, one tab at a time. The result says how it ended:
// saved, signin, offline (no reply), busy (a reply that asks for patience), stuck (refused as a whole), nostore (no database).
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
    let room = 2e5;  // characters; an essay kept many times fills more than one reply's patience
    const batch = waiting.filter(event => event.url === next.url).slice(0, 50).filter((event, n) => (room -= JSON.stringify(event).length) > 0 || !n);
    let reply;
    try {
      show("sending");
      const asked = await fetch("/api/v1/session", { cache: "no-store", headers: { Accept: "application/json" } });
      if (asked.status === 401) return "signin";
      if (!asked.ok) return later("busy", asked);
      const session = await asked.json();  // a fresh token: the one in an old page may be stale
      if (String(session.uid ?? "") !== uid) return "signin";
      reply = await fetch(next.url, {
        method: "POST", cache: "no-store", headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRF-Token": session.csrf },
        body: JSON.stringify({ device: await device(), events: batch.map(({ id, item, seq, value, at }) => ({ id, item, seq, value, at })) }),
      });
    } catch { return later("offline"); }
    if (reply.status === 401) return "signin";
    const said = await reply.json().catch(() => ({}));
    if (reply.ok) {
      for (const [how, reasons] of Object.entries({ refused: said.refused || {}, flagged: said.flagged || {} })) {
        for (const [id, reason] of Object.entries(reasons)) complain(how, batch.find(event => event.id === id), reason);
      }
      const over = new Set([...(said.done || []), ...Object.keys(said.refused || {})]);
      const gone = batch.filter(event => over.has(event.id));
      if (!gone.length) return later("busy", reply);
      await forget(gone);
      pause = 2000;
    } else if ([404, 409, 410, 413, 422].includes(reply.status)) {
      stuck.add(next.url);
      complain("refused", null, said.detail || said.title || reply.status);
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
  const n = result === "nostore" ? 0 : (await unsent()).length;
  const state = ["sending", "signin", "nostore"].includes(result) ? result : n ? "device" : "saved";
  const time = new Date().toLocaleTimeString(lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  for (const line of $$("[data-sync]")) {
    const site = line.dataset.sync === "site", label = $(".label", line), text = say(state === "signin" && !n ? "saved" : state, { n, time });
    if (state !== "sending") line.hidden = site && (!n || !!$("form[data-attempt]"));
    if (site && state === "sending") continue;
    line.dataset.state = state;
    if (label.textContent !== text) label.textContent = text;
  }
  for (const link of $$("[data-signin]")) link.hidden = state !== "signin";
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
      await keep({ id: crypto.randomUUID(), attempt, item: set.dataset.item, value: now, at: new Date().toISOString(), url }, +form.dataset.seq || 0);
    } catch { return show("nostore"); }
    stuck.delete(url);
    flush();
  }
  const settle = () => Promise.all([...typing.keys()].map(store));
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
  let busy;
  form.addEventListener("submit", async event => {
    if (passing.has(form) || event.defaultPrevented) return;
    event.preventDefault();
    if (busy) return;
    busy = true;
    await settle();
    const result = await flush(), button = event.submitter;
    busy = false;
    if (result === "offline") return alert(say("hold"));
    if (result === "signin") return $("[data-signin]:not([hidden])", form)?.focus();
    passing.add(form);
    form.requestSubmit(button);
    passing.delete(form);
  });
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
function countdown(clock) {
  const ahead = Date.parse(clock.dataset.now || new Date()) - Date.now(), left = $("[data-left]", clock);
  const tick = () => {
    const minutes = Math.ceil((Date.parse(clock.dataset.deadline) - Date.now() - ahead) / 60000);
    const text = minutes > 0 ? say("left", { n: minutes }) : say("over");
    if (left.textContent !== text) left.textContent = text;
  };
  tick();
  setInterval(tick, 5000);
}
function tally(box) {  // counts as the server does: two Japanese characters are one word
  const cjk = /[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uff66-\uff9f々〆]/g, out = $("[data-counted]", box.closest("fieldset"));
  const count = () => {
    const signs = (box.value.match(cjk) || []).length, n = (box.value.replace(cjk, " ").match(/\S+/g) || []).length + Math.ceil(signs / 2);
    out.textContent = say("counted", { n });
    out.classList.toggle("err", n > +box.dataset.count);
  };
  box.addEventListener("input", count);
  count();
}
async function leave(event) {
  const form = event.target;
  event.preventDefault();
  try {
    await flush();
    const n = (await unsent()).length;
    if (n && !confirm(say("unsent", { n }))) return;
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
  $$("form[data-attempt]").forEach(autosave);
  $$("form[data-sign-out]").forEach(form => form.addEventListener("submit", leave));
  unsent().then(events => events.length && flush(), () => {});
  const resume = () => { if (document.visibilityState === "visible") { stuck.clear(); unsent().then(events => events.length && flush(), () => {}); } };
  addEventListener("online", resume);
  addEventListener("focus", resume);
  document.addEventListener("visibilitychange", resume);
}
