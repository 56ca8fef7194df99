/** Elements, made without ever reading a text as markup. */

export const find = (id) => document.getElementById(id);

/**
 * Make an element, as in `make("p.class", { dir: "auto" }, "text", child)`. A property whose name
 * begins with "on" is a listener, the others are attributes; what is nothing is left out.
 */
export function make(what, ...children) {
	const [tag, ...classes] = what.split(".");
	const element = document.createElement(tag);
	element.classList.add(...classes);
	const properties = children[0]?.constructor === Object ? children.shift() : {};
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
