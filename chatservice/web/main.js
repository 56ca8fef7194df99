/** The page: its parts, and what connects them. */

import { createComposer } from "./composer.js";
import * as dialogs from "./dialogs.js";
import { find } from "./dom.js";
import { createLog } from "./log.js";
import { createSession } from "./session.js";
import { createSide } from "./side.js";
import { createChat } from "./state.js";
import { language, say } from "./words.js";

/** Kept while the tab is open, so that a reload leads back into the chat. */
const NICK = "nick";

const LOOK = 30_000;

let isPlanned = false;
let isNotifying = false;
let problem = "";

/** Show what has changed: once, for all that changes until the next picture is made. */
function changed() {
	// None is made of a page that nobody sees; but its title is seen.
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
	find("close").hidden = current.isRoom && rooms.length < 2;
	document.body.classList.toggle("in-private", !current.isRoom);
	side.render();
	composer.render();
	renderLog();
}

function show(isIn, reason = "") {
	find("problem").textContent = find("status").textContent = problem = reason;
	if (find("door").hidden === isIn) return;
	find("door").hidden = isIn;
	find("chat").hidden = !isIn;
	find(isIn ? "text" : "nick").focus();
	changed();
}

const page = {
	entered() {
		dialogs.close();
		sessionStorage.setItem(NICK, chat.nick);
		show(true);
	},
	lost() {
		find("status").textContent = find("problem").textContent = say("lost");
	},
	ended(reason) {
		sessionStorage.removeItem(NICK);
		show(false, reason);
	},
	refused: (reason) => (problem = reason),
	asked: (question) => dialogs.askPassword(question, problem),
	found: (message) => dialogs.showFound(message, search),
	rooms: (message) => dialogs.showRooms(message, (room) => session.attempt({ type: "join", room })),
	alert({ from, text, talk }) {
		if (!isNotifying || !document.hidden) return;
		new Notification(from, { body: text, tag: talk.key }).onclick = () => {
			focus();
			open(talk);
		};
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

async function notify() {
	isNotifying = !isNotifying && (await Notification.requestPermission()) === "granted";
	if (Notification.permission === "denied") chat.notice([say("denied")]);
}

function showChoices() {
	const choice = (key, type = key) => [key, () => session.attempt({ type })];
	dialogs.showChoices(chat.nick, [
		choice(chat.isAway ? "back" : "away"),
		["notify", notify, isNotifying],
		choice("register"),
		choice("help"),
		choice("leave", "quit"),
	]);
}

document.documentElement.lang = language;
for (const each of document.querySelectorAll("[data-say]")) each.textContent = say(each.dataset.say);
for (const each of document.querySelectorAll("[data-label]")) each.ariaLabel = each.title = say(each.dataset.label);

find("search").onclick = () => dialogs.askSearch(search);
find("add").onclick = () => session.attempt({ type: "rooms" });
find("you").onclick = showChoices;
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
setInterval(() => chat.isSeen && session.isIn() && session.refresh(chat.lastRoom.name), LOOK);

const nick = find("nick");
nick.disabled = false;
nick.focus();
nick.value = sessionStorage.getItem(NICK);
if (nick.value) session.enter(nick.value);
