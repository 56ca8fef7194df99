/** Strangers' texts in pieces to show, never as markup. */

/** Names are compared as the server does: without case, in one form. */
export const keyOf = (name) => name.normalize("NFC").toLowerCase();

const LINK = /https?:\/\/[^\s<>"“”«»]+/giu;
const OPENING = { ")": "(", "]": "[", "}": "{" };

/** Return the address without what ends the sentence. */
function addressIn(found) {
	const counts = {};
	for (const each of found) counts[each] = (counts[each] ?? 0) + 1;
	let end = found.length;
	for (; /[.,:;!?'"’)\]}*_]/.test(found[end - 1]); end--) {
		const last = found[end - 1];
		if (counts[OPENING[last]] >= counts[last]) break;
		counts[last]--;
	}
	const address = found.slice(0, end);
	return URL.canParse(address) ? address : "";
}

/** What finds a name that is no part of an address or another name. */
export function mentionOf(name) {
	const part = "[\\p{L}\\p{M}\\p{N}_]";
	const escaped = name.replaceAll(".", "\\.");
	return new RegExp(`(?<!${part}|${part}[.@-])@?${escaped}(?![.@-]?${part})`, "giu");
}

function cut(text, pattern, kind, accept = (found) => found) {
	const pieces = [];
	let end = 0;
	for (const { 0: found, index } of text.matchAll(pattern)) {
		const accepted = accept(found);
		if (!accepted) continue;
		pieces.push({ text: text.slice(end, index) }, { kind, text: accepted });
		end = index + accepted.length;
	}
	return [...pieces, { text: text.slice(end) }].filter((piece) => piece.text);
}

/** Return a text in pieces: links, mentions, and the rest. */
export const pieces = (text, mention) =>
	cut(text, LINK, "link", addressIn).flatMap((piece) =>
		mention && !piece.kind ? cut(piece.text, mention, "mark") : [piece],
	);

/** Whether the server may have made one text of the other: it drops what nobody sees. */
export function isSame(one, other) {
	const seen = (text) => text.normalize("NFC").replace(/[\p{C}\p{Z}]/gu, "");
	return seen(one) === seen(other);
}

const HUES = 8;
const hues = new Map();

/** Return the number of a name's colour: by order of appearance, so that the first ones differ. */
export function hueOf(name) {
	const key = keyOf(name);
	if (!hues.has(key)) hues.set(key, hues.size % HUES);
	return hues.get(key);
}
