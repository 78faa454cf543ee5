const $ = id => document.getElementById(id);

/** Makes an element. Text goes in as text, whatever it holds. */
function make(tag, attributes = {}, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
        made.setAttribute(name, value);
    }
    made.append(...children);
    return made;
}

/** Shows characters that control a terminal or the direction of the text by their numbers. */
const visible = text => String(text).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu,
    each => `\\u{${each.codePointAt(0).toString(16)}}`);

/** Sets the text of an element, if it is another one. */
function say(element, text) {
    if (element.textContent !== text) {
        element.textContent = text;
    }
}

function tone(element, name) {
    if ((element.dataset.tone ?? '') !== name) {
        if (name) {
            element.dataset.tone = name;
        } else {
            delete element.dataset.tone;
        }
    }
}

function show(element, shown) {
    if (element.hidden === shown) {
        element.hidden = !shown;
    }
}

const UNITS = [[86400, 'd'], [3600, 'h'], [60, 'min'], [1, 's']];

/** A time as dayfly ls writes it: 1 h 30 min. */
function duration(seconds) {
    let rest = Math.max(0, Math.floor(seconds));
    const parts = [];
    for (const [size, unit] of UNITS) {
        if (rest >= size && parts.length < 2) {
            parts.push(`${Math.floor(rest / size)} ${unit}`);
            rest %= size;
        } else if (parts.length === 1) {
            break;
        }
    }
    return parts.join(' ') || '0 s';
}

/** A time without the seconds beyond a minute, so that a long list has few changes. */
const rough = seconds => seconds < 60 ? duration(seconds) : duration(seconds - seconds % 60);

function bytes(count) {
    const units = ['B', 'kB', 'MB', 'GB', 'TB'];
    let unit = 0;
    let rest = count;
    while (rest >= 1024 && unit < units.length - 1) {
        rest /= 1024;
        unit++;
    }
    return `${rest < 10 && unit > 0 ? rest.toFixed(1) : Math.round(rest)} ${units[unit]}`;
}

const number = count => count.toLocaleString('en');
const plural = (count, one, many = `${one}s`) => `${number(count)} ${count === 1 ? one : many}`;
const clock = millis => new Date(millis).toLocaleTimeString('en-GB');
