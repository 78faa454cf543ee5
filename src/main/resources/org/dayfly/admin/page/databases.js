const shownState = its => its.state === 'leased' && its.kept ? 'kept' : its.state;
const STATE_TONES = {leased: 'ok', kept: 'ok', warm: 'busy', creating: 'busy', reclaiming: 'warn'};

function timeLeft(its) {
    if (its.pinned) {
        return 'pinned';
    }
    if (its.left === undefined) {
        return its.opened > 0 ? 'no limit' : '-';
    }
    return its.left > 0 ? rough(its.left) : 'over';
}

const databaseRows = new Rows($('databases'), [
    {name: 'name', label: 'Name', text: its => its.name, sort: its => its.name, press: its => openDetails(its.name)},
    {name: 'server', label: 'Server', text: its => visible(its.server), sort: its => its.server},
    {name: 'kind', label: 'Kind', text: its => its.kind, sort: its => its.kind},
    {name: 'key', label: 'Key', text: its => visible(its.key ?? ''), sort: its => its.key},
    {name: 'source', label: 'Source', text: its => visible(its.source ?? ''), sort: its => its.source},
    {name: 'state', label: 'State', text: shownState, tone: its => STATE_TONES[shownState(its)] ?? '',
        sort: shownState},
    {name: 'sessions', label: 'Sessions', text: its => number(its.sessions), sort: its => -its.sessions},
    {name: 'size', label: 'Size', text: its => its.size === undefined ? '-' : bytes(its.size),
        sort: its => -(its.size ?? 0)},
    {name: 'age', label: 'Age', text: its => rough(its.age), sort: its => its.age},
    {name: 'left', label: 'Time left', text: timeLeft, sort: its => its.pinned ? Infinity : its.left},
    {name: 'client', label: 'Client', text: its => visible(its.client ?? ''), sort: its => its.client},
    {name: 'note', label: 'Note (test)', text: its => visible(its.note ?? ''), sort: its => its.note},
], its => `${its.server} ${its.name}`, () => $('databases-title').focus({preventScroll: true}));

const sorting = {column: 'age', up: true};
let databases = [];

for (const header of databaseRows.head.children) {
    const name = header.dataset.column;
    const button = make('button', {type: 'button'}, header.textContent);
    button.addEventListener('click', () => {
        sorting.up = sorting.column === name ? !sorting.up : true;
        sorting.column = name;
        arrange();
    });
    header.replaceChildren(button);
}

function compare(a, b) {
    if (a === b) {
        return 0;
    }
    if (a === undefined || b === undefined) {
        return a === undefined ? 1 : -1;
    }
    return a < b ? -1 : 1;
}

/** Puts the rows in order and hides those that do not fit the filter. */
function arrange() {
    const {sort} = databaseRows.columns.find(column => column.name === sorting.column);
    const sign = sorting.up ? 1 : -1;
    databases.sort((a, b) => sign * compare(sort(a), sort(b)) || compare(a.name, b.name));
    for (const header of databaseRows.head.children) {
        header.setAttribute('aria-sort', header.dataset.column !== sorting.column ? 'none'
            : sorting.up ? 'ascending' : 'descending');
    }
    databaseRows.update(databases);
    filter();
}

function filter() {
    const words = $('words').value.toLowerCase().split(/\s+/).filter(word => word);
    const kind = $('kind').value;
    const state = $('state').value;
    const shown = databaseRows.filter(its => {
        if (kind && its.kind !== kind || state && shownState(its) !== state) {
            return false;
        }
        const text = words.length === 0 ? '' : [its.name, its.server, its.key, its.source, its.client, its.note]
            .join('\n').toLowerCase();
        return words.every(word => text.includes(word));
    });
    say($('count'), shown === databases.length ? `${number(shown)} shown`
        : `${number(shown)} of ${number(databases.length)} shown`);
    say($('databases-none'), databases.length === 0 ? 'No databases.' : 'No database fits the filter.');
    show($('databases-none'), shown === 0);
}

for (const id of ['words', 'kind', 'state']) {
    $(id).addEventListener('input', filter);
}

/** The arrow keys go from row to row. */
databaseRows.body.addEventListener('keydown', event => {
    const step = {ArrowDown: 'nextElementSibling', ArrowUp: 'previousElementSibling'}[event.key];
    let row = step && event.target.closest('tr')[step];
    while (row && row.hidden) {
        row = row[step];
    }
    if (row) {
        event.preventDefault();
        row.querySelector('button').focus();
    }
});

function showDatabases(list) {
    const begun = performance.now();
    databases = list.databases;
    $('databases').classList.toggle('several', list.servers.length > 1);
    arrange();
    const stale = list.servers.filter(its => its.stale);
    $('stale').replaceChildren(...stale.map(its => make('li', {}, `${visible(its.name)}: ${visible(its.problem)}`
        + (its.at ? `; its databases are as of ${clock(its.at)}` : ''))));
    const end = performance.now();
    if (performance.getEntriesByName('dayfly-list').length > 50) {
        performance.clearMeasures(); // the browser keeps all, and this page may stay open for weeks
    }
    performance.measure('dayfly-list', {start: begun, end, detail: databases.length});
    requestAnimationFrame(() => setTimeout(() =>
        performance.measure('dayfly-painted', {start: begun, detail: databases.length})));
}
