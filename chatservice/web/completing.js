/** What can stand where one types: commands, people, rooms. */

import { keyOf } from "./text.js";

const begins = (name, typed) => keyOf(name).startsWith(keyOf(typed));

/** Return what may stand in the place of the last word of a text: commands, people or rooms. */
export function completions(text, commands, people, rooms) {
	const word = text.match(/\S*$/)[0];
	const namesOf = ({ name, aliases }) => [name, ...aliases];
	if (text === word && word[0] === "/") {
		const typed = word.slice(1);
		return commands
			.filter((command) => namesOf(command).some((each) => begins(each, typed)))
			.sort((one, other) => begins(other.name, typed) - begins(one.name, typed))
			.map(({ name, usage, summary }) => ({ word, text: `/${name} `, label: usage, hint: summary }));
	}
	const given = text.split(/\s+/);
	const command = commands.find((each) => namesOf(each).includes(given[0].replace("/", "")));
	const kind = text[0] === "/" && command?.parameters[given.length - 2]?.kind;
	const sign = word.match(/^[@#]?/)[0];
	const isPerson = ["person", "target"].includes(kind) || sign === "@";
	const names = kind === "room" || sign === "#" ? rooms : isPerson ? people : [];
	return names
		.filter((name) => begins(name, word.slice(sign.length)))
		.map((name) => ({ word, text: `${sign}${name} `, label: name }));
}
