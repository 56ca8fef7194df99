/** Strangers' texts in pieces to show, never as markup. */

/** Names are compared as the server does: without case, in one form. */
export const keyOf = (name) => name.normalize("NFC").toLowerCase();

const LINK = /https?:\/\/[^\s<>"“”«»]+/giu;
const OPENING = { ")": "(", "]": "[", "}": "{" };

/** Return the address without what ends the sentence. */
function addressIn(found) {
	const last = found.slice(-1);
	const isOpened = OPENING[last] && found.split(OPENING[last]).length >= found.split(last).length;
	if (!isOpened && /[.,:;!?'"’)\]}*_]/.test(last)) return addressIn(found.slice(0, -1));
	return URL.canParse(found) ? found : "";
}

export const mentionOf = (name) =>
	new RegExp(`(?<![\\p{L}\\p{M}\\p{N}_])@?${name.replaceAll(".", "\\.")}(?![\\p{L}\\p{M}\\p{N}_])`, "giu");

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

/** Return a text in pieces; marks count code points. */
export function marked(text, marks) {
	const points = [...text];
	const slice = (start, end) => points.slice(start, end).join("");
	const ends = [0, ...marks.map(([, end]) => end)];
	return [...marks, [points.length]]
		.flatMap(([start, end], index) => [
			{ text: slice(ends[index], start) },
			{ kind: "mark", text: slice(start, end) },
		])
		.filter((piece) => piece.text);
}

/** Whether the server may have made one text of the other: it drops what nobody sees. */
export function isSame(one, other) {
	const seen = (text) => text.normalize("NFC").replace(/[\p{C}\p{Z}]/gu, "");
	return seen(one) === seen(other);
}

export const hueOf = (name) => [...keyOf(name)].reduce((sum, each) => sum + each.codePointAt(0), 0) % 6;
