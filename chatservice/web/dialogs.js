/** What is asked in a window of its own. */

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

function form(label, button, type, take) {
	const field = make("input", { required: "required", maxlength: 999, ...type });
	const onsubmit = (event) => {
		event.preventDefault();
		take(field.value);
	};
	return make("form", { onsubmit }, make("label", label, field), make("button.main", button));
}

const closing = (act) => (value) => {
	close();
	act(value);
};

const row = (act, ...children) => make("button.row", { onclick: closing(act) }, ...children);

/** Resolves to the password, which is kept nowhere; "" for who gives up. */
export const askPassword = ({ wanted, nick }, problem) =>
	new Promise((take) => {
		const autocomplete = ["new", "again"].includes(wanted) ? "new-password" : "current-password";
		const question = say(wanted === "again" ? "repeat" : wanted, { nick });
		const field = form(question, say("send"), { type: "password", autocomplete }, closing(take));
		const hint = make("small", say("goBack"));
		open(question, [make("p", { role: "alert" }, problem), field, hint], () => take(""));
	});

export function askSearch(search) {
	open(say("search"), [
		form(say("words"), say("search"), {}, search),
		make("p", { id: "found", role: "status" }),
		make("ol", { id: "results" }),
		make("button", { id: "more", hidden: "hidden", onclick: () => search("more") }, say("more")),
	]);
}

export function showFound({ messages, marks = [], more, first, bad_date: badDate }, search, goTo) {
	if (!dialog.open || !find("results")) askSearch(search);
	const rows = messages.map((message, index) => {
		const { at, room, from, to, text } = message;
		const onclick = () => closing(goTo)(message);
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

export function showRooms({ rooms }, enter) {
	const rows = rooms.map(({ name, people, topic }) => {
		const notes = [make("small", `${people}`), topic && make("small", { dir: "auto" }, topic)];
		return row(() => enter(name), make("bdi", `#${name}`), notes);
	});
	open(say("rooms"), [form(say("roomName"), say("enter"), {}, closing(enter)), ...rows]);
}

export const showChoices = (title, choices) =>
	open(title, choices.map(([key, act, isOn]) => row(act, say(key), isOn && "✓")));
