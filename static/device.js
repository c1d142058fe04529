// device.js: lessons on pages that are kept on the device: ticks, Done, and word of a newer version.
const { $, $$, call, flush, keep, lang, note, recall, say, uid, weight } = await import(document.querySelector('script[src*="/hato.js"]').src);

async function ticks(slug) {
  const ends = (await recall(`done:${slug}`) || []).map(key => `/lessons/${key}`);
  for (const link of $$(".toc a")) {
    if (!ends.some(end => link.pathname.endsWith(end))) continue;
    link.parentNode.classList.add("done");
    link.append(Object.assign(document.createElement("span"), { className: "vh", textContent: ` ${say("done")}` }));
  }
}
function lesson(form, slug) {
  form.addEventListener("submit", async event => {
    event.preventDefault();
    if (form.busy) return;
    form.busy = true;
    await keep({ id: crypto.randomUUID(), url: form.dataset.done, body: {} }, 0);
    const known = await recall(`done:${slug}`) || [];
    await note(`done:${slug}`, [...known, form.dataset.done.split("/lessons/")[1].replace(/\/done$/, "")]);
    flush();
    location.href = form.dataset.onward;
  });
}
async function newer(told, slug) {
  const record = await recall(`course:${slug}:${lang}`), about = await call(told.dataset.newer).then(reply => reply.json());
  if (!record || about.version === record.version) return;
  $("span", told).textContent = say("newer", { text: weight(about.text), files: weight(about.files) });
  told.hidden = false;
}

if (uid) {
  const slug = document.body.dataset.offline;
  ticks(slug);
  $$("form[data-done]").forEach(form => lesson(form, slug));
  $$("[data-newer]").forEach(told => newer(told, slug).catch(() => {}));
}
