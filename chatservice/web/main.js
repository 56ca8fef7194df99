/** The page: its parts, and what connects them. */

import { createComposer } from "./composer.js";
import { find } from "./dom.js";
import { createLog } from "./log.js";
import { createSession } from "./session.js";
import { createSide } from "./side.js";
import { createChat } from "./state.js";
import { language, say } from "./words.js";

/** Kept with the tab: a reload leads back into the chat. */
const NICK = "nick";

let isPlanned = false;
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
	if (find("door").hidden === isIn) return;
	find("door").hidden = isIn;
	find("chat").hidden = !isIn;
	find(isIn ? "text" : "nick").focus();
	changed();
}

const page = {
	entered() {
		find("dialog").close();
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
	},
	ended(reason) {
		sessionStorage.removeItem(NICK);
		show(false, reason);
	},
	refused: (reason) => (problem = reason),
	asked(question) {
		const before = problem;
		problem = "";
		return dialog("askPassword", question, before);
	},
	found: (message) => dialog("showFound", message),
	rooms: (message) => dialog("showRooms", message),
	alert({ from, text, talk }) {
		if (!chat.isNotifying || !document.hidden) return;
		try {
			new Notification(from, { body: text, tag: talk.key }).onclick = () => {
				focus();
				open(talk);
			};
		} catch {
			chat.isNotifying = false; // some have it for service workers alone
		}
	},
};

const chat = createChat(changed);
const session = createSession(chat, page);
const composer = createComposer(chat, session);
const renderLog = createLog(chat, session, composer);
const side = createSide(chat, open);

const parts = { chat, session, open };

function open(talk) {
	chat.open(talk);
	side.hide();
	find("text").focus();
}

/** Show a window to ask in: what makes it is loaded with the first one. */
async function dialog(name, ...values) {
	try {
		return await (await import("./dialogs.js"))[name](parts, ...values);
	} catch {
		chat.notice([say("unsent")]);
		return "";
	}
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

find("search").onclick = () => dialog("askSearch");
find("add").onclick = () => session.attempt({ type: "rooms" });
find("you").onclick = () => dialog("showChoices");
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
