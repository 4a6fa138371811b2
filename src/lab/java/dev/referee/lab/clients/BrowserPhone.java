package dev.referee.lab.clients;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.WaitForSelectorState;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpHandlers;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;

import dev.referee.lab.Chromium;
import dev.referee.lab.RunningLab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A checkout of Browser-Phone in Chromium, as Alice's phone, with Referee's hook in its page. */
final class BrowserPhone implements Client {
    private static final double PATIENCE_MS = 20_000;
    private static final String HOOK = "Referee: ";
    private static final String PAGE = "/lab.html";
    private static final Pattern VERSION = Pattern.compile("const appversion = \"([^\"]+)\"");
    private static final Pattern NOISE = Pattern.compile("^(\\.\\.\\.)?$");
    private static final Pattern LIBRARY =
            Pattern.compile("^https://[^/]+\\.cloudfront\\.net/lib/.*");

    /** The libraries that its page names, by the end of their addresses, and the files of npm's. */
    private static final Map<String, String> LIBRARIES = Map.of(
            "jquery-3.6.1.min.js", "node_modules/jquery/dist/jquery.min.js",
            "jquery-ui-1.13.2.min.js", "node_modules/jquery-ui-dist/jquery-ui.min.js",
            "moment-with-locales-2.24.0.min.js",
                    "node_modules/moment/min/moment-with-locales.min.js",
            "Chart.bundle-2.7.2.min.js", "node_modules/chart.js/dist/Chart.bundle.min.js",
            "sip-0.20.0.min.js", "sip.js");

    /** Reports each text that the phone shows of a line, also those that it removes at once. */
    private static final String WATCHER = """
            new MutationObserver((changes) => {
              for (const { target } of changes) {
                const element = target.closest?.('[id$="-msg"], [id$="-transfer-status"]');
                if (element?.id.startsWith('line-')) report(element.textContent.trim());
              }
            }).observe(document, { subtree: true, childList: true });
            """;

    private final String title;
    private final Chromium chromium;
    private final HttpServer pages;
    private final Path log;
    private final Shown shown = new Shown("Browser-Phone", NOISE);
    private final Page page;
    private String hookTold = "";

    private BrowserPhone(String title, Chromium chromium, HttpServer pages, Path log)
            throws IOException {
        this.title = title;
        this.chromium = chromium;
        this.pages = pages;
        this.log = log;
        Files.writeString(log, "");
        page = chromium.newQuietPage();
        page.setDefaultTimeout(PATIENCE_MS);
        page.onConsoleMessage(message -> {
            note(message.text());
            if (message.text().startsWith(HOOK)) {
                hookTold = message.text().substring(HOOK.length());
            }
        });
        page.onPageError(error -> note("error: " + error));
        page.exposeFunction("report", words -> {
            shown.add(String.valueOf(words[0]));
            note("shown: " + words[0]);
            return true;
        });
        page.addInitScript(WATCHER);
    }

    private void note(String line) {
        try {
            Files.writeString(log, line + "\n", StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Opens and registers it.
     *
     * @param checkout of Browser-Phone
     * @param libraries what {@code ./lab clients} fetched for it with npm
     */
    static Client start(Path checkout, Path libraries, RunningLab lab, Path log)
            throws IOException {
        Path folder = checkout.resolve("Phone").toAbsolutePath().normalize();
        HttpServer pages = SimpleFileServer.createFileServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                folder,
                SimpleFileServer.OutputLevel.NONE);
        pages.start();
        Chromium chromium = Chromium.launch();
        Matcher version = VERSION.matcher(Files.readString(folder.resolve("phone.js")));
        String title = "Browser-Phone " + (version.find() ? version.group(1) : "");
        BrowserPhone phone = new BrowserPhone(title, chromium, pages, log);
        try {
            phone.open(Files.readString(folder.resolve("index.html")), libraries, lab);
        } catch (RuntimeException e) {
            phone.close();
            throw e;
        }
        return phone;
    }

    private void open(String index, Path libraries, RunningLab lab) throws IOException {
        String hook = "<script type=module>" + documentedHook(lab) + "</script>";
        page.route(LIBRARY, route -> fulfil(route, libraries));
        String text = index.replace("</head>", account(lab) + "</head>")
                .replace("</html>", hook + "</html>");
        pages.createContext(
                PAGE, HttpHandlers.of(200, Headers.of("Content-Type", "text/html"), text));
        String url = "http://127.0.0.1:" + pages.getAddress().getPort() + PAGE;
        page.navigate(url);
        page.waitForFunction("userAgent?.isRegistered()");
        page.waitForFunction("web_hook_on_invite.toString().includes('referee')");
    }

    /** What an administrator adds to the page: the account, and the lab's WebSocket without TLS. */
    private static String account(RunningLab lab) {
        return """
            <script>
              Object.assign(phoneOptions, {
                loadAlternateLang: false, welcomeScreen: '', profileName: 'Alice',
                wssServer: '%1$s', WebSocketPort: '%2$d', ServerPath: '/ws', SipDomain: '%1$s',
                SipUsername: 'alice', SipPassword: 'lab-alice', NotificationsActive: false,
              });
              localStorage.setItem('profileUserID', 'alice');
              web_hook_on_userAgent_created = (ua) => {
                ua.transport.configuration.server = 'ws://%1$s:%2$d/ws';
              };
            </script>
            """.formatted(lab.asterisk().host(), lab.asterisk().httpPort());
    }

    /** The hook of docs/CLIENT.md, word for word but for Referee's address. */
    private static String documentedHook(RunningLab lab) throws IOException {
        String document = Files.readString(Path.of("docs", "CLIENT.md"));
        int begin = document.indexOf("```js", document.indexOf("## Browser-Phone")) + 5;
        return document.substring(begin, document.indexOf("```", begin))
                .replace("https://referee.example", lab.referee().toString())
                .replace("console.log(", "console.log('" + HOOK + "' + ");
    }

    private static void fulfil(Route route, Path libraries) {
        String address = route.request().url();
        String file = LIBRARIES.get(address.substring(address.lastIndexOf('/') + 1));
        // Fonts, styles and what this phone needs for pictures only are left out.
        route.fulfill(
                file == null
                        ? new Route.FulfillOptions().setBody("")
                        : new Route.FulfillOptions().setPath(libraries.resolve(file)));
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public String endpoint() {
        return "PJSIP/alice";
    }

    @Override
    public void call(String extension) {
        page.evaluate("extension => DialByLine('audio', null, extension)", extension);
    }

    @Override
    public void awaitAnswered() {
        page.waitForFunction("Lines.at(-1).SipSession.state === 'Established'");
    }

    @Override
    public void transfer(String extension) {
        enterTarget(extension);
        button("btn-blind-transfer").click();
    }

    private void enterTarget(String extension) {
        button("btn-ControlToggle").click();
        button("btn-Transfer").click();
        button("txt-FindTransferBuddy").fill(extension);
    }

    /** What there is on the screen of the newest line. */
    private Locator button(String part) {
        Locator button = page.locator("[id^=line-][id$='-" + part + "']").last();
        button.waitFor(new Locator.WaitForOptions().setState(WaitForSelectorState.VISIBLE));
        return button;
    }

    @Override
    public boolean canJoin() {
        return true;
    }

    @Override
    public void consult(String extension) {
        enterTarget(extension);
        button("btn-attended-transfer").click();
    }

    @Override
    public void join() {
        button("btn-complete-attended-transfer").click();
    }

    @Override
    public void clearShown() {
        page.waitForTimeout(0);
        shown.clear();
    }

    @Override
    public List<String> shown() {
        // Playwright hands over what the page reports while it is waited for.
        page.waitForTimeout(2_000);
        return shown.awaitQuiet();
    }

    @Override
    public Optional<String> hookTold() {
        return Optional.of(hookTold);
    }

    @Override
    public void hangUpAll() {
        page.evaluate("for (const line of [...Lines]) {"
                + " if (line.SipSession?.state === 'Established') endSession(line.LineNumber) }");
        page.waitForFunction("Lines.length === 0");
    }

    @Override
    public void close() {
        page.close();
        chromium.close();
        pages.stop(0);
    }
}
