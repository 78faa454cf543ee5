package org.dayfly.admin.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Base64;
import java.util.Map;
import org.dayfly.Eventually;
import org.dayfly.Programs;
import org.dayfly.Sql;
import org.dayfly.TestProxy;
import org.dayfly.cluster.Cluster;
import org.dayfly.cluster.TestServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The page in chromium, in front of a real dayfly. */
@ExtendWith(TestServer.class)
final class PageInABrowserTest {
    private static final String PASSWORD = "kö 10€";
    private static final String MARKUP = "<img/src=x/onerror=alert(1)><b>bold</b>";
    private static final String ROWS = "[...document.querySelectorAll('#databases tbody tr:not([hidden])')]";

    @SuppressWarnings("NullAway.Init")
    private static Browser browser;

    private final TestProxy proxy;

    PageInABrowserTest(Cluster cluster) {
        proxy = TestProxy.before(cluster, "status.listen=127.0.0.1:0", "status.password=" + PASSWORD);
    }

    @BeforeAll
    static void start() throws IOException {
        assumeTrue(Programs.isInstalled("chromium"), "chromium is not installed");
        browser = Browser.start();
    }

    @AfterAll
    @SuppressWarnings("NullAway")
    static void stop() throws IOException {
        if (browser != null) {
            browser.close();
        }
    }

    @BeforeEach
    void open() throws Exception {
        browser.errors().clear();
        browser.prefer("light");
        browser.size(1280, 900);
        browser.headers(Map.of(
                "authorization",
                "Basic " + Base64.getEncoder().encodeToString((":" + PASSWORD).getBytes(StandardCharsets.UTF_8))));
        browser.open(proxy.statusUrl() + "/");
        sees("link", "live");
    }

    @AfterEach
    void close() {
        proxy.close();
    }

    private static void sees(String id, String text) throws Exception {
        Eventually.matches(
                "#" + id + " has " + text,
                shown -> shown.contains(text),
                () -> browser.ask("document.getElementById('" + id + "')?.textContent"));
    }

    private static void focus(String selector) {
        assertThat(browser.ask("(document.querySelector('" + selector + "').focus(), document.activeElement.matches('"
                        + selector + "'))"))
                .isEqualTo("true");
    }

    /** Presses the tabulator until a button has the focus: a person without a mouse does the same. */
    private static void tabTo(String id) {
        for (int i = 0; i < 20; i++) {
            if (browser.ask("document.activeElement.id").equals(id)) {
                return;
            }
            browser.press("Tab");
        }
        throw new AssertionError("no tabulator leads to " + id);
    }

    private static String name(Connection session) throws SQLException {
        return Sql.ask(session, "SELECT current_database()");
    }

    @Test
    void followsWhatHappensAndKeepsTheFocus() throws Exception {
        try (Connection first = proxy.connect("new.first", Map.of("options", "-c dayfly.note=ShopTest.buys"))) {
            sees("databases", name(first));
            sees("databases", "ShopTest.buys");
            sees("servers", "up");
            sees("events", name(first));
            browser.ask(ROWS + ".find(row => row.textContent.includes('first')).querySelector('button').focus()");
            browser.ask("document.getSelection().selectAllChildren(document.activeElement)");
            try (Connection second = proxy.connect("new.second")) {
                sees("databases", name(second));
                assertThat(browser.ask("document.activeElement.textContent")).isEqualTo(name(first));
                assertThat(browser.ask("document.getSelection().toString()")).isEqualTo(name(first));
                browser.picture("light");
                browser.prefer("dark");
                browser.picture("dark");
            }
        }
        assertThat(browser.errors()).isEmpty();
    }

    @Test
    void dropsADatabaseByKeyboardAndPassword() throws Exception {
        try (Connection session = proxy.connect("new.doomed")) {
            String name = name(session);
            sees("databases", name);
            focus("#words");
            browser.type("doomed");
            sees("count", "1 of ");
            browser.ask(ROWS + "[0].querySelector('button').focus()");
            browser.press("Enter");
            sees("details-facts", "doomed");
            tabTo("drop");
            browser.press("Enter");
            sees("confirm-question", "Drop " + name + " (key doomed)? 1 open session will end");
            browser.picture("drop");
            tabTo("drop-yes");
            browser.press("Enter");
            browser.type("wrong");
            browser.press("Enter");
            sees("ask-problem", "password is wrong");
            browser.picture("password");
            browser.type(PASSWORD);
            browser.press("Enter");
            sees("outcome", name + " is dropped");
            Eventually.sees("the row is gone", "0", () -> browser.ask(ROWS + ".length"));
            sees("events", "dropped database " + name + " (key doomed): dropped");
            assertThat(browser.ask("document.activeElement.id")).isEqualTo("databases-title");
            assertThat(browser.ask("localStorage.length + sessionStorage.length + document.cookie.length"))
                    .isEqualTo("0");
        }
    }

    @Test
    void showsMarkupAsText() throws Exception {
        String odd = "new." + MARKUP + "\u202e\u0007";
        assertThatThrownBy(() -> proxy.connect(odd)).hasMessageContaining("means nothing to dayfly");
        try (Connection session =
                proxy.connect("new", Map.of("options", "-c dayfly.note=" + MARKUP, "ApplicationName", MARKUP))) {
            sees("databases", MARKUP);
            sees("refused", "user \"new." + MARKUP + "\\u{202e}\\u{7}\"");
            browser.ask(ROWS + ".find(row => row.textContent.includes('" + name(session)
                    + "')).querySelector('button').click()");
            sees("details-facts", MARKUP);
            assertThat(browser.ask("document.querySelectorAll('img, main b b, td b, dd b').length"))
                    .isEqualTo("0");
        }
        assertThat(browser.errors()).isEmpty();
    }

    @Test
    void showsWhatADatabaseHoldsToTheOperator() throws Exception {
        try (Connection session = proxy.connect("new.brimful")) {
            Sql.run(session, "CREATE TABLE \"" + MARKUP + "\" AS SELECT generate_series(1, 7)");
            sees("databases", "brimful");
            browser.ask(ROWS + ".find(row => row.textContent.includes('brimful')).querySelector('button').click()");
            focus("#look");
            browser.press("Enter");
            browser.type(PASSWORD);
            browser.press("Enter");
            sees("content", MARKUP);
            assertThat(browser.ask("document.querySelector('#content td + td').textContent"))
                    .isEqualTo("7");
            assertThat(browser.ask("document.querySelectorAll('#content img, #content td b').length"))
                    .isEqualTo("0");
            browser.picture("content");
        }
        assertThat(browser.errors()).isEmpty();
    }

    /** WCAG 2.2, 1.4.3 and 1.4.10. */
    @Test
    void isReadableInBothSchemesAndOnAPhone() throws Exception {
        try (Connection session = proxy.connect("new.readable-" + "x".repeat(36))) {
            sees("databases", name(session));
            for (String scheme : new String[] {"light", "dark"}) {
                browser.prefer(scheme);
                assertThat(Integer.parseInt(browser.ask(Contrast.TEXTS))).isGreaterThan(50);
                assertThat(browser.ask(Contrast.TOO_LOW)).as(scheme).isEmpty();
            }
            for (int width : new int[] {360, 700, 1100, 1217, 1280, 1920}) {
                browser.size(width, 800);
                for (String several : new String[] {"add", "remove"}) { // several servers have a column more
                    assertThat(Integer.parseInt(browser.ask("(document.getElementById('databases').classList." + several
                                    + "('several'), document.documentElement.scrollWidth)")))
                            .as("width %d", width)
                            .isLessThanOrEqualTo(width);
                }
                browser.picture("width-" + width);
            }
            browser.size(360, 3000);
            browser.picture("phone");
            browser.size(360, 800);
            browser.ask("document.getElementById('databases').scrollIntoView()");
            browser.picture("phone-databases");
            browser.ask(ROWS + "[0].querySelector('button').click()");
            sees("details-facts", "database");
            browser.picture("phone-details");
        }
    }

    @Test
    void tellsThatDayflyIsGone() throws Exception {
        browser.picture("empty");
        proxy.close();
        sees("trouble", "dayfly cannot be reached since");
        sees("link", "not reached");
        browser.picture("gone");
    }

    @Test
    void asksNothingWhileNobodyLooks() throws Exception {
        browser.ask("Object.defineProperty(document, 'hidden', {value: true, configurable: true})");
        browser.ask("document.dispatchEvent(new Event('visibilitychange'))");
        Eventually.holds("the last step is over", () -> browser.ask("!running").equals("true"));
        browser.ask("performance.clearResourceTimings()");
        browser.ask("new Promise(resolve => setTimeout(resolve, 2500))");
        assertThat(browser.ask("performance.getEntriesByType('resource').length"))
                .isEqualTo("0");
        browser.ask("delete document.hidden");
        browser.ask("document.dispatchEvent(new Event('visibilitychange'))");
        Eventually.holds(
                "it asks again",
                () -> !browser.ask("performance.getEntriesByType('resource').length")
                        .equals("0"));
    }
}
