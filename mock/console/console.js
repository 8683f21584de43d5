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
// People: each word that is typed has to stand somewhere in what is shown of them.
function search() {
  const words = byID("search").value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  const people = [...document.querySelectorAll(".persona")];
  for (const one of people) {
    const text = one.textContent.toLocaleLowerCase();
    one.hidden = !words.every((w) => text.includes(w));
  }
  const found = people.filter((one) => !one.hidden).length;
  for (const one of people) one.querySelector("details").open = !one.hidden && found <= few;
  byID("found").textContent = found === 1 ? "1 person" : `${found} people`;
}
byID("search").addEventListener("input", search);
if (byID("search").value) search();

// Asking the registry itself; the journal shows the exchange as it does all others.
async function ask(button) {
  const told = button.parentElement.querySelector("output");
  told.textContent = "…";
  try {
    const response = await fetch(base + button.dataset.path, { method: "POST" });
    await response.arrayBuffer();
    told.textContent = [response.status, response.headers.get("X-Mock-Fault")].filter(Boolean).join(" ");
  } catch {
    told.textContent = "no reply";
  }
}
for (const button of document.querySelectorAll("button.ask")) {
  button.hidden = false;
  button.addEventListener("click", () => ask(button));
}

// Faults.
const form = byID("rule");
form.hidden = false;

function showFault() {
  const chosen = form.elements.fault.selectedOptions[0];
  byID("says").textContent = chosen.dataset.says ? `${chosen.value}: ${chosen.dataset.says}.` : "";
  const protocols = (chosen.dataset.protocols || "").split(" ").filter(Boolean);
  for (const lookup of form.elements.lookup.options) {
    lookup.disabled = Boolean(lookup.dataset.protocol && protocols.length && !protocols.includes(lookup.dataset.protocol));
    if (lookup.disabled && lookup.selected) form.elements.lookup.value = "";
  }
}
form.elements.fault.addEventListener("change", showFault);
showFault();

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const rule = {};
  for (const name of ["fault", "lookup", "on", "persona", "duty", "delay"]) {
    const value = form.elements[name].value.trim();
    if (value) rule[name] = value;
  }
  for (const name of ["count", "skip", "probability"]) {
    const value = Number(form.elements[name].value);
    if (value) rule[name] = value;
  }
  byID("rule-error").textContent = "";
  try {
    showRules(await call("POST", "/admin/faults", rule));
  } catch (error) {
    byID("rule-error").textContent = error.message;
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
loadRules().catch((error) => { byID("rule-error").textContent = error.message; });

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
  const details = element("details", { className: e.fault || e.violation ? "exchange struck" : "exchange" },
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
        details.append(element("p", { className: "soft", textContent: `${part}, ${whole[part].bytes} bytes` }), pre);
      }
    } catch (error) {
      details.append(element("p", { className: "soft", textContent: error.message }));
    }
  });
  return details;
}

const live = new EventSource(base + "/admin/journal/live");
live.addEventListener("open", () => { byID("live").textContent = "Live."; });
live.addEventListener("error", () => { byID("live").textContent = "The mock is gone; waiting for it."; });
let refresh = 0;
live.addEventListener("exchange", (event) => {
  list.prepend(row(JSON.parse(event.data)));
  while (list.childElementCount > shown) list.lastElementChild.remove();
  clearTimeout(refresh);
  refresh = setTimeout(async () => { // what it struck, and what was dropped, once things are quiet
    await loadRules().catch(() => {});
    const { dropped } = await call("GET", "/admin/journal?after=999999999999999").catch(() => ({ dropped: 0 }));
    byID("dropped").textContent = dropped ? `${dropped} older ones were dropped.` : "";
  }, 150);
});

// The clock.
byID("time").hidden = false;
function showTime(clock) {
  byID("now").dateTime = clock.now;
  byID("now").textContent = new Date(clock.now).toLocaleString() + (clock.stands ? ", and stands" : "");
}
async function clock(method, body) {
  byID("time-error").textContent = "";
  try {
    await call(method, "/admin/clock", body);
    showTime(await call("GET", "/admin/clock"));
  } catch (error) {
    byID("time-error").textContent = error.message;
  }
}
byID("time").addEventListener("submit", (event) => {
  event.preventDefault();
  clock("PUT", { advance: byID("time").elements.advance.value.trim() });
});
byID("reset").addEventListener("click", () => clock("DELETE"));
call("GET", "/admin/clock").then(showTime).catch(() => {});
