let password = null; // kept nowhere else
let openName = null;

class Problem extends Error {}

async function answerOf(response) {
    const text = await response.text();
    const isJson = (response.headers.get('content-type') ?? '').startsWith('application/json');
    const body = isJson ? JSON.parse(text) : {error: text.trim()};
    if (!response.ok) {
        const problem = new Problem(body.error + (body.hint ? `; ${body.hint}` : ''));
        problem.status = response.status;
        throw problem;
    }
    return body;
}

const ask = async path => answerOf(await fetch(`${location.origin}/api/v1/${path}`,
    {cache: 'no-store', signal: AbortSignal.timeout(15000)}));

/** Asks the person for the password; null if the person gives none. */
function askPassword(problem) {
    return new Promise(resolve => {
        say($('ask-problem'), problem);
        $('ask-password').value = '';
        $('ask-form').onsubmit = event => {
            event.preventDefault();
            resolve($('ask-password').value);
            $('ask').close();
        };
        $('ask-cancel').onclick = () => $('ask').close();
        $('ask').onclose = () => {
            $('ask-password').value = '';
            resolve(null);
        };
        $('ask').showModal();
    });
}

/** A header holds no other characters than these; dayfly reads them as UTF-8. */
const headerValue = text => String.fromCharCode(...new TextEncoder().encode(text));

/** Sends a command, and asks for the password first if need be; null if the person gives none. */
async function command(path) {
    let problem = '';
    while (true) {
        password ??= await askPassword(problem);
        if (password === null) {
            return null;
        }
        try {
            return await answerOf(await fetch(`${location.origin}/api/v1/${path}`, {
                method: 'POST', cache: 'no-store', headers: {'dayfly-operator': headerValue(password)},
                signal: AbortSignal.timeout(60000)}));
        } catch (failure) {
            if (failure.status !== 403) {
                throw failure;
            }
            password = null;
            problem = failure.message;
        }
    }
}

let outcomeTimer = 0;

function tell(text) {
    say($('outcome'), text);
    clearTimeout(outcomeTimer);
    outcomeTimer = setTimeout(() => say($('outcome'), ''), 10000);
}

/** Runs a command; the buttons wait meanwhile. */
async function run(path, told) {
    const buttons = document.querySelectorAll('#details-actions button, #confirm button');
    buttons.forEach(each => each.disabled = true);
    try {
        const answer = await command(path);
        if (answer !== null) {
            told(answer.done);
        }
        return answer !== null;
    } catch (failure) {
        told(failure instanceof Problem ? failure.message : 'dayfly cannot be reached');
        return false;
    } finally {
        buttons.forEach(each => each.disabled = false);
        refresh();
    }
}

const drain = server => run(
    `servers/${encodeURIComponent(server.name)}/${server.draining ? 'undrain' : 'drain'}`, tell);

const FACTS = [
    ['Server', its => its.server], ['Kind', its => its.kind], ['Key', its => its.key], ['Source', its => its.source],
    ['Copied from', its => its.base], ['State', shownState], ['Reason', its => its.reason],
    ['Sessions now', its => number(its.sessions)], ['Sessions so far', its => number(its.opened)],
    ['Size', its => its.size === undefined ? undefined : bytes(its.size)], ['Age', its => duration(its.age)],
    ['Time left', timeLeft], ['Expires', its => its.expires && new Date(its.expires).toLocaleString('en-GB')],
    ['Unused for', its => its.unused === undefined ? undefined : duration(its.unused)],
    ['May be unused for', its => its.idle === undefined ? undefined : duration(its.idle)],
    ['Client', its => its.client], ['Note (test)', its => its.note],
];

const detailsOutcome = text => say($('details-outcome'), text);

async function refreshDetails() {
    const name = openName;
    if (name === null) {
        return;
    }
    let facts;
    try {
        facts = await ask(`databases/${encodeURIComponent(name)}`);
    } catch (failure) {
        if (failure instanceof Problem && openName === name) {
            detailsOutcome(failure.message);
            show($('details-actions'), false);
            show($('confirm'), false);
        }
        return;
    }
    if (openName !== name) {
        return;
    }
    const shown = FACTS.map(([label, of]) => [label, of(facts)]).filter(([, value]) => value !== undefined);
    const list = $('details-facts');
    if (list.childElementCount !== shown.length) {
        list.replaceChildren(...shown.map(() => make('div', {}, make('dt'), make('dd'))));
    }
    shown.forEach(([label, value], index) => {
        say(list.children[index].firstChild, label);
        say(list.children[index].lastChild, visible(value));
    });
    $('confirm-question').textContent = `Drop ${name}${facts.key ? ` (key ${visible(facts.key)})` : ''}? `
        + `${plural(facts.sessions, 'open session')} will end, and its data are lost.`;
}

const CONTENT = [
    ['tables', 'Tables', [['Table', its => its.name], ['Rows', its => its.rows], ['Size', its => bytes(its.size)]]],
    ['statements', 'Last statements of open sessions', [['Statement', its => its.statement || '-'],
        ['State', its => its.state], ['Application', its => its.application || '-'],
        ['Process', its => String(its.process)]]],
    ['queries', 'Queries', [['Query', its => its.query], ['Calls', its => number(its.calls)],
        ['Time', its => `${number(its.time)} ms`], ['Rows', its => number(its.rows)]]],
];

/** One part of what a database holds. */
function contentPart(title, columns, items) {
    if (items === undefined) {
        return make('p', {class: 'none'}, 'Queries are not known, because the server has no pg_stat_statements.');
    }
    if (items.length === 0) {
        return make('p', {class: 'none'}, `${title}: none.`);
    }
    const head = make('tr', {}, ...columns.map(([label]) => make('th', {scope: 'col'}, label)));
    const rows = items.slice(0, 200).map(item => make('tr', {},
        ...columns.map(([, of]) => make('td', {}, visible(of(item))))));
    return make('table', {class: 'content'}, make('caption', {}, title), make('thead', {}, head),
        make('tbody', {}, ...rows));
}

/** Looks into the open database. The operator's password is needed, because the texts are those of clients. */
async function look() {
    const name = openName;
    $('look').disabled = true;
    try {
        const content = await command(`databases/${encodeURIComponent(name)}/content`);
        if (content !== null && openName === name) {
            $('content').replaceChildren(
                ...CONTENT.map(([part, title, columns]) => contentPart(title, columns, content[part])));
            detailsOutcome('');
        }
    } catch (failure) {
        detailsOutcome(failure instanceof Problem ? failure.message : 'dayfly cannot be reached');
    } finally {
        $('look').disabled = false;
    }
}

function openDetails(name) {
    openName = name;
    say($('details-title'), name);
    $('details-facts').replaceChildren();
    $('content').replaceChildren();
    detailsOutcome('');
    show($('details-actions'), actionsAllowed);
    show($('confirm'), false);
    $('details').showModal();
    refreshDetails();
}

$('details').addEventListener('close', () => {
    openName = null;
    if (document.activeElement === document.body) {
        $('databases-title').focus(); // the row is gone
    }
});
$('look').addEventListener('click', look);
$('details-close').addEventListener('click', () => $('details').close());
$('extend').addEventListener('click', () =>
    run(`databases/${encodeURIComponent(openName)}/extend?for=${$('extend-for').value}`, detailsOutcome));
$('pin').addEventListener('click', () => run(`databases/${encodeURIComponent(openName)}/pin`, detailsOutcome));
$('drop').addEventListener('click', () => {
    show($('confirm'), true);
    $('drop-no').focus();
});
$('drop-no').addEventListener('click', () => {
    show($('confirm'), false);
    $('drop').focus();
});
$('drop-yes').addEventListener('click', async () => {
    if (await run(`databases/${encodeURIComponent(openName)}/drop`, text => {
        detailsOutcome(text);
        tell(text);
    })) {
        $('details').close();
    }
});
