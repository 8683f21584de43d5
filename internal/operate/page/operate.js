"use strict";
// The operators' console. The cookie is out of its reach; the proof, without which the cookie only reads, is kept for this tab alone: a
// cookie goes to every port of a host, what is kept for a page does not. What is shown is rendered, and escaped, by the gateway.

const at = (id) => document.getElementById(id);
const proofOf = () => sessionStorage.getItem("proof") || "";
const page = { stream: null, heard: 0, used: Date.now(), retry: 0, opener: "", act: null };

async function call(method, path, body) {
  const headers = { "X-Sverka-Proof": proofOf() };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  const reply = await fetch(path, { method, headers, body: body && JSON.stringify(body), credentials: "same-origin", cache: "no-store" });
  const doc = reply.status === 204 ? {} : await reply.json();
  if (!reply.ok) throw Object.assign(new Error(doc.detail || reply.statusText), { status: reply.status });
  return doc;
}

function say(text) { at("said").textContent = text; }

// morph makes one tree like another and leaves alone what is so already, with its focus and selection.
function morph(from, to) {
  if (from.nodeType !== to.nodeType || from.nodeName !== to.nodeName || from.id !== to.id) return from.replaceWith(to);
  if (from.nodeType !== Node.ELEMENT_NODE) {
    if (from.data !== to.data) from.data = to.data;
    return;
  }
  for (const a of [...from.attributes]) if (!to.hasAttribute(a.name)) from.removeAttribute(a.name);
  for (const a of to.attributes) if (from.getAttribute(a.name) !== a.value) from.setAttribute(a.name, a.value);
  const wanted = [...to.childNodes];
  const ids = new Set(wanted.map((n) => n.id).filter(Boolean));
  for (const n of [...from.childNodes]) if (n.id && !ids.has(n.id)) n.remove();
  wanted.forEach((n, i) => {
    const have = from.childNodes[i];
    if (!have) from.append(n);
    else if (have.id !== n.id && (have.id || n.id)) from.insertBefore([...from.children].find((c) => n.id && c.id === n.id) || n, have);
    if (have && from.childNodes[i] !== n) morph(from.childNodes[i], n);
  });
  while (from.childNodes.length > wanted.length) from.lastChild.remove();
}

function parsed(html) { return new DOMParser().parseFromString(html, "text/html"); }

// change puts what the gateway has rendered in the place of what is shown, and the focus back where it was.
function change(section, html) {
  const focused = document.activeElement && document.activeElement.id;
  const next = section.cloneNode(false);
  next.append(...parsed(html).body.childNodes);
  morph(section, next);
  if (focused && document.activeElement === document.body && at(focused)) at(focused).focus();
}

function show(session) {
  at("sign-in").hidden = Boolean(session && proofOf()); // another tab's session only reads here
  at("sign-in-why").hidden = !session;
  at("who").hidden = at("signed-in").hidden = !session;
  if (!session) {
    at("signed-in").replaceChildren();
    close();
    return;
  }
  at("operator").textContent = session.operator;
  at("until").textContent = session.until ? " until " + session.until.slice(11, 16) : "";
}

// adopt takes the page as the gateway renders it now.
async function adopt() {
  const reply = await fetch("./", { credentials: "same-origin", cache: "no-store" });
  if (reply.ok) at("signed-in").replaceChildren(...parsed(await reply.text()).getElementById("signed-in").childNodes);
}

async function refresh() {
  try {
    const session = await call("GET", "v1/session");
    if (!at("signed-in").firstElementChild) await adopt();
    show(session);
    listen();
  } catch (e) {
    if (e.status === 401) show(null);
    else say(e.message);
  }
}

// Live.

function live(text, dead) {
  at("live").textContent = text;
  at("live").classList.toggle("dead", dead);
}

function close() {
  if (page.stream) page.stream.close();
  page.stream = null;
  clearTimeout(page.retry);
}

function heard() {
  page.heard = Date.now();
  live("Live.", false);
}

function listen() {
  close();
  if (document.hidden) return;
  const stream = page.stream = new EventSource("v1/stream");
  page.heard = Date.now();
  stream.addEventListener("section", (event) => {
    heard();
    const told = JSON.parse(event.data);
    const section = at(told.id);
    if (section) change(section, told.html);
  });
  stream.addEventListener("beat", heard);
  stream.addEventListener("ended", () => {
    show(null);
    say("Your session has ended. Sign in to go on.");
  });
  stream.addEventListener("error", () => {
    stale();
    if (stream.readyState === EventSource.CLOSED) again();
  });
}

function stale() { live("Not live since " + new Date(page.heard).toISOString().slice(11, 19) + ".", true); }

// again asks in a while whether the session stands, and goes on if it does.
function again() {
  close();
  page.retry = setTimeout(refresh, 10000);
}

setInterval(() => {
  if (page.stream && Date.now() - page.heard > 25000) {
    stale();
    again();
  }
}, 5000);

document.addEventListener("visibilitychange", () => {
  if (document.hidden) close();
  else if (!at("signed-in").hidden) refresh();
});

// Whoever does something here uses his session; a page that is left alone does not.
for (const sign of ["pointerdown", "keydown"]) {
  document.addEventListener(sign, () => {
    if (at("signed-in").hidden || Date.now() - page.used < 60000) return;
    page.used = Date.now();
    call("GET", "v1/session").then(show, () => {});
  });
}

// Orders.

// ask opens the dialog: for an override to be chosen, or at once for a yes.
function ask(button) {
  if (!proofOf()) {
    say("This tab only shows. Give your token to change something.");
    at("token").focus();
    return;
  }
  page.opener = button.id;
  at("problem").textContent = "";
  at("order-form").reset();
  limit();
  at("order-title").textContent = (button.dataset.order ? "Override " : "Lift the override of ") + button.dataset.of;
  at("order").showModal();
  if (button.dataset.lift) {
    const path = button.dataset.lift;
    confirm(path === "v1/overrides" ? "Gates and breakers will do their work everywhere, the configured overrides ended too."
      : "It is on " + button.dataset.mode + " now, and will do its work again.", () => call("DELETE", path));
    at("back").hidden = true;
    return;
  }
  page.path = button.dataset.order;
  turn(false);
}

// turn shows the question, or the confirmation.
function turn(sure) {
  at("order-form").hidden = sure;
  at("confirm-form").hidden = !sure;
  at("back").hidden = false;
  (sure ? at("confirm") : at("order-form").querySelector("input")).focus();
}

function confirm(text, act) {
  at("confirm-text").textContent = text;
  page.act = act;
  turn(true);
}

// limit offers no longer time than the mode may last.
function limit() {
  const mode = at("order-form").querySelector("input[name=mode]:checked");
  const most = mode ? Number(mode.dataset.most) : Infinity;
  for (const option of at("for").options) option.disabled = Number(option.dataset.hours || 0) > most;
  if (at("for").selectedOptions[0].disabled) at("for").value = most + "h";
}

at("order-form").addEventListener("change", limit);
at("order-form").addEventListener("submit", (event) => {
  event.preventDefault();
  const given = Object.fromEntries(new FormData(at("order-form")));
  const choice = at("order-form").querySelector("input[name=mode]:checked").closest("label").textContent.trim();
  const length = at("for").selectedOptions[0].textContent;
  confirm(`${choice}\nfor ${length}\nbecause: ${given.reason}\n\nIt is written down with your name.`, () => call("PUT", page.path, given));
});

at("confirm-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  at("confirm").disabled = true;
  at("problem").textContent = "";
  try {
    await page.act();
    at("order").close();
    say("");
    if (!page.stream) await adopt();
  } catch (e) {
    if (e.status === 401) {
      at("order").close();
      show(null);
      say("Your session has ended. Sign in to go on.");
    } else at("problem").textContent = "It was not done: " + e.message;
  } finally {
    at("confirm").disabled = false;
  }
});

at("back").addEventListener("click", () => turn(false));
for (const b of document.querySelectorAll(".cancel")) b.addEventListener("click", () => at("order").close());
at("order").addEventListener("close", () => {
  const opener = at(page.opener) || at("overview");
  if (opener === at("overview")) opener.tabIndex = -1;
  opener.focus();
});
document.addEventListener("click", (event) => {
  const button = event.target.closest && event.target.closest("[data-order], [data-lift]");
  if (button) ask(button);
});

// Signing in and out.

at("sign-in").addEventListener("submit", async (event) => {
  event.preventDefault();
  const token = at("token").value;
  at("token").value = "";
  try {
    const session = await call("POST", "v1/session", { token });
    sessionStorage.setItem("proof", session.proof);
    say("");
    await refresh();
    at("sign-out").focus();
  } catch (e) {
    say(e.status === 401 ? "No operator has this token." : e.message);
    at("token").focus();
  }
});

at("sign-out").addEventListener("click", async () => {
  try {
    await call("DELETE", "v1/session");
    sessionStorage.removeItem("proof");
    say("");
  } catch (e) {
    say(e.message);
  }
  await refresh();
  at("token").focus();
});

document.documentElement.classList.add("scripted");
if (at("signed-in").hidden) show(null);
else refresh();
