/** What stands beside the messages: rooms, private talks, people. */

import { arrange, find, make } from "./dom.js";
import { avatarOf } from "./log.js";
import { keyOf } from "./text.js";
import { awayText, say } from "./words.js";

/** Of so many people the names are shown. */
const MOST = 500;

const PANELS = ["side", "people"];

export class Side {
	#rows = new Map();

	/** `open` shows a talk. */
	constructor(chat, open) {
		Object.assign(this, { chat, open });
		for (const name of PANELS) {
			find(`show-${name}`).onclick = () => this.#show(name);
			find(name).onkeydown = ({ key }) => {
				if (key !== "Escape") return;
				this.hide();
				find(`show-${name}`).focus();
			};
		}
		find("log").addEventListener("click", () => this.hide());
	}

	/** Show a panel, or hide it: on a small screen it covers the messages. */
	#show(shown) {
		for (const name of PANELS) {
			const isOpen = find(name).classList.toggle("open", name === shown && !find(name).matches(".open"));
			find(`show-${name}`).ariaExpanded = isOpen;
			if (isOpen) find(name).querySelector("button")?.focus();
		}
	}

	hide() {
		this.#show();
	}

	render() {
		const { rooms, privates, current, nick, isAway } = this.chat;
		arrange(find("rooms"), rooms.map((talk) => this.#talk(talk)));
		arrange(find("privates"), privates.map((talk) => this.#talk(talk)));
		const people = [...current.people.values()].sort((one, other) => one.name.localeCompare(other.name));
		arrange(find("names"), people.slice(0, MOST).map((each) => this.#person(each)));
		find("you").replaceChildren(...this.#face(nick, isAway ? "" : undefined));
	}

	/** Return a row, whose content is made anew only when what it shows has changed. */
	#row(key, state, content) {
		const row = this.#rows.get(key) ?? { element: make("li", {}) };
		this.#rows.set(key, row);
		if (row.state !== `${state}`) {
			const hadFocus = row.element.matches(":focus-within");
			row.element.replaceChildren(content());
			if (hadFocus) row.element.firstChild.focus();
		}
		row.state = `${state}`;
		return row.element;
	}

	#talk(talk) {
		const { key, name, isRoom, unread, mentions } = talk;
		const isShown = talk === this.chat.current;
		return this.#row(key, [name, unread, mentions, isShown], () =>
			make(
				"button",
				{ "aria-current": isShown && "true", onclick: () => this.open(talk) },
				...(isRoom ? ["#", make("bdi", {}, name)] : this.#face(name)),
				unread && make("span", { class: mentions ? "badge loud" : "badge" }, `${unread}`),
			),
		);
	}

	#person({ name, away }) {
		const onclick = () => this.open(this.chat.person(name));
		return this.#row(keyOf(name), [name, away, this.chat.nick], () =>
			this.chat.isOwn(name)
				? make("span", {}, ...this.#face(name, away), make("small", {}, say("you")))
				: make("button", { title: say("writeTo", { name }), onclick }, ...this.#face(name, away)),
		);
	}

	#face(name, away) {
		const state = away === undefined ? "" : make("small", { dir: "auto" }, awayText(away));
		return [avatarOf(name), make("bdi", {}, name), state];
	}
}
