const WIDTH = 600;
const HEIGHT = 120;
const sum = counts => counts.reduce((all, each) => all + each, 0);

/** Draws the counts as a line from the left to the right; closed: as an area. */
function line(counts, most, closed) {
    if (sum(counts) === 0) {
        return '';
    }
    const points = counts.map((count, index) =>
        `${(index * WIDTH / (counts.length - 1)).toFixed(1)} ${(HEIGHT - 2 - count * (HEIGHT - 8) / most).toFixed(1)}`);
    return `M${points.join('L')}` + (closed ? `L${WIDTH} ${HEIGHT}L0 ${HEIGHT}Z` : '');
}

function drawRates(overview) {
    const {handouts, drops, refusals} = overview;
    const most = Math.max(1, ...handouts, ...drops, ...refusals);
    const paths = {'chart-handouts': line(handouts, most, true), 'chart-drops': line(drops, most, false),
        'chart-refusals': line(refusals, most, false)};
    for (const [id, path] of Object.entries(paths)) {
        if ($(id).getAttribute('d') !== path) {
            $(id).setAttribute('d', path);
        }
    }
    say($('most'), sum([...handouts, ...drops, ...refusals]) === 0 ? '' : `the highest point is ${number(most)} in ${overview.step} s`);
    say($('rates'), `In the last 10 min: ${plural(sum(handouts), 'hand-out')}, ${plural(sum(drops), 'drop')}, `
        + `${plural(sum(refusals), 'refused client')}.`);
}
