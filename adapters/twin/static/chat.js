// The chat of one user with the account: shows what the stream tells, sends what the user does.

import { element, icon } from "./dom.js";
import { exchangeElement } from "./drawer.js";
import { replyElement } from "./reply.js";

const PAUSE_S = 300;
const byId = (id) => document.getElementById(id);
const state = { account: {}, users: [], followers: [], switches: {}, waiting: {}, bubbles: [], exchanges: [] };
let shownAt = 0;

const nameOf = (openid) => state.users.find((user) => user.openid === openid)?.name ?? "";
const isKnown = (openid) => nameOf(openid) !== "";
const currentUser = () => {
  const chosen = location.hash.slice(1);
  return isKnown(chosen) ? chosen : state.users[0].openid;
};

// ---- sending

async function post(path, content) {
  const response = await fetch(path, { method: "POST", body: JSON.stringify(content) });
  if (!response.ok) showNotice((await response.json()).problem);
}

const act = (kind, content = "") => post("acts", { user: currentUser(), kind, content });

function sendWords(words) {
  const kind = new FormData(byId("switches")).get("input");
  return act(kind, words);
}

// ---- the chat

function showBubble(bubble) {
  if (bubble.at - shownAt > PAUSE_S) byId("log").append(element("li", "time", timeWords(bubble.at)));
  shownAt = bubble.at;
  fadeChoices(bubble);
  byId("log").append(bubbleElement(bubble));
  scrollToEnd();
}

function bubbleElement(bubble) {
  if (bubble.side === "notice") return noticeElement(bubble.text);
  const isUser = bubble.side === "user";
  const avatar = icon(isUser ? "person" : "emblem", "avatar");
  const content = isUser ? userContent(bubble) : replyElement(bubble.text);
  return element("li", `row ${bubble.side}-row${bubble.is_pushed ? " pushed" : ""}`, avatar, content);
}

function userContent({ kind, text }) {
  if (kind === "image") return icon("picture", "picture");
  if (kind === "voice") return element("div", "bubble voice", icon("voice"), text || "语音");
  return element("div", "bubble", element("p", "words", text));
}

const noticeElement = (text) => element("li", "notice", text);

function showNotice(text) {
  byId("log").append(noticeElement(text));
  scrollToEnd();
}

// Choices belong to the newest reply alone: anything later, said or heard, takes them away.
function fadeChoices(later) {
  for (const button of byId("log").querySelectorAll(".choices button:not(:disabled)")) {
    button.disabled = true;
    if (later.side === "user" && button.dataset.says === later.text) button.classList.add("chosen");
  }
}

function scrollToEnd() {
  const scroll = byId("scroll");
  scroll.scrollTop = scroll.scrollHeight;
}

function timeWords(at) {
  const then = new Date(at * 1000);
  const time = then.toLocaleTimeString("zh-CN", { hour12: false, hour: "2-digit", minute: "2-digit" });
  const isToday = then.toDateString() === new Date().toDateString();
  return isToday ? time : `${then.getMonth() + 1}月${then.getDate()}日 ${time}`;
}

// ---- what surrounds it

function showUser() {
  const user = currentUser();
  byId("log").replaceChildren();
  shownAt = 0;
  for (const bubble of state.bubbles.filter((one) => one.user === user)) showBubble(bubble);
  for (const radio of document.getElementsByName("user")) radio.checked = radio.value === user;
  showWaiting();
  showFollowing();
}

function showWaiting() {
  const user = currentUser();
  byId("typing").hidden = !state.waiting[user] || !state.followers.includes(user);
  scrollToEnd();
}

function showFollowing() {
  const isFollower = state.followers.includes(currentUser());
  byId("bar").hidden = !isFollower;
  byId("join").hidden = isFollower;
  byId("follow").disabled = isFollower;
  for (const id of ["unfollow", "picture"]) byId(id).disabled = !isFollower;
}

function showSwitches() {
  for (const [name, value] of Object.entries(state.switches)) byId("switches").elements[name].value = value;
}

function showUsers() {
  const choices = state.users.map(({ openid, name }) => {
    const radio = element("input");
    Object.assign(radio, { type: "radio", name: "user", value: openid });
    return element("label", "", radio, element("span", "", name));
  });
  byId("users").replaceChildren(byId("users").querySelector("legend"), ...choices);
}

function showExchange(exchange) {
  byId("no-exchanges").hidden = true;
  for (const open of byId("exchanges").querySelectorAll("details.exchange[open]")) open.open = false;
  byId("exchanges").prepend(exchangeElement(exchange, nameOf(exchange.user)));
  byId("exchanges").querySelector("details").open = true;
}

function showMenu(isMenu) {
  byId("menu").hidden = !isMenu;
  byId("composer").hidden = isMenu;
  byId("bar-toggle").setAttribute("aria-label", isMenu ? "切换到键盘" : "切换到菜单");
  byId("bar-toggle-icon").setAttribute("href", `static/sprite.svg#${isMenu ? "keyboard" : "menu"}`);
}

function showDrawer(isOpen) {
  document.body.classList.toggle("drawer-open", isOpen);
  byId("drawer-toggle").setAttribute("aria-expanded", String(isOpen));
}

// ---- the stream

const happenings = {
  state(everything) {
    Object.assign(state, everything);
    byId("account-name").textContent = state.account.name;
    showUsers();
    showSwitches();
    byId("exchanges").replaceChildren();
    state.exchanges.forEach(showExchange);
    showUser();
    followAtFirstSight();
  },
  bubble(bubble) {
    state.bubbles.push(bubble);
    if (bubble.user === currentUser()) showBubble(bubble);
  },
  waiting({ user, count }) {
    state.waiting[user] = count;
    showWaiting();
  },
  followers({ openids }) {
    state.followers = openids;
    showFollowing();
  },
  switches(switches) {
    state.switches = switches;
    showSwitches();
  },
  exchange: showExchange,
};

// Opening a chat for the first time is following, so that the account's welcome is the first thing seen.
function followAtFirstSight() {
  const user = currentUser();
  if (!state.bubbles.some((bubble) => bubble.user === user)) act("follow");
}

function listen() {
  const stream = new EventSource("events");
  for (const [name, show] of Object.entries(happenings)) {
    stream.addEventListener(name, (event) => show(JSON.parse(event.data)));
  }
}

byId("composer").addEventListener("submit", (event) => {
  event.preventDefault();
  const words = byId("words").value.trim();
  byId("words").value = "";
  if (words) sendWords(words);
});
byId("log").addEventListener("click", (event) => {
  const row = event.target.closest(".choices button");
  if (!row) return;
  if (matchMedia("(hover: hover)").matches) byId("words").focus();
  act("say", row.dataset.says);
});
byId("menu").addEventListener("click", (event) => {
  const { button } = event.target.dataset;
  if (button) act("tap", button);
});
byId("switches").addEventListener("submit", (event) => event.preventDefault());
byId("switches").addEventListener("change", ({ target }) => {
  const { mode, network, delivery } = Object.fromEntries(new FormData(byId("switches")));
  if (target.name === "user") location.hash = target.value;
  else if (target.name !== "input") post("switches", { mode, network, delivery });
});
addEventListener("hashchange", () => {
  showUser();
  followAtFirstSight();
});
byId("bar-toggle").addEventListener("click", () => showMenu(byId("menu").hidden));
for (const id of ["follow", "join-button"]) byId(id).addEventListener("click", () => act("follow"));
byId("unfollow").addEventListener("click", () => act("unfollow"));
byId("picture").addEventListener("click", () => act("show_picture"));
byId("scan").addEventListener("click", () => act("scan", "nantong"));
byId("drawer-toggle").addEventListener("click", () => showDrawer(!document.body.classList.contains("drawer-open")));
byId("drawer-close").addEventListener("click", () => showDrawer(false));
addEventListener("keydown", (event) => event.key === "Escape" && showDrawer(false));
showDrawer(matchMedia("(min-width: 900px)").matches);
listen();
