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
function form(label, button, properties, take) {
	const field = make("input", { required: "required", ...properties });
	const onsubmit = (event) => {
		event.preventDefault();
		take(field.value);
	};
	return make("form", { onsubmit }, make("label", {}, label, field), make("button", { class: "main" }, button));
}

/** Make a button that closes the dialog and does something. */
const row = (act, ...children) => {
	const onclick = () => {
		close();
		act();
	};
	return make("button", { class: "row", onclick }, ...children);
};

/** Ask for a password. It goes to `take` and stays nowhere; who gives up gives an empty one. */
export function askPassword({ wanted, nick }, problem, take) {
	const isNew = wanted === "new" || wanted === "again";
	const properties = { type: "password", autocomplete: isNew ? "new-password" : "current-password" };
	const question = say(wanted === "again" ? "repeat" : wanted, { nick });
	const give = (text) => {
		close();
		take(text);
	};
	open(question, [make("p", { role: "alert" }, problem), form(question, say("continue"), properties, give)], () => take(""));
}

/** Let the person search; `search` gets the words. */
export function askSearch(search) {
	open(say("search"), [
		form(say("words"), say("search"), { type: "search" }, search),
		make("p", { id: "found", role: "status" }),
		make("ol", { id: "results" }),
		make("button", { id: "more", hidden: "hidden", onclick: () => search("more") }, say("more")),
	]);
}

/** Show what was found, in that dialog. */
export function showFound({ messages, marks, more, first, bad_date: badDate }, search) {
	if (!dialog.open || !find("results")) askSearch(search);
	const rows = messages.map(({ at, room, from, to, text }, index) => {
		const place = room ? `#${room}` : `${say("private")}: ${to}`;
		return make(
			"li",
			{},
			make("p", {}, nameOf(from), " ", make("small", {}, make("bdi", {}, place), ` · ${momentOf(at)}`)),
			make("p", { dir: "auto" }, written(marked(text, marks[index] ?? []))),
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
	const enterNew = (name) => {
		close();
		enter(name);
	};
	open(say("rooms"), [
		form(say("roomName"), say("join"), { maxlength: 100 }, enterNew),
		...rooms.map(({ name, people, topic }) =>
			row(
				() => enter(name),
				make("bdi", {}, `#${name}`),
				make("small", {}, say("here", { number: people })),
				topic && make("small", { dir: "auto" }, topic),
			),
		),
	]);
}

/** Show what one can do: pairs of a phrase's key and what is done. */
export const showChoices = (title, choices) => open(title, choices.map(([key, act]) => row(act, say(key))));
