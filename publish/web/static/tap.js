// Plain enough for tablets of 2017 (ES2017): no `?.`, no `catch` without a name.
// One tap is a rating. It is written here first and handed in when there is a network, each
// time whole and under the same id, so that a lost answer from the server does no harm.
"use strict";

const counter = document.body.dataset.counter;
const kiosk = document.body.dataset.kiosk;
const QUEUE = `danh-gia:${counter}`;
const sections = JSON.parse(document.getElementById("sections").textContent);
const IDLE = 15000, IDLE_WRITING = 60000, RETRY = 20000, MOST = 50, KEPT = 2000;

let slip = null;      // what is being filled in
let ask = null;       // {section, at}: which question is on the screen
let idle = 0;
let sending = false;

const by = (id) => document.getElementById(id);
const read = () => { try { return JSON.parse(localStorage.getItem(QUEUE)) || {}; } catch (_) { return {}; } };
const memory = {};    // where localStorage is refused
function write(queue) {
  try { localStorage.setItem(QUEUE, JSON.stringify(queue)); } catch (_) { Object.assign(memory, queue); }
}
function waiting() { return Object.assign({}, memory, read()); }

function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");
}

function keep() {
  const queue = read();
  queue[slip.id] = slip;
  const ids = Object.keys(queue);
  for (const id of ids.slice(0, Math.max(0, ids.length - KEPT))) delete queue[id];
  write(queue);
  send();
}

async function send() {
  const items = Object.values(waiting()).slice(0, MOST);
  if (!items.length || sending) return;
  sending = true;
  const sent = JSON.stringify(items);
  let more = false;
  try {
    const answer = await fetch(location.pathname, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ items: JSON.parse(sent), kiosk, sent: Date.now() }),
    });
    if (answer.ok) {
      forget((await answer.json()).kept, JSON.parse(sent));
      more = Object.keys(waiting()).length > 0;
    } else if (answer.status === 410) {
      end();
    } else if (answer.status === 400) {
      forget(items.map((item) => item.id), items);
    }
    unsent(answer.ok || answer.status === 400 || answer.status === 410 ? "" : "unsent");
  } catch (_) {
    unsent("offline");
  } finally {
    sending = false;
  }
  if (more) send();
}

// Nothing is lost without a word: what could not be handed in is said to wait.
function unsent(why) {
  by("offline").hidden = !why;
  if (why) by("offline").textContent = by("offline").dataset[why];
}

// The office ended this tablet: what waited is refused, and nobody taps in vain.
function end() {
  clearTimeout(idle);
  clearInterval(retry);
  write({});
  for (const id of Object.keys(memory)) delete memory[id];
  show("ended");
}

// What was answered further since it was sent stays, and goes once more.
function forget(ids, sent) {
  const queue = read();
  for (const item of sent) {
    if (!ids.includes(item.id)) continue;
    const now = queue[item.id] || memory[item.id];
    if (JSON.stringify(now) === JSON.stringify(item)) { delete queue[item.id]; delete memory[item.id]; }
  }
  write(queue);
}

function show(id) {
  for (const section of document.querySelectorAll("main > section")) section.hidden = section.id !== id;
  const heading = by(id).querySelector("h1");
  if (id !== "start") heading.focus();
  scrollTo(0, 0);
  wait(id === "words" ? IDLE_WRITING : IDLE);
}

function wait(time) {
  clearTimeout(idle);
  if (kiosk && slip) idle = setTimeout(start, time);
}

function start() {
  slip = ask = null;
  by("text").value = "";
  for (const button of document.querySelectorAll(".sections .plain")) button.classList.remove("done");
  show("start");
}

function rate(value, label) {
  slip = { id: newId(), at: Date.now(), answers: { overall: value }, words: "" };
  keep();
  by("given").textContent = label;
  const report = by("report");
  if (report) report.hidden = value > 2;
  show("more");
}

function put() {
  const section = sections[ask.section];
  if (ask.at >= section.questions.length) {
    document.querySelector(`[data-section="${ask.section}"]`).classList.add("done");
    ask = null;
    show("more");
    return;
  }
  by("factor").textContent = `${section.name} (${ask.at + 1}/${section.questions.length})`;
  const question = section.questions[ask.at];
  by("question").textContent = question.text;
  by("options").hidden = !question.options.length;
  document.querySelector("#ask .scores").hidden = question.options.length > 0;
  by("options").textContent = "";
  for (const [value, label] of question.options) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "plain";
    button.textContent = label;
    button.addEventListener("click", () => answer(value));
    by("options").appendChild(button);
  }
  show("ask");
}

function answer(value) {
  if (!slip || !ask) return;
  slip.answers[sections[ask.section].questions[ask.at].code] = value;
  keep();
  ask.at += 1;
  put();
}

document.querySelector("#start form").addEventListener("submit", (event) => event.preventDefault());
for (const button of document.querySelectorAll("#start .score")) {
  button.addEventListener("click", () => { if (!slip) rate(Number(button.value), button.textContent.trim()); });
}
for (const button of document.querySelectorAll("[data-section]")) {
  button.addEventListener("click", () => { ask = { section: Number(button.dataset.section), at: 0 }; put(); });
}
for (const button of document.querySelectorAll("[data-score]")) {
  button.addEventListener("click", () => answer(Number(button.dataset.score)));
}
by("skip").addEventListener("click", () => { ask.at += 1; put(); });
by("stop").addEventListener("click", () => { ask = null; show("more"); });
by("write").addEventListener("click", () => { show("words"); by("text").focus(); });
by("text").addEventListener("input", () => wait(IDLE_WRITING));
by("back").addEventListener("click", () => show("more"));
by("keep").addEventListener("click", () => { slip.words = by("text").value.trim(); keep(); by("write").classList.toggle("done", slip.words !== ""); show("more"); });
by("finish").addEventListener("click", start);
for (const part of document.querySelectorAll(".script")) part.hidden = false;
addEventListener("online", send);
const retry = setInterval(send, RETRY);
if (location.search.includes("da-gui")) history.replaceState(null, "", location.pathname);
start();
send();
