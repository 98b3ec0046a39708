// Keeps the board fresh while it is looked at. The page is complete without it.
//
// The stream sends two kinds of message (see LiveMessage.swift):
//   board  {now, stale, parts: [{key, tone, texts: {slot: text}, times: {slot: seconds}}]}
//   event  {id, tone, texts, times, href}
// Texts are only ever set as text, never read as HTML.

const streamURL = document.body.dataset.streamUrl;
const feed = document.getElementById("feed");
const template = document.getElementById("event");
const bar = document.getElementById("live");
const word = document.getElementById("live-word");
const button = document.getElementById("live-pause");
const feedLength = 80;

/** The server's clock minus ours, in seconds, so that ages are right on a machine whose clock is not. */
let offset = Number(document.body.dataset.now) - Date.now() / 1000;
let stream = null;
let paused = false;
let lastEvent = feed?.querySelector("[data-id]")?.dataset.id ?? "";

/** Every changeable piece of the page by its key, with its slots found once. */
const pieces = new Map();
for (const element of document.querySelectorAll("[data-key]")) {
  const slots = [...element.querySelectorAll("[data-text], [data-time]")]
    .filter((slot) => slot.closest("[data-key]") === element);
  const list = pieces.get(element.dataset.key) ?? [];
  list.push({ element, slots });
  pieces.set(element.dataset.key, list);
}

/** The same words as Age.swift. */
function age(seconds) {
  if (seconds < 5) return "just now";
  if (seconds < 60) return `${Math.floor(seconds)} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 172800) return `${Math.floor(seconds / 3600)} h ago`;
  return `${Math.floor(seconds / 86400)} days ago`;
}

/** Changes the text in place, so that nothing moves, selects or is read aloud when it stays the same. */
function write(slot, text) {
  if (slot.textContent === text) return false;
  if (slot.firstChild?.nodeType === Node.TEXT_NODE) slot.firstChild.nodeValue = text;
  else slot.textContent = text;
  return true;
}

/** Sets every slot from the part; says which ones now read differently. */
function fill(slots, part) {
  const changed = [];
  for (const slot of slots) {
    if (slot.dataset.time !== undefined) {
      const seconds = part.times[slot.dataset.time];
      slot.hidden = seconds === undefined;
      if (seconds === undefined) continue;
      slot.dateTime = new Date(seconds * 1000).toISOString().replace(".000", "");
      write(slot, age(Date.now() / 1000 + offset - seconds));
    } else {
      const text = part.texts[slot.dataset.text];
      // A table cell keeps its place even when it has nothing to say.
      if (slot.tagName !== "TD") slot.hidden = text === undefined;
      if (write(slot, text ?? "") && !slot.hidden) changed.push(slot);
    }
  }
  return changed;
}

function patch(part) {
  for (const { element, slots } of pieces.get(part.key) ?? []) {
    fill(slots, part).forEach(glow);
    if (element.dataset.tone !== part.tone) element.dataset.tone = part.tone;
  }
}

/** A short glow behind a figure that has changed; the style sheet decides whether there is any. */
function glow(slot) {
  slot.classList.remove("changed");
  requestAnimationFrame(() => slot.classList.add("changed"));
}

function onBoard(message) {
  const board = JSON.parse(message.data);
  offset = board.now - Date.now() / 1000;
  board.parts.forEach(patch);
  if (board.stale) document.getElementById("stale").hidden = false;
}

function onEvent(message) {
  const event = JSON.parse(message.data);
  if (feed.querySelector(`[data-id="${CSS.escape(event.id)}"]`)) return;
  const item = template.content.firstElementChild.cloneNode(true);
  item.dataset.id = event.id;
  item.dataset.tone = event.tone;
  fill([...item.querySelectorAll("[data-text], [data-time]")], event);
  const link = item.querySelector("a");
  if (event.href) link.href = event.href;
  feed.prepend(item);
  while (feed.children.length > feedLength) feed.lastElementChild.remove();
  lastEvent = event.id;
}

function show(tone, text) {
  bar.querySelector(".pill").dataset.tone = tone;
  write(word, text);
}

function connect() {
  if (stream || paused || document.hidden) return;
  show("connecting", "Connecting");
  const url = new URL(streamURL, location.href);
  if (lastEvent) url.searchParams.set("since", lastEvent);
  stream = new EventSource(url);
  stream.addEventListener("open", () => show("live", "Live"));
  stream.addEventListener("board", onBoard);
  stream.addEventListener("event", onEvent);
  stream.addEventListener("error", () => {
    show("waiting", "Reconnecting");
    if (stream?.readyState !== EventSource.CLOSED) return;
    // The server said no, or is gone; the browser gives up by itself, we do not.
    disconnect();
    comeBack();
  });
}

/** Where the page itself leads elsewhere now, to signing in, it goes there; else the stream is tried again. */
async function comeBack() {
  const page = await fetch(location.href, { redirect: "manual", cache: "no-store" }).catch(() => null);
  if (page?.type === "opaqueredirect") location.reload();
  else setTimeout(connect, 5000);
}

function disconnect() {
  stream?.close();
  stream = null;
}

function tick() {
  const now = Date.now() / 1000 + offset;
  for (const slot of document.querySelectorAll("time[data-time]")) {
    if (slot.hidden || !slot.dateTime) continue;
    write(slot, age(now - Date.parse(slot.dateTime) / 1000));
  }
}

if (streamURL && feed && bar) {
  bar.hidden = false;
  button.addEventListener("click", () => {
    paused = !paused;
    button.textContent = paused ? "Resume" : "Pause";
    if (paused) {
      disconnect();
      show("paused", "Paused");
    } else connect();
  });
  document.addEventListener("visibilitychange", () => (document.hidden ? disconnect() : connect()));
  document.addEventListener("animationend", (event) => event.target.classList.remove("changed"));
  setInterval(() => document.hidden || paused || tick(), 1000);
  connect();
}
