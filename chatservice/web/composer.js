/** Where one writes: sending, completing, correcting the last message. */

import { arrange, find, make } from "./dom.js";
import { keyOf } from "./text.js";
import { say } from "./words.js";

/** So many suggestions are shown at once. */
const MOST = 8;

const begins = (name, typed) => keyOf(name).startsWith(keyOf(typed));

/**
 * Return what may stand in the place of the last word of a text: commands, people or rooms.
 * `isAsked` is whether any word may be the beginning of a name.
 */
export function completions(text, commands, people, rooms, isAsked) {
	const word = text.match(/\S*$/)[0];
	if (text === word && word[0] === "/") {
		return commands
			.filter(({ name, aliases }) => [name, ...aliases].some((each) => begins(each, word.slice(1))))
			.map(({ name, usage, summary }) => ({ word, text: `/${name} `, label: usage, hint: summary }));
	}
	const given = text.split(/\s+/);
	const command = commands.find(({ name, aliases }) => [name, ...aliases].some((each) => `/${each}` === given[0]));
	const kind = command?.parameters[given.length - 2]?.kind;
	const sign = word.match(/^[@#]?/)[0];
	const isPerson = ["person", "target"].includes(kind) || sign === "@" || (isAsked && word);
	const names = kind === "room" || sign === "#" ? rooms : isPerson ? people : [];
	return names
		.filter((name) => begins(name, word.slice(sign.length)))
		.map((name) => ({ word, text: `${sign}${name} `, label: name }));
}

export class Composer {
	#text = find("text");
	#list = find("suggestions");
	#found = [];
	#chosen = -1;
	#isEditing = false;
	#shown = null;

	constructor(chat, session) {
		Object.assign(this, { chat, session });
		this.#text.onkeydown = (event) => this.#pressed(event);
		this.#text.oninput = () => this.#suggest();
		this.#text.onblur = () => this.#suggest(false, "");
		find("composer").onsubmit = (event) => {
			event.preventDefault();
			this.#send();
		};
		find("cancel").onclick = () => this.#write("");
	}

	/** Be where one writes in the talk that is shown, with what one had begun there. */
	render() {
		const { current } = this.chat;
		if (current !== this.#shown) {
			if (this.#shown && !this.#isEditing) this.#shown.draft = this.#text.value;
			this.#shown = current;
			this.#write(current.draft);
		}
		const name = (current.isRoom ? "#" : "") + current.name;
		this.#text.placeholder = this.#text.ariaLabel = say("message", { name });
	}

	/** Let the person change their last message. */
	edit() {
		this.#write(this.chat.lastOwn.text, true);
	}

	#write(text, isEditing = false) {
		this.#isEditing = isEditing;
		this.#text.value = text;
		find("editing").hidden = !isEditing;
		this.#suggest(false, "");
	}

	#send() {
		const { value } = this.#text;
		this.chat.isReadingBack = false;
		if (!this.#isEditing) this.session.type(value, this.chat.current);
		else if (value.trim()) this.session.edit(value.trim());
		this.#write("");
		this.#text.focus();
	}

	#pressed(event) {
		const { key, shiftKey, isComposing, ctrlKey, altKey, metaKey } = event;
		if (isComposing || ctrlKey || altKey || metaKey || shiftKey) return;
		const count = this.#found.length;
		const step = { ArrowDown: 1, ArrowUp: -1 }[key];
		if (key === "Enter" && this.#chosen < 0) this.#send();
		else if (key === "Enter" || (key === "Tab" && (count || this.#suggest(true)))) this.#accept(this.#found[Math.max(0, this.#chosen)]);
		else if (count && step) this.#choose((Math.max(this.#chosen, step < 0 ? 0 : -1) + step + count) % count);
		else if (step < 0 && !this.#text.value && this.chat.lastOwn) this.edit();
		else if (key === "Escape" && count) this.#suggest(false, "");
		else if (key === "Escape" && this.#isEditing) this.#write("");
		else return;
		event.preventDefault();
	}

	/** Show what the text may go on with; returns how much there is. */
	#suggest(isAsked = false, text = this.#text.value.slice(0, this.#text.selectionEnd)) {
		const { rooms, privates } = this.chat;
		const people = [...rooms.flatMap((room) => [...room.people.values()]), ...privates].map((each) => each.name);
		const roomNames = rooms.map((each) => each.name);
		this.#found = completions(text, this.session.commands, [...new Set(people)], roomNames, isAsked).slice(0, MOST);
		arrange(this.#list, this.#found.map((each, index) => this.#option(each, index)));
		this.#list.hidden = !this.#found.length;
		this.#choose(-1);
		return this.#found.length;
	}

	#option(found, index) {
		const onpointerdown = (event) => {
			event.preventDefault();
			this.#accept(found);
		};
		const { label, hint } = found;
		return make("li", { role: "option", id: `option-${index}`, onpointerdown }, make("bdi", {}, label), hint && make("small", {}, hint));
	}

	#choose(index) {
		this.#chosen = index;
		[...this.#list.children].forEach((option, place) => (option.ariaSelected = place === index));
		this.#text.setAttribute("aria-activedescendant", index < 0 ? "" : `option-${index}`);
	}

	#accept({ word, text }) {
		const end = this.#text.selectionEnd;
		this.#text.setRangeText(text, end - word.length, end, "end");
		this.#suggest();
	}
}
