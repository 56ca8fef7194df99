/** The page: its parts, and what connects them. */

import { createComposer } from "./composer.js";
import * as dialogs from "./dialogs.js";
import { find } from "./dom.js";
import { createLog } from "./log.js";
import { createSession } from "./session.js";
import { createSide } from "./side.js";
import { createChat } from "./state.js";
import { language, say } from "./words.js";

/** Kept with the tab: a reload leads back into the chat. */
const NICK = "nick";

let isPlanned = false;
let isNotifying = false;
let problem = "";

/** Show what has changed, once for all until the next picture. */
function changed() {
	// None is made of a page that nobody sees; its title is seen.
	if (document.hidden) showTitle();
	if (!isPlanned) requestAnimationFrame(render);
	isPlanned = true;
}

function showTitle() {
	const { current, waiting } = chat;
	const mentions = waiting.mentions ? `, @${waiting.mentions}` : "";
	const { title = "Chat" } = current ?? {};
	document.title = waiting.unread ? `(${waiting.unread}${mentions}) ${title}` : title;
	find("title").textContent = title;
	find("dot").hidden = !waiting.unread;
}

function render() {
	isPlanned = false;
	showTitle();
	const { current, rooms } = chat;
	if (find("chat").hidden) return;
	find("topic").textContent = current.isRoom ? current.topic : say("onlyYou", current);
	find("topic").hidden = !find("topic").textContent;
	find("close").hidden = current.isRoom && rooms.length < 2;
	label(find("close"), say(current.isRoom ? "leaveRoom" : "close", { name: current.title }));
	document.body.classList.toggle("in-private", !current.isRoom);
	side.render();
	composer.render();
	renderLog();
}

function show(isIn, reason = "") {
	find("problem").textContent = find("status").textContent = problem = reason;
	find("other-name").hidden = true;
	if (find("door").hidden === isIn) return;
	find("door").hidden = isIn;
	find("chat").hidden = !isIn;
	find(isIn ? "text" : "nick").focus();
	changed();
}

const page = {
	entered() {
		dialogs.close();
		page.named(chat.nick);
		show(true);
	},
	named: (name) => sessionStorage.setItem(NICK, name),
	translated() {
		translate();
		changed();
	},
	/** `held` says why one can't come in again, though there is a connection. */
	lost(held) {
		find("status").textContent = find("problem").textContent = held || problem || say("lost");
		find("other-name").hidden = !held;
	},
	ended(reason) {
		sessionStorage.removeItem(NICK);
		show(false, reason);
	},
	refused: (reason) => (problem = reason),
	asked(question) {
		const before = problem;
		problem = "";
		return dialogs.askPassword(question, before);
	},
	found: (message) => dialogs.showFound(message, search, goTo),
	rooms: (message) => dialogs.showRooms(message, (room) => session.attempt({ type: "join", room })),
	alert({ from, text, talk }) {
		if (!isNotifying || !document.hidden) return;
		try {
			new Notification(from, { body: text, tag: talk.key }).onclick = () => {
				focus();
				open(talk);
			};
		} catch {
			isNotifying = false; // some have it for service workers alone
		}
	},
};

const chat = createChat(changed);
const session = createSession(chat, page);
const composer = createComposer(chat, session);
const renderLog = createLog(chat, session, composer);
const side = createSide(chat, open);

const search = (words) => session.attempt({ type: "search", words });

function open(talk) {
	chat.open(talk);
	side.hide();
	find("text").focus();
}

/** Open the talk of something that was found. */
function goTo({ room, from, to }) {
	if (!room) open(chat.person(chat.isOwn(from) ? to : from));
	else if (chat.isIn(room)) open(chat.room(room));
	else session.attempt({ type: "join", room });
}

async function notify() {
	const isWanted = !isNotifying;
	// There is none in some browsers.
	isNotifying = isWanted && (await globalThis.Notification?.requestPermission()) === "granted";
	if (isWanted && !isNotifying) chat.notice([say("denied")]);
}

function showChoices() {
	const choice = (key, type = key) => [key, () => session.attempt({ type })];
	dialogs.showChoices(chat.nick, [
		choice(chat.isAway ? "back" : "away"),
		["notify", notify, isNotifying],
		choice("register"),
		choice("changePassword", "password"),
		["language", () => session.attempt({ type: "lang", language: language === "es" ? "en" : "es" })],
		choice("help"),
		choice("leave", "quit"),
	]);
}

const label = (element, text) => (element.ariaLabel = element.title = text);

function translate() {
	document.documentElement.lang = language;
	for (const each of document.querySelectorAll("[data-say]")) each.textContent = say(each.dataset.say);
	for (const each of document.querySelectorAll("[data-label]")) label(each, say(each.dataset.label));
}

translate();
find("loading").hidden = true;
find("enter").hidden = false;

find("search").onclick = () => dialogs.askSearch(search);
find("add").onclick = () => session.attempt({ type: "rooms" });
find("other-name").onclick = session.giveUp;
find("you").onclick = showChoices;
find("topic").onclick = () => find("topic").classList.toggle("whole");
find("close").onclick = () => {
	const { current } = chat;
	if (current.isRoom) session.attempt({ type: "leave", room: current.name });
	else chat.close(current);
};
find("enter").onsubmit = (event) => {
	event.preventDefault();
	session.enter(nick.value.trim());
};
for (const event of ["focus", "blur", "visibilitychange"]) {
	addEventListener(event, () => {
		chat.isSeen = !document.hidden && document.hasFocus();
		chat.look();
	});
}
setInterval(() => chat.isSeen && chat.lastRoom && session.refresh(chat.lastRoom.name), 30_000);

const nick = find("nick");
nick.disabled = false;
nick.focus();
nick.value = sessionStorage.getItem(NICK);
if (nick.value) session.enter(nick.value, Date.now());
