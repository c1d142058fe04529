// download.js: fetches a course for the device. Loaded when somebody asks for it.
const { call, lang, note, recall, uid, whose } = await import(document.querySelector('script[src*="/hato.js"]').src);

// One pack of pages, then the files it names. What is there already is not fetched again; the old version goes when the new one is whole.
export async function download(slug, url, version, tell) {
  navigator.storage?.persist?.();
  await navigator.serviceWorker.register("/sw.js");
  await whose();
  const pack = await call(`${url}?v=${version}`).then(reply => reply.json());
  const shelf = await caches.open(`hato:${uid}:files`), cache = `hato:${uid}:course:${slug}:${lang}:${pack.version}`, course = await caches.open(cache);
  let n = 0;
  for (const file of pack.files) {
    tell(++n, pack.files.length);
    if (await shelf.match(file.url)) continue;
    const reply = await call(file.url), copy = reply.clone();
    if ((await reply.blob()).size !== file.bytes) throw new Error(file.url);  // a page of the hotel's network, or half a file
    await shelf.put(file.url, copy);
  }
  for (const page of pack.pages) await course.put(page.url, new Response(page.html, { headers: pack.headers }));
  await course.put("/whole", new Response());
  const files = pack.files.map(file => file.url);
  await note(`course:${slug}:${lang}`, { slug, lang, title: pack.title, version: pack.version, first: pack.pages[0].url, bytes: pack.bytes + new Blob(pack.pages.map(page => page.html)).size, at: Date.now(), files });
  await done(slug).catch(() => {});
  return cache;
}

// For the ticks: the lessons that the site knows as done, and those this device knows.
async function done(slug) {
  const { courses } = await call("/api/v1/progress").then(reply => reply.json());
  const steps = courses.find(one => one.course === slug)?.steps.filter(step => step.done && step.kind === "lesson") || [];
  const known = await recall(`done:${slug}`) || [];
  await note(`done:${slug}`, [...new Set([...known, ...steps.map(step => step.key)])]);
}
