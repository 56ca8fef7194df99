/** What stands beside the messages: rooms, private talks, people. */

import { arrange, find, make } from "./dom.js";
import { avatarOf } from "./log.js";
import { keyOf } from "./text.js";
import { awayText, language, say } from "./words.js";

const PANELS = ["side", "people"];

export function createSide(chat, open) {
	const rows = new Map();

	/** On a small screen, panels cover the messages. */
	function show(shown) {
		for (const name of PANELS) {
			const isOpen = find(name).classList.toggle("open", name === shown && !find(name).matches(".open"));
			find(`show-${name}`).ariaExpanded = isOpen;
			if (isOpen) find(name).querySelector("button").focus();
		}
	}

	const hide = () => show("");

	for (const name of PANELS) {
		find(`show-${name}`).onclick = () => show(name);
		find(name).onkeydown = ({ key }) => {
			if (key !== "Escape") return;
			hide();
			find(`show-${name}`).focus();
		};
	}
	for (const each of document.querySelectorAll(".hide")) each.onclick = hide;
	find("log").onclick = hide;
	hide();

	/** Return a row, whose content is made anew only when what it shows has changed. */
	function rowOf(key, state, content) {
		const row = rows.get(key) ?? { element: make("li") };
		rows.set(key, row);
		state.push(language);
		if (row.state !== `${state}`) {
			const hadFocus = row.element.matches(":focus-within");
			row.element.replaceChildren(content());
			if (hadFocus) row.element.firstChild.focus();
		}
		row.state = `${state}`;
		return row.element;
	}

	function talkRow(talk) {
		const { key, name, isRoom, unread, mentions } = talk;
		const isShown = talk === chat.current;
		const properties = { "aria-current": isShown && "true", onclick: () => open(talk) };
		const badge = () => make(mentions ? "span.badge.loud" : "span.badge", `${unread}`);
		return rowOf(key, [name, unread, mentions, isShown], () =>
			make("button", properties, isRoom ? ["#", make("bdi", name)] : face(name), unread && badge()),
		);
	}

	function personRow({ name, away }) {
		const onclick = () => open(chat.person(name));
		return rowOf(keyOf(name), [name, away, chat.nick], () =>
			chat.isOwn(name)
				? make("span", face(name, away), make("small", say("you")))
				: make("button", { onclick }, face(name, away)),
		);
	}

	function face(name, away) {
		const note = away === undefined ? "" : make("small", { dir: "auto" }, awayText(away));
		return [avatarOf(name), make("bdi", name), note];
	}

	function render() {
		const people = [...chat.current.people.values()].sort((one, other) => one.name.localeCompare(other.name));
		arrange(find("rooms"), chat.rooms.map(talkRow));
		arrange(find("privates"), chat.privates.map(talkRow));
		find("private").hidden = !chat.privates.length;
		arrange(find("names"), people.map(personRow));
		find("you").replaceChildren(...face(chat.nick, chat.isAway ? "" : undefined), "⋯");
	}

	return { render, hide };
}
