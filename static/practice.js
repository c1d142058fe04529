// practice.js: a practice quiz and a scenario on pages that are kept on the device.
const { $, $$, arrange, autosave, flush, keep, note, recall, say, uid } = await import(document.querySelector('script[src*="/hato.js"]').src);
const send = (url, body, more) => keep({ id: crypto.randomUUID(), url, body, ...more }, 0);

async function practice(form) {
  const { practice: place, edition, begin, save, submit, blank } = form.dataset;
  const known = await recall(`sheet:${place}`);  // of this edition: another one puts its lines in another order
  const sheet = known?.edition === edition ? known : { id: crypto.randomUUID(), edition, begun: false, fields: [] };
  const store = () => note(`sheet:${place}`, sheet);
  for (const [name, value] of sheet.fields) {
    for (const field of $$(`[name="${CSS.escape(name)}"]`, form)) {
      if (field.matches("[type=radio], [type=checkbox]")) field.checked ||= field.value === value;
      else field.value = value;
    }
  }
  $$(".order", form).forEach(arrange);
  const attempt = form.dataset.attempt = sheet.id;
  form.dataset.save = save.replace(blank, attempt);
  form.begin = async () => {
    if (sheet.begun) return;
    sheet.begun = true;
    await send(begin, { id: attempt, edition }, { attempt });
    await store();
  };
  const copy = () => { sheet.fields = [...new FormData(form)]; return store(); };
  form.addEventListener("input", copy);
  form.addEventListener("change", copy);
  form.addEventListener("submit", async event => {
    event.preventDefault();
    event.stopImmediatePropagation();
    if (form.busy || !confirm(say("handing"))) return;
    form.busy = true;
    await form.settle();
    await form.begin();
    await send(submit.replace(blank, attempt), {}, { attempt });
    await note(`sheet:${place}`);
    form.hidden = true;
    const told = $("[data-handed]");
    told.hidden = false;
    told.focus();
    flush();
  });
  await store();
  autosave(form);
}

async function story(part) {
  const { story: place, edition, begin } = part.dataset, nodes = $$("[data-node]", part), last = $("[data-last]", part);
  const kept = await recall(`play:${place}`);
  let moves = kept?.edition === edition ? kept.moves : [];
  const find = key => nodes.find(node => node.dataset.node === key);
  function draw() {
    const at = moves.at(-1), node = at ? find(at.to) : nodes[0];
    nodes.forEach(one => { one.hidden = one !== node; });
    last.hidden = !at;
    if (at) {
      const link = $(`[data-option="${CSS.escape(at.option)}"]`, find(at.node));
      $("[data-last-words]", last).replaceChildren($("span", link).cloneNode(true), link.nextElementSibling.cloneNode(true));
      $$("[data-note]", last).forEach(one => { one.hidden = false; });
    }
    return node;
  }
  $$("[data-note]", part).forEach(one => { one.hidden = true; });
  part.addEventListener("click", async event => {
    const link = event.target.closest("a[data-option]");
    if (!link) return;
    event.preventDefault();
    moves = [...moves, { node: link.closest("[data-node]").dataset.node, option: link.dataset.option, to: link.hash.slice(3) }];
    const node = draw();
    node.focus();
    if (!node.dataset.end) return note(`play:${place}`, { edition, moves });
    await send(begin, { id: crypto.randomUUID(), edition, moves: moves.map(({ node, option }) => ({ node, option })) });
    await note(`play:${place}`);
    flush();
  });
  draw();
}

if (uid) {
  $$("form[data-practice]").forEach(practice);
  $$("[data-story]").forEach(story);
}
