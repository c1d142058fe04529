// verify.js: stands inside the file for checking without a line. Reads what a QR code says, and a status list from a file; asks nobody.
const $ = name => document.querySelector(`[data-${name}]`);
const { did, url, zone, keys } = document.querySelector("main").dataset;
const known = keys.split(" "), form = document.forms[0];
const BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
const MARK = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type", SEC = "https://w3id.org/security#", VC = "https://www.w3.org/2018/credentials#";
const STATUS = "https://www.w3.org/ns/credentials/status#", WHEN = "http://www.w3.org/2001/XMLSchema#dateTime";
const utf8 = text => new TextEncoder().encode(text);
const raw64 = text => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), one => one.charCodeAt(0));
const text64 = bytes => btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const hash = async text => new Uint8Array(await crypto.subtle.digest("SHA-256", utf8(text)));

function raw58(text) {
  let number = 0n;
  for (const one of text.slice(1)) {
    if (!BASE58.includes(one)) throw "altered";
    number = number * 58n + BigInt(BASE58.indexOf(one));
  }
  const digits = number.toString(16), bytes = (digits.length % 2 ? "0" + digits : digits).match(/../g).map(one => parseInt(one, 16));
  return Uint8Array.from([...Array(/^1*/.exec(text.slice(1))[0].length).fill(0), ...bytes]);
}

async function signed(key, signature, message) {
  let found;
  try { found = await crypto.subtle.importKey("raw", raw58(key).slice(2), "Ed25519", false, ["verify"]); } catch { throw "unable"; }
  return crypto.subtle.verify("Ed25519", found, signature, message);
}

async function card(text) {
  const parts = /^(https?:\/\/[^#]+)\/v\/([^#/]+)#(.+)$/.exec(text.trim());
  if (!parts) throw "unreadable";
  const [, from, code, said] = parts, [form, course, first, last, name, place, end, signature, ...more] = said.split("~");
  if (from !== url) throw "stranger";
  if (form !== "1" || !signature || more.length || !/^[\w-]{86}$/.test(signature)) throw "unreadable";
  const message = utf8(`hato-certificate-1\n${did}\n${code}\n${[course, first, last, name, place].join("~")}\n`);
  const mine = known.filter(one => one.endsWith(end));
  if (!mine.length) throw "unknown";
  const bytes = raw64(signature);
  if (text64(bytes) !== signature || !await signed(mine[0], bytes, message)) throw "altered";
  return { code, course, first, last, name, place };
}

async function list(text, number) {
  let found;
  try { found = JSON.parse(text); } catch { throw "badlist"; }
  const { proof: [proof] = [], id, type, issuer, validFrom: at, credentialSubject: said = {}, ...more } = found;
  const { proofValue = "", verificationMethod: method = "", ...how } = proof ?? {}, { encodedList: bits } = said;
  const key = known.find(one => method === `${did}#${one}`);
  const shape = JSON.stringify([Object.keys(more), id, type, issuer, said, how.type, how.cryptosuite, how.proofPurpose]);
  const right = JSON.stringify([["@context"], `${url}/status/${number}`, ["VerifiableCredential", "BitstringStatusListCredential"], did,
    { id: `${id}#list`, type: "BitstringStatusList", statusPurpose: "revocation", encodedList: bits },
    "DataIntegrityProof", "eddsa-rdfc-2022", "assertionMethod"]);
  if (!key || shape !== right || ![at, how.created, bits, proofValue].every(one => /^[\w:.-]+$/.test(one))) throw "badlist";
  const lines = all => all.map(one => `${one.join(" ")} .\n`).sort().join("");
  const claims = lines([
    [`<${id}#list>`, `<${MARK}>`, `<${STATUS}BitstringStatusList>`], [`<${id}#list>`, `<${STATUS}encodedList>`, `"${bits}"^^<${SEC}multibase>`],
    [`<${id}#list>`, `<${STATUS}statusPurpose>`, '"revocation"'], [`<${id}>`, `<${MARK}>`, `<${VC}VerifiableCredential>`],
    [`<${id}>`, `<${MARK}>`, `<${STATUS}BitstringStatusListCredential>`], [`<${id}>`, `<${VC}credentialSubject>`, `<${id}#list>`],
    [`<${id}>`, `<${VC}issuer>`, `<${did}>`], [`<${id}>`, `<${VC}validFrom>`, `"${at}"^^<${WHEN}>`],
  ]);
  const config = lines([
    ["_:c14n0", "<http://purl.org/dc/terms/created>", `"${how.created}"^^<${WHEN}>`], ["_:c14n0", `<${MARK}>`, `<${SEC}DataIntegrityProof>`],
    ["_:c14n0", `<${SEC}cryptosuite>`, `"eddsa-rdfc-2022"^^<${SEC}cryptosuiteString>`],
    ["_:c14n0", `<${SEC}proofPurpose>`, `<${SEC}assertionMethod>`], ["_:c14n0", `<${SEC}verificationMethod>`, `<${method}>`],
  ]);
  const message = Uint8Array.from([...await hash(config), ...await hash(claims)]);
  if (!await signed(key, raw58(proofValue), message)) throw "badlist";
  const open = new Blob([raw64(bits.slice(1))]).stream().pipeThrough(new DecompressionStream("gzip"));
  return { at, bits: new Uint8Array(await new Response(open).arrayBuffer()) };
}

const day = digits => digits && `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}`;

async function judge(told, name, file) {
  const found = await card(told), today = new Date().toLocaleDateString("sv", { timeZone: zone }).replace(/-/g, "");
  const facts = { code: found.code, course: found.course, first: day(found.first), last: day(found.last) || "–", list: "–" };
  let verdict = today < found.first ? "early" : found.last && today > found.last ? "expired" : file ? "valid" : "signed";
  if (file) {
    const [number, place] = found.place.split(".").map(Number), { at, bits } = await list(await file.text(), number);
    facts.list = at.slice(0, 16).replace("T", " ") + " UTC";
    if (bits[place >> 3] >> 7 - (place & 7) & 1) verdict = "struck";
  }
  const mark = text64((await hash(`${found.code}\n${name.normalize("NFC")}`)).slice(0, 12));
  return { verdict, facts, name: name && (mark === found.name ? "same" : "other") };
}

form.addEventListener("submit", async event => {
  event.preventDefault();
  let found;
  try {
    found = await judge(form.told.value, form.holder.value.trim(), form.list.files[0]);
  } catch (fault) {
    found = { verdict: typeof fault === "string" ? fault : "unreadable", facts: {}, name: "" };
  }
  for (const one of document.querySelectorAll("[data-verdict]")) one.hidden = one.dataset.verdict !== found.verdict;
  for (const one of document.querySelectorAll("[data-name]")) one.hidden = one.dataset.name !== found.name;
  for (const one of document.querySelectorAll("[data-fact]")) one.textContent = found.facts[one.dataset.fact] ?? "";
  $("facts").hidden = !found.facts.code;
  $("answer").hidden = false;
  $("answer").focus();
});
