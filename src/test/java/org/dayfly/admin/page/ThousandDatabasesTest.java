package org.dayfly.admin.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.dayfly.Eventually;
import org.dayfly.Programs;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The page in chromium with very many databases. The times are printed, and not asserted. */
final class ThousandDatabasesTest {
    private static final Logger log = LoggerFactory.getLogger(ThousandDatabasesTest.class);
    private static final String ROWS = "document.querySelectorAll('#databases tbody tr:not([hidden])').length";

    /** The lengths of all measurements of a name, in milliseconds. */
    private static final String TIMES =
            "performance.getEntriesByName('%s').map(each => Math.round(each.duration) + '/' + each.detail).join(' ')";

    @BeforeAll
    static void isInstalled() {
        assumeTrue(Programs.isInstalled("chromium"), "chromium is not installed");
    }

    @Test
    void areShownAndFollowed() throws Exception {
        try (CannedSite site = new CannedSite(1000);
                Browser browser = Browser.start()) {
            browser.size(1280, 900);
            browser.open(site.url());
            Eventually.sees("all are there", "1000", () -> browser.ask(ROWS));
            Eventually.holds(
                    "they are painted", () -> !times(browser, "dayfly-painted").isEmpty());
            browser.ask("performance.mark('scrolled')");
            browser.ask("scrollTo(0, 9000)");
            site.change(7);
            Eventually.sees("all are there", "1007", () -> browser.ask(ROWS));
            site.change(-14);
            Eventually.sees("those that are gone are not", "993", () -> browser.ask(ROWS));
            Eventually.holds(
                    "they are painted", () -> times(browser, "dayfly-painted").split(" ", -1).length > 2);
            log.info(
                    "first contentful paint after {} ms",
                    browser.ask("Math.round(performance.getEntriesByName('first-contentful-paint')[0].startTime)"));
            log.info(
                    "first list painted after {} ms",
                    browser.ask(
                            "Math.round((([its]) => its.startTime + its.duration)(performance.getEntriesByName('dayfly-painted')))"));
            log.info("script for a list, ms/rows: {}", times(browser, "dayfly-list"));
            log.info("script and paint, ms/rows: {}", times(browser, "dayfly-painted"));
            assertThat(browser.ask("Math.round(scrollY) > 5000")).isEqualTo("true");
            browser.ask("document.querySelector('#databases th[data-column=key] button').click()");
            assertThat(browser.ask("document.querySelector('#databases tbody td[data-column=key]').textContent"))
                    .isEqualTo("key-0");
            browser.picture("thousand");
            browser.ask("(document.getElementById('words').value = '(77', filter())");
            assertThat(browser.ask(ROWS)).isEqualTo("11");
            log.info(
                    "a filter takes {} ms",
                    browser.ask(
                            "(() => { const begun = performance.now(); document.getElementById('words').value = '(7';"
                                    + " filter(); document.body.offsetHeight; return Math.round(performance.now() - begun); })()"));
            log.info(
                    "an order takes {} ms",
                    browser.ask(
                            "(() => { const begun = performance.now(); sorting.column = 'age'; sorting.up = false;"
                                    + " arrange(); document.body.offsetHeight; return Math.round(performance.now() - begun); })()"));
            assertThat(browser.errors()).isEmpty();
        }
    }

    private static String times(Browser browser, String name) {
        return browser.ask(TIMES.formatted(name));
    }
}
