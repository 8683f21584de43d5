// The console of the mock registries: search, switches for faults, the journal as it happens, the clock. It talks to the admin API of
// the namespace that served it, and to nothing else. Without it the page shows the people and the faults all the same.
"use strict";

const base = document.body.dataset.base;
const byID = (id) => document.getElementById(id);

// element makes one with text and children; text never becomes markup.
function element(name, properties = {}, ...children) {
  const e = document.createElement(name);
  Object.assign(e, properties);
  e.append(...children);
  return e;
}

async function call(method, path, body) {
  const options = { method, headers: {} };
  if (body !== undefined) {
    options.headers["Content-Type"] = "application/json";
    options.body = JSON.stringify(body);
  }
  const response = await fetch(base + path, options);
  const text = await response.text();
  if (!response.ok) throw new Error(text.trim() || `status ${response.status}`);
  return text && response.headers.get("Content-Type").includes("json") ? JSON.parse(text) : text;
}

const few = 5; // people whose questions are shown at once

// fold writes a word or a number as people are found by it, however it is separated: 990-000-061 65, 17.04.1991.
const fold = (text) => text.toLocaleUpperCase().replace(/Ё/g, "Е").replace(/[^\p{L}\p{N}]/gu, "");

// People: each word that is typed has to stand somewhere in what is told of them, or in what they go by; so may all of it as one number.
const people = [...document.querySelectorAll("#list .persona")].map((one) => {
  const told = one.cloneNode(true);
  for (const words of told.querySelectorAll(".words, .asking, .numbers")) words.remove(); // what is the same of many, or known otherwise
  return { one, text: told.textContent.toLocaleLowerCase(), known: one.dataset.found.split(" ") };
});
function search() {
  const typed = byID("search").value.toLocaleLowerCase();
  const words = typed.split(/\s+/).filter(Boolean);
  const whole = fold(typed);
  const number = /\d{4}/.test(whole);
  let found = 0;
  for (const { one, text, known } of people) {
    const goesBy = (what) => what !== "" && known.some((k) => k.startsWith(what) || k.endsWith(what)); // a number without its series
    one.hidden = !(words.every((w) => text.includes(w) || goesBy(fold(w))) || (number && goesBy(whole)));
    if (!one.hidden) found++;
  }
  for (const { one } of people) one.querySelector("details").open = !one.hidden && found <= few;
  byID("found").textContent = found === 1 ? "1 person" : `${found} people`;
}
byID("search").addEventListener("input", search);
if (byID("search").value) search();

// Asking the registry itself; the journal shows the exchange as it does all others. Who asks again gives up what still hangs.
let asking = []; // what was asked from here and is not in the journal yet
async function ask(button) {
  const told = button.nextElementSibling;
  const id = button.closest("article").id;
  button.giveUp?.abort();
  const giveUp = new AbortController();
  button.giveUp = giveUp;
  asking = asking.filter((one) => one.told !== told);
  asking.push({ told, persona: id, lookup: button.dataset.lookup, on: button.dataset.on });
  told.replaceChildren(element("span", { textContent: "…" }));
  const says = told.firstChild;
  try {
    const response = await fetch(base + button.dataset.path, { method: "POST", signal: giveUp.signal });
    const body = await response.text();
    const ticket = response.ok && body.includes('"ticket"');
    const state = ticket && (response.status === 202 ? "a ticket" : "still in work");
    says.textContent = [response.status, state, response.headers.get("X-Mock-Fault")].filter(Boolean).join(" ");
    const collect = button.parentElement.querySelector(".collect");
    if (collect && response.status === 202) collect.hidden = false;
    const own = !response.ok && !response.headers.get("X-Mock-Fault") && response.headers.get("Content-Type")?.startsWith("text/plain");
    if (own) { // the mock's own sentence: no registry was asked
      says.textContent = `${response.status}: ${body.trim()}`;
      asking = asking.filter((one) => one.told !== told);
    }
  } catch {
    if (!giveUp.signal.aborted) says.textContent = "no reply";
  }
}
for (const button of document.querySelectorAll("button.ask")) {
  if (!button.classList.contains("collect")) button.hidden = false;
  button.addEventListener("click", () => ask(button));
}

// linked puts a way to an exchange, which is shown as entry, beside the button that asked for it.
function linked(exchange, entry) {
  const at = asking.findIndex((one) => one.lookup === exchange.lookup && one.on === exchange.on && (exchange.persona || one.persona) === one.persona);
  if (at < 0) return;
  const [{ told }] = asking.splice(at, 1);
  const link = element("a", { className: "entry", href: `#exchange-${exchange.id}`, textContent: "journal" });
  link.setAttribute("aria-label", `Its entry ${exchange.id} in the journal`);
  link.addEventListener("click", (event) => {
    event.preventDefault();
    if (!entry.isConnected) return link.replaceWith("no longer in the journal");
    entry.open = true;
    entry.scrollIntoView({ block: "center" });
    entry.tabIndex = -1; // not the summary, which the same key would close again
    entry.focus();
  });
  told.append(" ", link);
}

// What is wrong is said beside its field, which is returned, if the API names one ("delay: expected ..."), else below the form.
function settle(form) {
  for (const wrong of form.querySelectorAll(".wrong")) wrong.remove();
  for (const field of form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
  form.querySelector("[role=alert]").textContent = "";
}
function complain(form, message) {
  settle(form);
  const [, name, sentence] = /^([a-z_]+): ([^]*)$/.exec(message) || [];
  const field = name && form.elements[name];
  if (!field) {
    form.querySelector("p[role=alert]").textContent = message;
    return null;
  }
  const wrong = element("small", { className: "wrong", id: `${field.id}-wrong`, textContent: sentence });
  wrong.setAttribute("role", "alert");
  field.setAttribute("aria-invalid", "true");
  field.parentElement.append(wrong);
  return field;
}

// Faults.
const form = byID("rule");
form.hidden = false;
const faults = [...form.elements.fault.querySelectorAll("optgroup")].flatMap((group) => [...group.children].map((option) => ({
  option, group, text: [option.textContent, group.label, option.dataset.ends, option.dataset.takes].join(" ").toLocaleLowerCase(),
})));

const chosenFault = () => form.elements.fault.selectedOptions[0];
const speaks = (protocol) => (protocol === "rest" ? "REST" : "SOAP");

// canBefall reports whether a fault can be done in the protocol of a lookup; all can be where none is chosen.
function canBefall(fault, lookup) {
  const protocols = (fault.dataset.protocols || "").split(" ").filter(Boolean);
  return !lookup.dataset.protocol || protocols.length === 0 || protocols.includes(lookup.dataset.protocol);
}

// impossible says why the fault cannot befall the lookup that is chosen, "" if it can.
function impossible() {
  const fault = chosenFault(), lookup = form.elements.lookup.selectedOptions[0];
  if (canBefall(fault, lookup)) return "";
  return `lookup: ${fault.value} cannot befall ${lookup.value}, which speaks ${speaks(lookup.dataset.protocol)}. Choose another fault, or another lookup.`;
}

function showFault() {
  const fault = chosenFault(), lookup = form.elements.lookup.selectedOptions[0];
  const { says, ends, takes } = fault.dataset;
  byID("says").textContent = says ? `${says}. ${takes ? `It takes ${takes}. ` : ""}Must end as ${ends}.` : "";
  for (const { option } of faults) option.disabled = option !== fault && !canBefall(option, lookup);
  settle(form);
  if (impossible()) complain(form, impossible());
  showCases().catch((error) => { byID("case-hint").textContent = error.message; });
}

const details = new Map(); // what GET /faults/{fault} says, by name
async function showCases() {
  const { fault, lookup, on } = form.elements;
  const field = form.elements.case, name = fault.value, before = field.value;
  if (name && !details.has(name)) details.set(name, await call("GET", `/faults/${name}`));
  if (fault.value !== name) return; // another was chosen meanwhile
  const all = name ? details.get(name).cases.filter((c) => c.on === (on.value || "ask") && (!lookup.value || c.lookup === lookup.value)) : [];
  const lookups = new Set(all.map((c) => c.lookup));
  const named = new Map(all.filter((c) => c.name).map((c) => [c.name, c.ends]));
  const common = [...named].filter(([one]) => new Set(all.filter((c) => c.name === one).map((c) => c.lookup)).size === lookups.size);
  const options = common.map(([one, ends]) =>
    element("option", { value: one, textContent: ends === details.get(name).ends ? one : `${one}, ends as ${ends}` }));
  field.replaceChildren(element("option", { value: "", textContent: named.size ? "the first there is" : name ? "it has but one" : "of a fault" }), ...options);
  field.value = common.some(([one]) => one === before) ? before : "";
  field.disabled = options.length === 0;
  byID("case-hint").textContent = named.size > options.length ? "Each lookup has its own: choose one." : options.length > 1 ? "A reply without it becomes a 400 that says so." : "";
}

// filter leaves the faults of which each typed word is told.
function filter() {
  const words = byID("filter").value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  const left = faults.filter(({ text }) => words.every((w) => text.includes(w)));
  byID("filtered").textContent = words.length ? `${left.length} of ${faults.length}` : "";
  const { fault } = form.elements, chosen = chosenFault();
  const shown = left.length ? left : faults;
  for (const { group } of faults) group.remove();
  for (const { option } of faults) option.remove();
  for (const { option, group } of shown) {
    group.append(option);
    fault.append(group);
  }
  const keep = words.length === 0 || left.length === 0 || left.some(({ option }) => option === chosen);
  const first = shown.find(({ option }) => !option.disabled) || shown[0];
  (keep ? chosen : first.option).selected = true;
  showFault();
}
byID("filter").addEventListener("input", filter);
byID("filter").addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return;
  event.preventDefault(); // it is no order yet
  form.elements.fault.focus();
});
for (const name of ["fault", "lookup", "on"]) form.elements[name].addEventListener("change", showFault);
showFault();

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  settle(form);
  const rule = {};
  for (const name of ["fault", "lookup", "on", "persona", "duty", "delay"]) {
    const value = form.elements[name].value.trim();
    if (value) rule[name] = value;
  }
  if (rule.fault && form.elements.case.value) rule.fault += `:${form.elements.case.value}`;
  for (const name of ["count", "skip", "probability"]) {
    const field = form.elements[name], value = Number(field.value);
    if (field.validity.badInput) return complain(form, `${name}: expected a number`)?.focus();
    if (value) rule[name] = value;
  }
  if (impossible()) return complain(form, impossible())?.focus();
  try {
    showRules(await call("POST", "/admin/faults", rule));
  } catch (error) {
    complain(form, error.message)?.focus();
  }
});

function befalls(rule) {
  const parts = [rule.lookup || "all lookups"];
  if (rule.on) parts.push(`on ${rule.on}`);
  if (rule.persona) parts.push(`about ${rule.persona}`);
  if (rule.skip) parts.push(`after ${rule.skip}`);
  if (rule.count) parts.push(`${rule.count} calls`);
  if (rule.probability) parts.push(`with a chance of ${rule.probability}`);
  if (rule.duty) parts.push(`cycle ${rule.duty}`);
  if (rule.delay) parts.push(`delayed by ${rule.delay}`);
  return parts.join(", ");
}

function showRules(rules) {
  const rows = rules.map((rule) => {
    const off = element("button", { type: "button", textContent: "Switch off" });
    off.setAttribute("aria-label", `Switch off ${rule.fault || "the delay"}`);
    off.addEventListener("click", async () => {
      await call("DELETE", `/admin/faults/${rule.id}`).catch(() => {});
      await loadRules();
    });
    return element("tr", {},
      element("td", {}, element("code", { textContent: rule.fault || "none" })),
      element("td", { textContent: befalls(rule) }),
      element("td", { textContent: rule.count ? `${rule.struck} of ${rule.count}` : String(rule.struck) }),
      element("td", {}, off));
  });
  byID("rules").tBodies[0].replaceChildren(...rows);
  byID("rules").hidden = rows.length === 0;
  byID("no-rules").hidden = rows.length > 0;
}

const loadRules = async () => showRules(await call("GET", "/admin/faults"));
loadRules().catch((error) => complain(form, error.message));

// The journal.
const shown = 200; // rows; the API has the rest
const list = byID("exchanges");
byID("clear").hidden = false;
byID("clear").addEventListener("click", async () => {
  await call("DELETE", "/admin/journal").catch(() => {});
  list.replaceChildren();
  byID("dropped").textContent = "";
});

function facts(e) {
  const rows = [["request", `${e.registry}${e.path}`]];
  if (e.fault) rows.push(["fault", `${e.fault}, by ${e.chosen_by}`]);
  if (e.delay) rows.push(["delay", e.delay]);
  if (e.violation) rows.push(["breaks the contract", e.violation]);
  if (e.nearest) {
    const lacks = e.nearest.lacks ? `, whom ${e.nearest.lacks.join(", ")} does not know` : "";
    rows.push(["nobody; nearest is", `${e.nearest.persona}${lacks}${e.nearest.differs.length ? `, but for ${e.nearest.differs.join(", ")}` : ""}`]);
  }
  const dl = element("dl");
  for (const [name, value] of rows) dl.append(element("dt", { className: "soft", textContent: name }), element("dd", { textContent: value }));
  return dl;
}

function row(e) {
  const details = element("details", { className: e.fault || e.violation ? "exchange struck" : "exchange", id: `exchange-${e.id}` },
    element("summary", {},
      element("span", { className: "soft", textContent: new Date(e.time).toLocaleTimeString() }),
      element("b", { textContent: [e.lookup || e.registry, e.on && e.on !== "ask" ? e.on : ""].filter(Boolean).join(" ") }),
      element("span", { textContent: e.persona || (e.nearest ? `nobody (nearest ${e.nearest.persona})` : "nobody") }),
      element("span", { textContent: e.status || "no reply" }),
      element("code", { textContent: e.fault || "" })),
    facts(e));
  details.addEventListener("toggle", async () => {
    if (!details.open || details.dataset.whole) return;
    details.dataset.whole = "yes";
    try {
      const whole = await call("GET", `/admin/journal/${e.id}`);
      for (const part of ["request", "reply"]) {
        if (!whole[part] || !whole[part].bytes) continue;
        const pre = element("pre", { textContent: whole[part].text + (whole[part].cut ? "\n…" : ""), tabIndex: 0 });
        const told = element("p", { className: "soft", textContent: `${part}, ${whole[part].bytes} bytes` });
        if (whole[part].base64) {
          const exact = element("a", { href: `${base}/admin/journal/${e.id}`, textContent: "byte for byte in base64" });
          told.append("; what is no UTF-8 shows as \uFFFD, and is ", exact);
        }
        details.append(told, pre);
      }
    } catch (error) {
      details.append(element("p", { className: "soft", textContent: error.message }));
    }
  });
  return details;
}

// The stream says first which journal it is of. Another than before has other exchanges under the same ids: the mock was restarted, or the
// namespace forgotten.
const live = new EventSource(base + "/admin/journal/live");
let journal = "";
live.addEventListener("journal", (event) => {
  const begun = JSON.parse(event.data);
  if (journal && begun.journal !== journal) {
    list.replaceChildren();
    byID("live").textContent = "Live. What was shown before is gone: the mock or this namespace began anew.";
    loadRules().catch(() => {});
    loadTime();
  }
  journal = begun.journal;
  showDropped(begun.dropped);
});
function showDropped(dropped) { byID("dropped").textContent = dropped ? `${dropped} older ones were dropped.` : ""; }
live.addEventListener("open", () => { byID("live").textContent = "Live."; });
live.addEventListener("error", () => { byID("live").textContent = "The mock is gone; waiting for it."; });
let refresh = 0;
live.addEventListener("exchange", (event) => {
  const exchange = JSON.parse(event.data);
  const entry = row(exchange);
  list.prepend(entry);
  linked(exchange, entry);
  while (list.childElementCount > shown) list.lastElementChild.remove();
  clearTimeout(refresh);
  refresh = setTimeout(async () => { // what it struck, and what was dropped, once things are quiet
    await loadRules().catch(() => {});
    const told = await call("GET", `/admin/journal?after=${event.lastEventId}`).catch(() => null);
    if (told && told.journal === journal) showDropped(told.dropped);
  }, 150);
});

// The clock.
byID("time").hidden = false;
function showTime(clock) {
  byID("now").dateTime = clock.now;
  byID("now").textContent = new Date(clock.now).toLocaleString() + (clock.stands ? ", and stands" : "");
}
const loadTime = () => call("GET", "/admin/clock").then(showTime).catch(() => {});
async function clock(method, body) {
  settle(byID("time"));
  try {
    await call(method, "/admin/clock", body);
    showTime(await call("GET", "/admin/clock"));
  } catch (error) {
    complain(byID("time"), error.message)?.focus();
  }
}
byID("time").addEventListener("submit", (event) => {
  event.preventDefault();
  clock("PUT", { advance: byID("time").elements.advance.value.trim() });
});
byID("reset").addEventListener("click", () => clock("DELETE"));
loadTime();
