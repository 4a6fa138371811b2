package dev.referee.lab;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;

import dev.referee.asterisk.LabCommand;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A headless Chromium with a microphone that beeps: Debian's, installed when it is missing. */
public final class Chromium implements AutoCloseable {
    private static final List<String> FLAGS = List.of(
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--use-fake-device-for-media-stream",
            "--use-fake-ui-for-media-stream");

    private final Playwright playwright;
    private final Browser browser;

    private Chromium(Playwright playwright, Browser browser) {
        this.playwright = playwright;
        this.browser = browser;
    }

    /** Starts it. */
    public static Chromium launch() {
        // The driver would download browsers of its own; Debian's is used.
        Playwright playwright = Playwright.create(new Playwright.CreateOptions()
                .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        Browser browser = playwright
                .chromium()
                .launch(new LaunchOptions().setExecutablePath(executable()).setArgs(FLAGS));
        return new Chromium(playwright, browser);
    }

    private static Path executable() {
        return installed().orElseGet(() -> {
            LabCommand.setUp("browser");
            return installed()
                    .orElseThrow(() -> new IllegalStateException(
                            "There is no Chromium to test with. Type: ./lab setup browser"));
        });
    }

    private static Optional<Path> installed() {
        return Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** A page that shares nothing with another one. */
    public Page newQuietPage() {
        return browser.newPage(new Browser.NewPageOptions().setViewportSize(1440, 1200));
    }

    /** The same, and it prints its errors. */
    public Page newPage() {
        Page page = newQuietPage();
        page.onConsoleMessage(message -> {
            if (message.type().equals("error")) {
                System.err.println("The page's console: " + message.text());
            }
        });
        page.onPageError(error -> System.err.println("The page: " + error));
        return page;
    }

    @Override
    public void close() {
        playwright.close();
    }
}
