/** The messages of the talk that is shown. */

import { arrange, find, make } from "./dom.js";
import { hueOf, initialOf, pieces } from "./text.js";
import { dayOf, say, timeOf } from "./words.js";

/** Who goes on within so many milliseconds is not named again. */
const BREATH = 300_000;

/** How many pixels from the beginning older messages are asked for, and from the end one follows. */
const NEAR_BEGINNING = 400;
const NEAR_END = 60;

/** Return what shows a text in pieces. */
export const written = (pieces) =>
	pieces.map(({ kind, text }) => {
		if (kind === "link") return make("a", { href: text, target: "_blank", rel: "noopener noreferrer" }, text);
		return kind ? make("mark", {}, text) : text;
	});

/** Return what shows a name in the person's colour, and what stands for it. */
export const nameOf = (name) => make("b", { class: `hue-${hueOf(name)}` }, make("bdi", {}, name));
export const avatarOf = (name) =>
	make("span", { class: `avatar hue-${hueOf(name)}`, "aria-hidden": "true" }, initialOf(name));

export class Log {
	#box = find("log");
	#elements = new WeakMap();
	#signs = new Map();
	#shown = null;

	constructor(chat, session, composer) {
		Object.assign(this, { chat, session, composer });
		this.#box.onscroll = () => this.#scrolled();
		find("latest").onclick = () => {
			chat.isReadingBack = false;
			this.#follow();
			find("text").focus();
		};
		// What grows beside it, such as the field below, takes nothing from who reads the end.
		new ResizeObserver(() => this.#follow()).observe(this.#box);
	}

	#follow() {
		if (!this.chat.isReadingBack) this.#box.scrollTop = this.#box.scrollHeight;
	}

	#scrolled() {
		const { scrollTop, scrollHeight, clientHeight } = this.#box;
		this.chat.isReadingBack = scrollHeight - scrollTop - clientHeight > NEAR_END;
		find("latest").hidden = !this.chat.isReadingBack;
		if (scrollTop < NEAR_BEGINNING) this.session.older(this.chat.current);
	}

	/** Show what there is to show now, and leave alone what is shown already. */
	render() {
		const box = this.#box;
		const { current, isReadingBack } = this.chat;
		const rows = this.#rows(current);
		// What is read again is no news to be read out.
		box.ariaLive = current === this.#shown && rows[0] === box.firstChild ? "polite" : "off";
		this.#shown = current;
		const isSeen = (row) => !row.matches(".sign") && row.offsetTop + row.offsetHeight > box.scrollTop;
		const first = isReadingBack && [...box.children].find(isSeen);
		const before = first?.offsetTop;
		arrange(box, rows);
		if (first?.isConnected) box.scrollTop += first.offsetTop - before;
		this.#follow();
		this.#scrolled();
	}

	#rows({ messages, complete }) {
		const rows = complete ? [this.#sign(say("beginning"))] : [];
		const { lastOwn } = this.chat;
		let before = {};
		for (const message of messages) {
			const { kind, from, at } = message;
			const day = new Date(at).toDateString();
			if (day !== before.day) rows.push(this.#sign(dayOf(at)));
			const row = this.#row(message, message === lastOwn);
			const isSame = kind === before.kind && from === before.from && day === before.day && kind !== "acted";
			row.classList.toggle("goes-on", isSame && Date.parse(at) - Date.parse(before.at) < BREATH);
			rows.push(row);
			before = { kind, from, at, day };
		}
		return rows;
	}

	#sign(text) {
		if (!this.#signs.has(text)) this.#signs.set(text, make("p", { class: "sign" }, text));
		return this.#signs.get(text);
	}

	/** Return the element of a message, made anew only when something became of it. */
	#row(message, isLast) {
		const state = `${message.version} ${isLast}`;
		let row = this.#elements.get(message);
		if (row?.state !== state) {
			row = { state, element: message.lines ? this.#notice(message) : this.#message(message, isLast) };
			this.#elements.set(message, row);
		}
		return row.element;
	}

	#notice({ lines }) {
		return make("div", { class: "notice" }, ...lines.map((line) => make("p", { dir: "auto" }, line)));
	}

	#message(message, isLast) {
		const { kind, from, at, own, gone, text, status, mention, edited, problem } = message;
		const { chat, session, composer } = this;
		const note = (key, values) => make("small", {}, say(key, values));
		const action = (key, act) => {
			const onclick = () => {
				act();
				find("text").focus(); // the button is gone in a moment
			};
			return make("button", { class: "action", onclick }, say(key));
		};
		const below = {
			refused: () => [
				note("refused", { text: problem }),
				action("again", () => session.again(message)),
				action("discard", () => chat.drop(message)),
			],
			sending: () => [note("sending")],
		}[status]?.();
		return make(
			"div",
			{ class: `message ${kind} ${status} ${mention ? "mention" : ""}` },
			avatarOf(from),
			make("p", { class: "head" }, nameOf(from), " ", make("time", { datetime: at }, timeOf(at))),
			make("p", { class: "text", dir: "auto" }, ...(gone ? [make("i", {}, gone)] : written(pieces(text, !own && chat.mention)))),
			edited && !gone && note("edited"),
			...(below ?? []),
			...(isLast ? [action("edit", () => composer.edit()), action("delete", () => session.delete())] : []),
		);
	}
}
