/** The page: its parts, and what connects them. */

import { Composer } from "./composer.js";
import * as dialogs from "./dialogs.js";
import { find } from "./dom.js";
import { Log } from "./log.js";
import { Session } from "./session.js";
import { Side } from "./side.js";
import { Chat } from "./state.js";
import { language, say } from "./words.js";

/** The nickname is kept while the tab is open, so that a reload leads back into the chat. */
const NICK = "nick";

/** How often it is looked who is away. */
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

const nameOf = ({ isRoom, name }) => (isRoom ? "#" : "") + name;

function showTitle() {
	const { unread, mentions } = chat.waiting;
	const count = unread ? `(${unread}${mentions ? `, @${mentions}` : ""}) ` : "";
	document.title = count + (chat.current ? nameOf(chat.current) : "Chat");
	find("dot").hidden = !unread;
}

function render() {
	isPlanned = false;
	showTitle();
	const { current, rooms } = chat;
	if (find("chat").hidden) return;
	find("title").textContent = nameOf(current);
	find("topic").textContent = current.isRoom ? current.topic : say("onlyYou", current);
	find("close").hidden = current.isRoom && rooms.length < 2;
	document.body.classList.toggle("in-private", !current.isRoom);
	side.render();
	composer.render();
	log.render();
}

/** What the session has to tell the page. */
const page = {
	entered() {
		dialogs.close();
		sessionStorage.setItem(NICK, chat.nick);
		find("status").textContent = problem = "";
		this.show(true);
		changed();
	},
	lost() {
		find("status").textContent = say("lost");
		find("problem").textContent = say("unreachable");
	},
	ended(text) {
		sessionStorage.removeItem(NICK);
		find("problem").textContent = text;
		this.show(false);
	},
	show(isIn) {
		if (find("door").hidden === isIn) return;
		find("chat").hidden = !isIn;
		find("door").hidden = isIn;
		find(isIn ? "text" : "nick").focus();
	},
	refused(text) {
		problem = text;
	},
	asked: (question) => dialogs.askPassword(question, problem),
	found: (message) => dialogs.showFound(message, search),
	rooms: (message) => dialogs.showRooms(message, (room) => session.do({ type: "join", room })),
	alert({ from, text, talk }) {
		if (!isNotifying || !document.hidden) return;
		const note = new Notification(say("writes", { name: from }), { body: text, tag: talk.key });
		note.onclick = () => {
			focus();
			open(talk);
		};
	},
};

const chat = new Chat(changed);
const session = new Session(chat, page);
const composer = new Composer(chat, session);
const log = new Log(chat, session, composer);
const side = new Side(chat, open);

const search = (words) => session.do({ type: "search", words });

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
	const choice = (key, type) => [key, () => session.do({ type })];
	dialogs.showChoices(chat.nick, [
		chat.isAway ? choice("back", "back") : choice("away", "away"),
		[isNotifying ? "notifyOff" : "notify", notify],
		choice("register", "register"),
		choice("help", "help"),
		choice("leave", "quit"),
	]);
}

function look() {
	chat.isSeen = !document.hidden && document.hasFocus();
	chat.look();
}

document.documentElement.lang = language;
for (const each of document.querySelectorAll("[data-say]")) each.textContent = say(each.dataset.say);
for (const each of document.querySelectorAll("[data-label]")) each.ariaLabel = each.title = say(each.dataset.label);

find("search").onclick = () => dialogs.askSearch(search);
find("add").onclick = () => session.do({ type: "rooms" });
find("you").onclick = showChoices;
find("close").onclick = () => {
	const { current } = chat;
	if (current.isRoom) session.do({ type: "leave", room: current.name });
	else chat.close(current);
};
find("enter").onsubmit = (event) => {
	event?.preventDefault();
	session.enter(find("nick").value.trim());
};
for (const event of ["focus", "blur", "visibilitychange"]) addEventListener(event, look);
addEventListener("keydown", (event) => {
	const step = event.altKey && { ArrowUp: -1, ArrowDown: 1 }[event.key];
	if (!step || !chat.current) return;
	event.preventDefault();
	const talks = [...chat.rooms, ...chat.privates];
	open(talks.at((talks.indexOf(chat.current) + step) % talks.length));
});
setInterval(() => chat.isSeen && session.isIn && session.refresh(chat.lastRoom.name), LOOK);

find("nick").value = sessionStorage.getItem(NICK);
if (find("nick").value) find("enter").onsubmit();
else find("nick").focus();
