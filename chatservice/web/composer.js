/** Where one writes: sending, completing, correcting the last message. */

import { arrange, find, make } from "./dom.js";
import { say } from "./words.js";

const MOST = 8;

/** Loaded with the first sign of what it completes. */
const SIGNS = /^\/|[@#]\S*$/;

export function createComposer(chat, session) {
	const field = find("text");
	const list = find("suggestions");
	let found = [];
	let chosen = -1;
	let isLoaded = false;
	let completions = () => [];
	let isEditing = false;
	let shown = null;

	function write(text, isCorrection = false) {
		isEditing = isCorrection;
		field.value = text;
		find("editing").hidden = !isEditing;
		suggest("");
	}

	function send() {
		const { value } = field;
		chat.isReadingBack = false;
		const { current } = chat;
		const isSent = isEditing && value.trim() ? session.edit(value.trim()) : isEditing || session.type(value, current);
		// What is not on its way stays, to be changed or sent later.
		if (isSent) write("");
		field.focus();
	}

	async function load() {
		isLoaded = true;
		try {
			({ completions } = await import("./completing.js"));
			suggest();
		} catch {
			isLoaded = false; // there is no connection
		}
	}

	function suggest(text = field.value.slice(0, field.selectionEnd)) {
		const people = [...chat.rooms.flatMap((room) => [...room.people.values()]), ...chat.privates];
		const names = [...new Set(people.map((each) => each.name))];
		const rooms = chat.rooms.map((each) => each.name);
		if (!isLoaded && SIGNS.test(text)) load();
		found = completions(text, session.commands(), names, rooms).slice(0, MOST);
		arrange(list, found.map(option));
		list.hidden = !found.length;
		choose(-1);
	}

	function option(each, index) {
		const onpointerdown = (event) => {
			event.preventDefault();
			accept(each);
		};
		const { label, hint } = each;
		return make("li", { role: "option", id: `option-${index}`, onpointerdown }, make("bdi", label), hint && make("small", hint));
	}

	function choose(index) {
		chosen = index;
		[...list.children].forEach((each, place) => (each.ariaSelected = place === index));
		field.setAttribute("aria-activedescendant", index < 0 ? "" : `option-${index}`);
	}

	function accept({ word, text }) {
		const end = field.selectionEnd;
		field.setRangeText(text, end - word.length, end, "end");
		suggest();
	}

	const edit = () => write(chat.lastOwn.text, true);

	field.oninput = () => suggest();
	field.onblur = () => suggest("");
	field.onkeydown = (event) => {
		const { key, shiftKey, isComposing, ctrlKey, altKey, metaKey } = event;
		if (isComposing || ctrlKey || altKey || metaKey || shiftKey) return;
		const count = found.length;
		const step = { ArrowDown: 1, ArrowUp: -1 }[key];
		if (key === "Enter" && chosen < 0) send();
		else if (key === "Enter" || (key === "Tab" && count)) accept(found[Math.max(0, chosen)]);
		else if (count && step) choose((Math.max(chosen, step < 0 ? 0 : -1) + step + count) % count);
		else if (step < 0 && !field.value && chat.lastOwn) edit();
		else if (key === "Escape" && count) suggest("");
		else if (key === "Escape" && isEditing) write("");
		else return;
		event.preventDefault();
	};
	find("composer").onsubmit = (event) => {
		event.preventDefault();
		send();
	};
	find("cancel").onclick = () => write("");

	/** What one has begun stays with the talk. */
	function render() {
		const { current } = chat;
		if (current !== shown) {
			if (shown && !isEditing) shown.draft = field.value;
			shown = current;
			write(current.draft);
		}
		field.placeholder = field.ariaLabel = say("message", { name: current.title });
	}

	return { render, edit };
}
