// sw.js: never keeps a page because it was visited. It has hashed files, the page for a lost line, and the courses somebody asked to keep.
const SHELL = "hato:shell:%BUILD%", CORE = "%CORE%";
const bare = url => new Request(url, { credentials: "omit", cache: "reload" });  // nobody's page, whoever is signed in

self.addEventListener("install", event => event.waitUntil(
  caches.open(SHELL).then(shell => shell.addAll(CORE.map(bare))).then(() => self.skipWaiting())));

self.addEventListener("activate", event => event.waitUntil((async () => {
  for (const name of await caches.keys()) if (name.startsWith("hato:shell:") && name !== SHELL) await caches.delete(name);
  await self.clients.claim();
})()));

self.addEventListener("fetch", event => {
  const { request } = event, url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (/^\/(static|media)\//.test(url.pathname)) event.respondWith(caches.match(request).then(found => found || fetch(request)));
  else if (request.mode === "navigate") event.respondWith(page(request, url));
});

// A lesson that is kept opens at once. Other kept pages say where one stands, so the site is asked first, for a few seconds.
async function page(request, url) {
  const found = await kept(url.pathname);
  if (found && url.pathname.includes("/lessons/")) return found;
  const live = fetch(request);
  live.catch(() => {});
  const late = new Promise(done => found && setTimeout(done, 4000));
  try {
    const reply = await Promise.race([live, late]);
    return found && !(reply?.status < 500) ? found : reply;
  } catch { return found || lost(url); }
}

// Only of the person who used this browser last, and only of a download that is whole.
async function kept(path) {
  const who = await (await caches.match("/who"))?.text();
  for (const name of who ? await caches.keys() : []) {
    if (!name.startsWith(`hato:${who}:course:`)) continue;
    const course = await caches.open(name), found = await course.match(path);
    if (found && await course.match("/whole")) return found;
  }
}

async function lost(url) {
  const shell = await caches.open(SHELL);
  return await shell.match(`/${url.pathname.slice(1, 3)}/offline`) || await shell.match(CORE.at(-1)) || Response.error();
}
