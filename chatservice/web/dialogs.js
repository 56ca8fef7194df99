/** What is asked in a window of its own. Each takes the parts of the page first: see `main.js`. */

import { find, make } from "./dom.js";
import { nameOf, written } from "./log.js";
import { language, momentOf, say } from "./words.js";

const dialog = find("dialog");

/** Return a text in pieces; marks count code points. */
export function marked(text, marks) {
	const points = [...text];
	const slice = (start, end) => points.slice(start, end).join("");
	const ends = [0, ...marks.map(([, end]) => end)];
	return [...marks, [points.length]]
		.flatMap(([start, end], index) => [
			{ text: slice(ends[index], start) },
			{ kind: "mark", text: slice(start, end) },
		])
		.filter((piece) => piece.text);
}

/** Show a dialog; `closed` is called if it is the person who closes it. */
function open(title, children, closed = null) {
	find("dialog-title").textContent = title;
	find("dialog-body").replaceChildren(...children);
	dialog.oncancel = find("dismiss").onclick = closed;
	if (!dialog.open) dialog.showModal();
	find("dialog-body").querySelector("input, button").focus();
}

function form(label, button, type, take) {
	const field = make("input", { required: "required", maxlength: 999, ...type });
	const onsubmit = (event) => {
		event.preventDefault();
		take(field.value);
	};
	return make("form", { onsubmit }, make("label", label, field), make("button.main", button));
}

const closing = (act) => (value) => {
	dialog.close();
	act(value);
};

const row = (act, ...children) => make("button.row", { onclick: closing(act) }, ...children);

/** Resolves to the password, which is kept nowhere; "" for who gives up. */
export const askPassword = (_, { wanted, nick }, problem) =>
	new Promise((take) => {
		const autocomplete = ["new", "again"].includes(wanted) ? "new-password" : "current-password";
		const question = say(wanted === "again" ? "repeat" : wanted, { nick });
		const field = form(question, say("send"), { type: "password", autocomplete }, closing(take));
		const hint = make("small", say("goBack"));
		open(question, [make("p", { role: "alert" }, problem), field, hint], () => take(""));
	});

export function askSearch({ session }) {
	const search = (words) => session.attempt({ type: "search", words });
	open(say("search"), [
		form(say("words"), say("search"), {}, search),
		make("p", { id: "found", role: "status" }),
		make("ol", { id: "results" }),
		make("button", { id: "more", hidden: "hidden", onclick: () => search("more") }, say("more")),
	]);
}

/** Open the talk of something that was found. */
function goTo({ chat, session, open }, { room, from, to }) {
	if (!room) open(chat.person(chat.isOwn(from) ? to : from));
	else if (chat.isIn(room)) open(chat.room(room));
	else session.attempt({ type: "join", room });
}

export function showFound(parts, { messages, marks = [], more, first, bad_date: badDate }) {
	if (!dialog.open || !find("results")) askSearch(parts);
	const rows = messages.map((message, index) => {
		const { at, room, from, to, text } = message;
		const onclick = closing(() => goTo(parts, message));
		const place = make("button.action", { onclick }, make("bdi", room ? `#${room}` : `${say("private")}: ${to}`));
		return make(
			"li",
			make("p", nameOf(from), " ", place, " ", make("small", momentOf(at))),
			make("p", { dir: "auto" }, written(marked(text, marks[index] ?? []))),
		);
	});
	if (first !== false) find("results").replaceChildren();
	find("results").append(...rows);
	find("found").textContent = badDate ? say("badDate") : rows.length ? "" : say("nothing");
	find("more").hidden = !more;
}

export function showRooms({ session }, { rooms }) {
	const enter = (room) => session.attempt({ type: "join", room });
	const rows = rooms.map(({ name, people, topic }) => {
		const notes = [make("small", `${people}`), topic && make("small", { dir: "auto" }, topic)];
		return row(() => enter(name), make("bdi", `#${name}`), notes);
	});
	open(say("rooms"), [form(say("roomName"), say("enter"), {}, closing(enter)), ...rows]);
}

async function notify(chat) {
	const isWanted = !chat.isNotifying;
	// There is none in some browsers.
	const answer = isWanted && (await globalThis.Notification?.requestPermission());
	chat.isNotifying = answer === "granted";
	if (isWanted && !chat.isNotifying) chat.notice([say("denied")]);
}

export function showChoices({ chat, session }) {
	const choice = (key, type = key, values = {}) => [key, () => session.attempt({ type, ...values })];
	const choices = [
		choice(chat.isAway ? "back" : "away"),
		["notify", () => notify(chat), chat.isNotifying],
		choice("register"),
		choice("changePassword", "password"),
		choice("language", "lang", { language: language === "es" ? "en" : "es" }),
		choice("help"),
		choice("leave", "quit"),
	];
	open(chat.nick, choices.map(([key, act, isOn]) => row(act, say(key), isOn && "✓")));
}
