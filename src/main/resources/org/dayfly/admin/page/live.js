const PERIOD = 1000;
const LIST_PERIOD = 3000;

let lastEvent = 0;
let listDue = 0; // when the list is to be asked for again
let listShare = 0; // no sooner than this after the last list, so that a long list costs little
let listAt = -Infinity;
let goneSince = null;
let timer = 0;
let running = false;

function reached(overview) {
    goneSince = null;
    say($('link'), overview.closing ? 'shutting down' : overview.starting ? 'starting' : 'live');
    tone($('link'), overview.closing || overview.starting ? 'warn' : 'ok');
    show($('trouble'), false);
}

function unreached(failure) {
    goneSince ??= Date.now();
    say($('link'), 'not reached');
    tone($('link'), 'bad');
    const why = failure instanceof Problem ? ` (${failure.message})` : '';
    say($('trouble'), `dayfly cannot be reached since ${clock(goneSince)}${why}. This page shows what it knew then, `
        + 'and goes on trying.');
    show($('trouble'), true);
}

async function step() {
    // The first list is asked for at once, later ones when something has happened or some time has passed.
    const first = listAt < 0 ? ask('databases') : null;
    first?.catch(() => {}); // the request that is waited for first tells of the problem
    const [overview, recent] = await Promise.all([ask('overview'), ask(`events?after=${lastEvent}`)]);
    showOverview(overview);
    lastEvent = recent.last;
    showEvents(recent.events);
    reached(overview);
    const now = performance.now();
    if (recent.events.length > 0) {
        listDue = 0;
    }
    if (now >= listDue && now >= listAt + listShare) {
        showDatabases(await (first ?? ask('databases')));
        listAt = performance.now();
        listDue = listAt + LIST_PERIOD;
        listShare = 4 * (listAt - now);
        await refreshDetails();
    }
}

async function follow() {
    clearTimeout(timer);
    if (running || document.hidden) {
        return;
    }
    running = true;
    const begun = performance.now();
    try {
        await step();
    } catch (failure) {
        unreached(failure);
    }
    running = false;
    timer = setTimeout(follow, Math.max(200, PERIOD - (performance.now() - begun)));
}

/** Shows what a command has changed. */
function refresh() {
    listDue = 0;
    listShare = 0;
    follow();
}

document.addEventListener('visibilitychange', follow);
follow();
