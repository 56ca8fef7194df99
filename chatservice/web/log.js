/** The messages of the talk that is shown. */

import { arrange, find, make } from "./dom.js";
import { hueOf, pieces } from "./text.js";
import { dayOf, language, say, timeOf } from "./words.js";

/** Who goes on within so many milliseconds is not named again. */
const BREATH = 300_000;

const NEAR_BEGINNING = 400;
const NEAR_END = 60;

export const written = (pieces) =>
	pieces.map(({ kind, text }) => {
		if (kind === "link") return make("a", { href: text, target: "_blank", rel: "noopener noreferrer" }, text);
		return kind ? make("mark", text) : text;
	});

export const nameOf = (name) => make(`b.hue-${hueOf(name)}`, make("bdi", name));
export const avatarOf = (name) =>
	make(`span.avatar.hue-${hueOf(name)}`, { "aria-hidden": "true" }, [...name][0].toUpperCase());

export function createLog(chat, session, composer) {
	const box = find("log");
	const elements = new WeakMap();
	const signs = new Map();
	let shown = null;

	function follow() {
		if (!chat.isReadingBack) box.scrollTop = box.scrollHeight;
	}

	function scrolled() {
		const { scrollTop, scrollHeight, clientHeight } = box;
		chat.isReadingBack = scrollHeight - scrollTop - clientHeight > NEAR_END;
		const { current } = chat;
		if (!chat.isReadingBack && current?.unread) chat.look();
		find("latest").hidden = !chat.isReadingBack;
		find("latest").textContent = say("latest", { count: current?.unread });
		if (scrollTop < NEAR_BEGINNING && current) session.older(current);
	}

	box.onscroll = scrolled;
	find("latest").onclick = () => {
		chat.isReadingBack = false;
		follow();
		find("text").focus();
	};
	// What grows beside it, such as the field below, takes nothing from who reads the end.
	new ResizeObserver(follow).observe(box);

	function sign(text) {
		if (!signs.has(text)) signs.set(text, make("p.sign", text));
		return signs.get(text);
	}

	/** Rows are made anew only when something became of their messages. */
	function rowsOf({ messages, complete, news }) {
		const rows = complete ? [sign(say("beginning"))] : [];
		const { lastOwn } = chat;
		let before = {};
		for (const message of messages) {
			const { kind, from, at, lines, version } = message;
			const day = new Date(at).toDateString();
			if (day !== before.day) rows.push(sign(dayOf(at)));
			if (message === news) rows.push(sign(say("news")));
			const isLast = message === lastOwn;
			const state = `${version} ${isLast} ${language}`;
			if (elements.get(message)?.state !== state) {
				elements.set(message, { state, row: lines ? notice(lines) : said(message, isLast) });
			}
			const { row } = elements.get(message);
			const isSame = kind === before.kind && from === before.from && day === before.day && kind !== "acted";
			row.classList.toggle("goes-on", isSame && Date.parse(at) - Date.parse(before.at) < BREATH);
			rows.push(row);
			before = { kind, from, at, day };
		}
		return rows;
	}

	const notice = (lines) => make("div.notice", lines.map((line) => make("p", { dir: "auto" }, line)));

	function said(message, isLast) {
		const { kind, from, at, own, gone, text, status = "", mention, edited, problem } = message;
		const note = (key, values) => make("small", say(key, values));
		const action = (key, act) => {
			const onclick = () => {
				act();
				find("text").focus(); // the button is gone in a moment
			};
			return make("button.action", { onclick }, say(key));
		};
		const isRefused = status === "refused";
		return make(
			"div",
			{ class: `message ${kind} ${status} ${mention ? "mention" : ""}` },
			avatarOf(from),
			make("p.head", nameOf(from), " ", make("time", { datetime: at }, timeOf(at))),
			make("p.text", { dir: "auto" }, gone ? make("i", gone) : written(pieces(text, !own && chat.mention))),
			edited && !gone && note("edited"),
			status === "sending" && note("sending"),
			isRefused && make("small", problem),
			isRefused && action("again", () => session.again(message)),
			isRefused && action("discard", () => chat.drop(message)),
			isLast && action("edit", composer.edit),
			isLast && action("delete", session.remove),
		);
	}

	return function render() {
		const { current, isReadingBack } = chat;
		const rows = rowsOf(current);
		// What is read again is no news to be read out.
		box.ariaLive = current === shown && rows[0] === box.firstChild ? "polite" : "off";
		shown = current;
		const isSeen = (row) => !row.matches(".sign") && row.offsetTop + row.offsetHeight > box.scrollTop;
		const first = isReadingBack && [...box.children].find(isSeen);
		const before = first?.offsetTop;
		arrange(box, rows);
		if (first?.isConnected) box.scrollTop += first.offsetTop - before;
		follow();
		scrolled();
	};
}
