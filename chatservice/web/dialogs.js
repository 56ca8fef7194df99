/** What is asked in a window of its own: passwords, searches, rooms, what to do. */

import { find, make } from "./dom.js";
import { nameOf, written } from "./log.js";
import { marked } from "./text.js";
import { momentOf, say } from "./words.js";

const dialog = find("dialog");

/** Show a dialog; `closed` is called if it is the person who closes it. */
function open(title, children, closed = null) {
	find("dialog-title").textContent = title;
	find("dialog-body").replaceChildren(...children);
	dialog.oncancel = find("dismiss").onclick = closed;
	if (!dialog.open) dialog.showModal();
	find("dialog-body").querySelector("input, button").focus();
}

export const close = () => dialog.close();

/** Make a form of one field, whose value `take` gets. */
function form(label, button, type, take) {
	const field = make("input", { required: "required", ...type });
	const onsubmit = (event) => {
		event.preventDefault();
		take(field.value);
	};
	return make("form", { onsubmit }, make("label", {}, label, field), make("button", { class: "main" }, button));
}

/** Return what does something, after it has closed the dialog. */
const closing = (act) => (value) => {
	close();
	act(value);
};

const row = (act, ...children) => make("button", { class: "row", onclick: closing(act) }, ...children);

/** Ask for a password: it is resolved to, and kept nowhere. Who gives up gives an empty one. */
export const askPassword = ({ wanted, nick }, problem) =>
	new Promise((take) => {
		const autocomplete = ["new", "again"].includes(wanted) ? "new-password" : "current-password";
		const question = say(wanted === "again" ? "repeat" : wanted, { nick });
		const field = form(question, say("send"), { type: "password", autocomplete }, closing(take));
		open(question, [make("p", { role: "alert" }, problem), field], () => take(""));
	});

/** Let the person search; `search` gets the words. */
export function askSearch(search) {
	open(say("search"), [
		form(say("words"), say("search"), {}, search),
		make("p", { id: "found", role: "status" }),
		make("ol", { id: "results" }),
		make("button", { id: "more", hidden: "hidden", onclick: () => search("more") }, say("more")),
	]);
}

/** Show what was found, in that dialog. */
export function showFound({ messages, marks, more, first, bad_date: badDate }, search) {
	if (!dialog.open || !find("results")) askSearch(search);
	const rows = messages.map(({ at, room, from, to, text }, index) => {
		const place = make("bdi", {}, room ? `#${room}` : `${say("private")}: ${to}`);
		return make(
			"li",
			{},
			make("p", {}, nameOf(from), " ", make("small", {}, place, ` · ${momentOf(at)}`)),
			make("p", { dir: "auto" }, ...written(marked(text, marks[index] ?? []))),
		);
	});
	if (first !== false) find("results").replaceChildren();
	find("results").append(...rows);
	find("found").textContent = badDate ? say("badDate") : rows.length ? "" : say("nothing");
	find("more").hidden = !more;
	rows[0]?.scrollIntoView({ block: "nearest" });
}

/** Show the rooms that there are; `enter` gets the name of one of them, or of a new one. */
export function showRooms({ rooms }, enter) {
	const rows = rooms.map(({ name, people, topic }) => {
		const notes = [say("here", { number: people }), topic].filter(Boolean);
		return row(() => enter(name), make("bdi", {}, `#${name}`), ...notes.map((note) => make("small", { dir: "auto" }, note)));
	});
	open(say("rooms"), [form(say("roomName"), say("enter"), { maxlength: 100 }, closing(enter)), ...rows]);
}

/** Show what one can do: pairs of a phrase's key and what is done. */
export const showChoices = (title, choices) => open(title, choices.map(([key, act]) => row(act, say(key))));
