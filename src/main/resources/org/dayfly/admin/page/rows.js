/**
 * A table whose rows are known by a key: an update touches the cells that have changed, so that the focus, the
 * selection and the scroll position stay. The roles say that it is a table, although its style is that of a grid.
 *
 * A column has a label and a text; a tone gives the text a color, press makes a button of it.
 */
class Rows {
    /** @param lost is called when the row with the focus is gone */
    constructor(table, columns, keyOf, lost = () => {}) {
        this.columns = columns;
        this.keyOf = keyOf;
        this.lost = lost;
        this.rows = new Map();
        this.ofElement = new WeakMap();
        this.head = make('tr', {role: 'row'}, ...columns.map(column =>
            make('th', {role: 'columnheader', scope: 'col', 'data-column': column.name}, column.label)));
        this.body = make('tbody', {role: 'rowgroup'});
        this.body.addEventListener('click', event => {
            const cell = event.target.closest('button')?.parentNode;
            if (cell) {
                columns.find(column => column.name === cell.dataset.column)
                    .press(this.ofElement.get(cell.parentNode).item);
            }
        });
        table.setAttribute('role', 'table');
        table.append(make('thead', {role: 'rowgroup'}, this.head), this.body);
    }

    /** Shows these items, in this order. */
    update(items) {
        const focused = this.body.contains(document.activeElement) ? document.activeElement : null;
        const gone = new Set(this.rows.keys());
        let next = this.body.firstChild;
        for (const item of items) {
            const key = this.keyOf(item);
            gone.delete(key);
            let row = this.rows.get(key);
            if (!row) {
                row = this.added(item);
                this.rows.set(key, row);
            }
            this.fill(row, item);
            if (next && next !== row.element && next.nextSibling === row.element) {
                const moved = next; // one row has gone elsewhere: move it, not all that follow
                next = row.element;
                this.body.append(moved);
            }
            if (next === row.element) {
                next = next.nextSibling;
            } else {
                this.body.insertBefore(row.element, next);
            }
        }
        for (const key of gone) {
            this.rows.get(key).element.remove();
            this.rows.delete(key);
        }
        if (focused && !focused.isConnected) {
            this.lost();
        } else if (focused && document.activeElement !== focused) {
            focused.focus({preventScroll: true});
        }
    }

    /** A row without texts, to be cloned: that takes a third of the time that new elements take. */
    blankRow() {
        const row = make('tr', {role: 'row'});
        for (const [index, column] of this.columns.entries()) {
            const cell = make('td', {role: 'cell', 'data-label': column.label, 'data-column': column.name});
            cell.className = 'blank';
            const target = make(column.press ? 'button' : 'span', column.press ? {type: 'button'} : {});
            if (column.press && index === 0) {
                target.className = 'open';
            }
            target.hidden = true;
            cell.append(target);
            row.append(cell);
        }
        return row;
    }

    added(item) {
        this.model ??= this.blankRow();
        const element = this.model.cloneNode(true);
        const row = {item, element, texts: [], tones: [], hidden: false,
            targets: Array.from(element.children, cell => cell.firstChild)};
        this.ofElement.set(element, row);
        return row;
    }

    fill(row, item) {
        row.item = item;
        for (let index = 0; index < this.columns.length; index++) {
            const column = this.columns[index];
            const target = row.targets[index];
            const before = row.texts[index] ?? '';
            const text = column.text(item);
            if (before !== text) {
                row.texts[index] = text;
                target.textContent = text;
                if (before === '' || text === '') {
                    target.hidden = text === '';
                    target.parentNode.className = text === '' ? 'blank' : '';
                }
            }
            const color = column.tone ? column.tone(item) : '';
            if ((row.tones[index] ?? '') !== color) {
                row.tones[index] = color;
                tone(target, color);
            }
        }
    }

    /** Hides the rows whose items do not fit; returns how many do. */
    filter(fits) {
        let shown = 0;
        for (const row of this.rows.values()) {
            const hidden = !fits(row.item);
            if (row.hidden !== hidden) {
                row.hidden = hidden;
                row.element.hidden = hidden;
            }
            shown += hidden ? 0 : 1;
        }
        return shown;
    }
}
