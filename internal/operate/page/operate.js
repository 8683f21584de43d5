"use strict";
// The page on which an operator signs in. The cookie is out of its reach; the proof, without which the cookie only reads, is kept for this
// tab alone: a cookie goes to every port of a host, what is kept for a page does not.

const at = (id) => document.getElementById(id);
const proofOf = () => sessionStorage.getItem("proof") || "";

async function call(method, path, body) {
  const headers = { "X-Sverka-Proof": proofOf() };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  const reply = await fetch(path, { method, headers, body: body && JSON.stringify(body), credentials: "same-origin", cache: "no-store" });
  const doc = reply.status === 204 ? {} : await reply.json();
  if (!reply.ok) throw Object.assign(new Error(doc.detail || reply.statusText), { status: reply.status });
  return doc;
}

function say(text) { at("said").textContent = text; }

function show(session) {
  at("sign-in").hidden = Boolean(session && proofOf()); // another tab's session only reads here
  at("signed-in").hidden = !session;
  if (!session) return;
  at("operator").textContent = session.operator;
  at("until").textContent = new Date(session.until).toLocaleTimeString();
}

function row(r) {
  const tr = document.createElement("tr");
  const words = (o) => (o ? `${o.mode}: ${o.reason}` : "");
  const breakers = r.lookups
    .filter((l) => l.breaker !== "closed" || l.override)
    .map((l) => `${l.lookup}: ${l.breaker}${l.override ? ` (${words(l.override)})` : ""}`);
  for (const text of [r.registry, r.gate, words(r.override), breakers.join("; ")]) tr.insertCell().textContent = text;
  return tr;
}

async function refresh() {
  try {
    show(await call("GET", "v1/session"));
    const doc = await call("GET", "v1/registries");
    at("registries").replaceChildren(...doc.registries.map(row));
  } catch (e) {
    show(null);
    if (e.status !== 401) say(e.message);
  }
}

at("sign-in").addEventListener("submit", async (event) => {
  event.preventDefault();
  const token = at("token").value;
  at("token").value = "";
  try {
    const session = await call("POST", "v1/session", { token });
    sessionStorage.setItem("proof", session.proof);
    say("");
    await refresh();
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
});

refresh();
