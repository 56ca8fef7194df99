/** What the page makes of strangers' texts: pieces to show, never markup. */

/** Names are compared as the server does: without case, in one form. */
export const keyOf = (name) => name.normalize("NFC").toLowerCase();

const LINK = /https?:\/\/[^\s<>"“”«»]+/giu;
const OPENING = { ")": "(", "]": "[", "}": "{" };

/** Return the address without what ends the sentence; "" for none that a link may have. */
function addressIn(found) {
	const last = found.slice(-1);
	const isOpened = OPENING[last] && found.split(OPENING[last]).length >= found.split(last).length;
	if (!isOpened && /[.,:;!?'"’)\]}*_]/.test(last)) return addressIn(found.slice(0, -1));
	return URL.canParse(found) ? found : "";
}

/** Return a pattern that finds a name as a word of its own, in any case. */
export const mentionOf = (name) =>
	new RegExp(`(?<![\\p{L}\\p{M}\\p{N}_])@?${name.replaceAll(".", "\\.")}(?![\\p{L}\\p{M}\\p{N}_])`, "giu");

/** Cut a text where a pattern matches; `accept` says how much of the beginning it really is. */
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

/** Return a message's text in pieces: those of the kinds "link" and "mark", and the rest. */
export const pieces = (text, mention) =>
	cut(text, LINK, "link", addressIn).flatMap((piece) =>
		mention && !piece.kind ? cut(piece.text, mention, "mark") : [piece],
	);

/** Return a text in pieces of which some are marked: from where to where, in code points. */
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

/** Return which of the style sheet's eight colours somebody has: the same every time. */
export const hueOf = (name) => [...keyOf(name)].reduce((sum, each) => (sum * 31 + each.codePointAt(0)) % 9973, 7) % 8;

/** Return what stands for a person: their first letter as it is seen, with its marks. */
export const initialOf = (name) => [...new Intl.Segmenter().segment(name)][0].segment.toUpperCase();
