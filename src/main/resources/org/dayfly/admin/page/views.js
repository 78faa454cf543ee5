const clientsHave = server => sum(server.census
    .filter(each => each.state === 'leased' && (each.kind === 'database' || each.kind === 'server'))
    .map(each => each.count));

function stateOf(server) {
    if (!server.up) {
        return 'lost';
    }
    return server.leaving ? 'leaving' : server.draining ? 'draining' : 'up';
}

const room = server => server.max > 0
    ? `${number(clientsHave(server))} of ${number(server.max)}` : `${number(clientsHave(server))}, no limit`;

const ready = server => sum((server.warm ?? []).concat(server.warmServers ?? []).map(each => each.ready));
const waiting = server => sum((server.warm ?? []).concat(server.warmServers ?? []).map(each => each.waiting));

const serverRows = new Rows($('servers'), [
    {name: 'server', label: 'Server', text: its => visible(its.name)},
    {name: 'state', label: 'State', text: stateOf,
        tone: its => ({up: 'ok', lost: 'bad'})[stateOf(its)] ?? 'warn'},
    {name: 'version', label: 'Version', text: its => its.version ?? '-'},
    {name: 'room', label: 'Databases', text: its => its.up ? room(its) : '-',
        tone: its => its.up && its.max > 0 && clientsHave(its) >= its.max ? 'warn' : ''},
    {name: 'warm', label: 'Warm', text: its => number(ready(its))},
    {name: 'waiting', label: 'Waiting clients', text: its => number(waiting(its)),
        tone: its => waiting(its) > 0 ? 'warn' : ''},
    {name: 'directory', label: 'Role', text: its => its.directory ? 'has the directory of keys' : ''},
    {name: 'drain', label: 'Action', press: its => drain(its),
        text: its => actionsAllowed && its.up && !its.leaving ? its.draining ? 'Undrain' : 'Drain' : ''},
], its => its.name);

const warmRows = new Rows($('warm'), [
    {name: 'server', label: 'Server', text: its => visible(its.server)},
    {name: 'kind', label: 'Kind', text: its => its.kind},
    {name: 'source', label: 'Source', text: its => visible(its.source ?? '-')},
    {name: 'ready', label: 'Ready', text: its => number(its.ready),
        tone: its => its.wanted === 0 ? '' : its.ready >= its.wanted ? 'ok' : 'busy'},
    {name: 'wanted', label: 'Wanted', text: its => number(its.wanted)},
    {name: 'making', label: 'In the making', text: its => number(its.making)},
    {name: 'waiting', label: 'Waiting clients', text: its => number(its.waiting),
        tone: its => its.waiting > 0 ? 'warn' : ''},
    {name: 'longest', label: 'Longest wait',
        text: its => its.waiting > 0 ? its.longest < 1000 ? `${its.longest} ms` : duration(its.longest / 1000) : '-'},
], its => `${its.server} ${its.kind} ${its.source ?? ''}`);

let actionsAllowed = false;

function showOverview(overview) {
    actionsAllowed = overview.actions;
    say($('version'), overview.version);
    say($('place'), overview.place ?? '-');
    say($('running'), rough((overview.now - overview.since) / 1000));
    say($('sessions'), number(overview.sessions ?? 0));
    say($('leased'), number(sum(overview.servers.map(clientsHave))));
    serverRows.update(overview.servers);
    show($('servers-none'), overview.servers.length === 0);
    const stocks = overview.servers.flatMap(server =>
        (server.warm ?? []).concat(server.warmServers ?? []).map(stock => ({server: server.name, ...stock})));
    warmRows.update(stocks);
    show($('warm-none'), stocks.length === 0);
    drawRates(overview);
}

const NEWEST = 150;

function named(event) {
    return visible(event.database) + (event.key ? ` (key ${visible(event.key)})` : '');
}

function sentence(event) {
    switch (event.type) {
        case 'handout':
            return ['handed out', ` ${event.kind} ${named(event)}`
                + (event.source ? ` of ${visible(event.source)}` : '') + (event.client ? ` to ${event.client}` : ''),
                `${event.warm ? 'it was warm' : 'made for the client'}, after ${number(event.waited)} ms`];
        case 'drop':
            return ['dropped', ` ${event.kind} ${named(event)}: ${visible(event.reason)}`,
                `it was in service for ${duration(event.age)}`];
        default:
            return ['refused', ` user "${visible(event.user)}"` + (event.client ? ` from ${event.client}` : '')
                + `: ${visible(event.message)} (${visible(event.sqlstate)})`, visible(event.hint ?? '')];
    }
}

function showEvents(events) {
    for (const event of events) {
        const list = event.type === 'refusal' ? $('refused') : $('events');
        const [verb, what, more] = sentence(event);
        const server = serverRows.rows.size > 1 && event.server ? ` on ${visible(event.server)}` : '';
        list.prepend(make('li', {}, make('time', {datetime: new Date(event.at).toISOString()}, clock(event.at)),
            make('b', {}, verb), what + server, make('small', {}, more)));
        while (list.childElementCount > NEWEST) {
            list.lastChild.remove();
        }
    }
    show($('events-none'), $('events').childElementCount === 0);
    show($('refused-none'), $('refused').childElementCount === 0);
}
