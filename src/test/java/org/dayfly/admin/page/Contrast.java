package org.dayfly.admin.page;

/**
 * Expressions that compute the contrast of the texts that a page shows.
 *
 * @see <a href="https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio">WCAG 2.2, contrast ratio</a>
 */
final class Contrast {
    private Contrast() {}

    private static final String ALL = """
            (() => {
                const numbers = color => color.match(/[\\d.]+/g).map(Number);
                const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
                    .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
                    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
                const behind = element => {
                    for (let at = element; at; at = at.parentElement) {
                        const back = numbers(getComputedStyle(at).backgroundColor);
                        if (back.length === 3 || back[3] === 1) {
                            return back;
                        }
                    }
                    return [255, 255, 255];
                };
                const texts = [...document.querySelectorAll('body *')].filter(element => element.checkVisibility()
                    && element.getClientRects().length && !element.disabled
                    && [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim()));
                return texts.map(element => {
                    const [a, b] = [light(numbers(getComputedStyle(element).color)), light(behind(element))];
                    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
                    return {ratio, what: `${ratio.toFixed(2)} ${element.tagName} ${element.textContent.slice(0, 40)}`};
                });
            })()""";

    /** How many texts there are. */
    static final String TEXTS = ALL + ".length";

    /** The texts whose contrast is too low, one a line. */
    static final String TOO_LOW = ALL + ".filter(each => each.ratio < 4.5).map(each => each.what).join('\\n')";
}
