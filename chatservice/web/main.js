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

const plainTitle = document.title;
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
	document.title = count + (chat.current ? nameOf(chat.current) : plainTitle);
	find("dot").hidden = !unread;
}

function render() {
	isPlanned = false;
	showTitle();
	const { current, rooms } = chat;
	if (!current || find("chat").hidden) return;
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
		find("door").hidden = true;
		if (find("chat").hidden) {
			find("chat").hidden = false;
			find("text").focus();
		}
		changed();
	},
	lost() {
		find("status").textContent = say("lost");
		find("problem").textContent = say("unreachable");
	},
	ended(text) {
		sessionStorage.removeItem(NICK);
		find("chat").hidden = true;
		find("door").hidden = false;
		find("problem").textContent = text;
		find("nick").focus();
	},
	refused(text) {
		problem = text;
	},
	asked: (question) => dialogs.askPassword(question, problem, (text) => session.secret(text)),
	found: (message) => dialogs.showFound(message, search),
	rooms: (message) => dialogs.showRooms(message, (room) => session.do({ type: "join", room })),
	alert({ from, text, where }) {
		if (!isNotifying || !document.hidden) return;
		const note = new Notification(say("writes", { name: from }), { body: text, tag: where.key });
		note.onclick = () => {
			focus();
			open(where);
		};
	},
};

const chat = new Chat(changed);
const session = new Session(chat, page);
const composer = new Composer(chat, session);
const log = new Log(chat, session, composer);
const side = new Side(chat, open);

const search = (words) => session.do({ type: "search", words });

function open(conversation) {
	chat.open(conversation);
	side.hide();
	find("text").focus();
}

async function notify() {
	isNotifying = !isNotifying && (await Notification.requestPermission()) === "granted";
	if (Notification.permission === "denied") chat.notice([say("denied")]);
}

const choices = () => [
	chat.isAway ? ["comeBack", () => session.do({ type: "back" })] : ["goAway", () => session.do({ type: "away" })],
	[isNotifying ? "notifyOff" : "notify", notify],
	["register", () => session.do({ type: "register" })],
	["help", () => session.do({ type: "help" })],
	["leave", () => session.do({ type: "quit" })],
];

function enter(nick) {
	find("problem").textContent = say("connecting");
	session.enter(nick);
}

function look() {
	chat.isSeen = !document.hidden && document.hasFocus();
	chat.look();
}

document.documentElement.lang = language;
for (const each of document.querySelectorAll("[data-say]")) each.textContent = say(each.dataset.say);
for (const each of document.querySelectorAll("[data-label]")) {
	each.ariaLabel = say(each.dataset.label);
	if (each.matches("button")) each.title = each.ariaLabel;
}

find("search").onclick = () => dialogs.askSearch(search);
find("add").onclick = () => session.do({ type: "rooms" });
find("you").onclick = () => dialogs.showChoices(chat.nick, choices());
find("close").onclick = () => {
	const { current } = chat;
	if (current.isRoom) session.do({ type: "leave", room: current.name });
	else chat.close(current);
};
find("enter").onsubmit = (event) => {
	event.preventDefault();
	enter(find("nick").value.trim());
};
for (const event of ["focus", "blur", "visibilitychange"]) addEventListener(event, look);
addEventListener("keydown", (event) => {
	const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
	if (!by || !event.altKey || !chat.current) return;
	event.preventDefault();
	const all = [...chat.rooms, ...chat.privates];
	open(all.at((all.indexOf(chat.current) + by) % all.length));
});
setInterval(() => chat.isSeen && session.isIn && chat.current.isRoom && session.refresh(chat.current.name), LOOK);

find("nick").value = sessionStorage.getItem(NICK);
if (find("nick").value) enter(find("nick").value);
else find("nick").focus();
