/** Elements, made without ever reading a text as markup. */

/** Return the element of the page that has this id. */
export const find = (id) => document.getElementById(id);

/**
 * Make an element. A property whose name begins with "on" is a listener, the others are
 * attributes, left out where they are nothing. Strings become text.
 */
export function make(tag, properties, ...children) {
	const element = document.createElement(tag);
	for (const [name, value] of Object.entries(properties)) {
		if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
		else if (value) element.setAttribute(name, value);
	}
	element.append(...children.flat().filter(Boolean));
	return element;
}

/**
 * Let an element have just these children. Those that are there already stay where they are: for
 * what has not changed nothing is announced, and no focus or selection lost.
 */
export function arrange(parent, children) {
	const wanted = new Set(children);
	for (const child of [...parent.children]) if (!wanted.has(child)) child.remove();
	let place = parent.firstElementChild;
	for (const child of children) {
		if (child === place) place = place.nextElementSibling;
		else parent.insertBefore(child, place);
	}
}
