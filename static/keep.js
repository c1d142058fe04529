// keep.js: keeps a course on the device, and says what is kept there.
const { $, $$, call, lang, note, recall, say, transact, uid, weight } = await import(document.querySelector('script[src*="/hato.js"]').src);
const records = () => transact("readonly", (outbox, counter) => counter.getAll(IDBKeyRange.bound("course:", "course;")));

async function sweep(slug, code, but, old) {
  const used = new Set((await records()).flatMap(one => one.files)), shelf = await caches.open(`hato:${uid}:files`);
  for (const one of await caches.keys()) if (one.startsWith(`hato:${uid}:course:${slug}:${code}:`) && one !== but) await caches.delete(one);
  for (const url of old?.files || []) if (!used.has(url)) await shelf.delete(url);
}
async function drop(record) {
  await note(`course:${record.slug}:${record.lang}`);
  await sweep(record.slug, record.lang, "", record);
}

// ---- The box on the page of a course
async function box(part) {
  const slug = part.dataset.keep, state = $("[data-keep-state]", part), look = $("[data-keep-look]", part), go = $("[data-keep-go]", part), away = $("[data-keep-drop]", part);
  let about, busy;
  const have = () => recall(`course:${slug}:${lang}`);
  const tell = async () => {
    const record = await have();
    const newer = about && about.version !== record?.version;
    state.textContent = newer ? say(record ? "newer" : "weighs", { text: weight(about.text), files: weight(about.files) })
      : record ? say("ready", { day: new Date(record.at).toLocaleDateString(lang, { dateStyle: "long" }), size: weight(record.bytes) }) : "";
    look.hidden = !!record || !!newer;
    go.hidden = !newer;
    away.hidden = !record;
  };
  const ask = async () => { about = await call(part.dataset.size).then(reply => reply.json()); };
  look.addEventListener("click", () => ask().then(tell, () => { state.textContent = say("cannot"); }));
  go.addEventListener("click", async () => {
    if (busy) return;
    busy = true;
    try {
      const { download } = await import(part.dataset.keepDownload), old = await have();
      const cache = await download(slug, part.dataset.pack, about.version, (n, total) => { state.textContent = say("fetching", { n, total }); });
      await sweep(slug, lang, cache, old);
      await ask();
      await tell();
    } catch { state.textContent = say("broken"); }
    busy = false;
  });
  away.addEventListener("click", async () => { await drop(await have()); about = null; await tell(); look.focus(); });
  part.hidden = false;
  await tell();
  if (await have()) ask().then(tell).catch(() => {});  // no line, or signed out meanwhile
}

// ---- What is kept, on the page for a lost line
async function list(rows) {
  const all = await records();
  rows.replaceChildren(...all.map(record => {
    const row = document.createElement("li"), link = Object.assign(document.createElement("a"), { href: record.first, textContent: record.title });
    const away = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-3 btn-s", textContent: say("drop") });
    away.setAttribute("aria-label", `${say("drop")}: ${record.title}`);
    away.addEventListener("click", () => drop(record).then(() => list(rows)));
    link.lang = record.lang;
    row.append(link, ` ${weight(record.bytes)} `, away);
    return row;
  }));
  $("[data-none]").hidden = all.length > 0;
}

if (uid && window.caches && navigator.serviceWorker) {
  for (const part of $$("[data-keep]")) box(part);
  for (const rows of $$("[data-kept]")) list(rows);
}
const lost = $("[data-lost]");
if (lost) lost.hidden = location.pathname.endsWith("/offline");
