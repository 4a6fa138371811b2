package dev.referee.edge.access;

import dev.referee.edge.EdgeSettings;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which pages may connect. A browser names a page's origin itself (RFC 6454 section 7), so that this
 * protects people from the pages that they visit; programs may name any, or none.
 *
 * <p>Where none are listed, an open server takes those of this machine, and its own where it is called
 * by an IP address: any page in the world can ask a browser to connect to it, and have a name of its
 * own resolve to it. A closed one takes all: nothing that a browser adds by itself lets anybody in.
 */
public final class Origins {
    private static final Pattern IP_ADDRESS = Pattern.compile("[0-9.]+|\\[[0-9a-f:.]+]");
    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

    private final List<String> listed;
    private final boolean open;
    private final String listening;

    Origins(EdgeSettings settings) {
        this.listed = settings.origins();
        this.open = settings.open();
        this.listening = settings.host();
    }

    /**
     * Whether a request with these headers may connect.
     *
     * @param origin null for one without
     * @param host that it was sent to, with the port; null for one without
     */
    public boolean allow(@Nullable String origin, @Nullable String host) {
        if (origin == null) {
            return true;
        }
        String asked = origin.toLowerCase(Locale.ROOT);
        if (!listed.isEmpty()) {
            return listed.contains(asked);
        }
        return !open || isOfThisServer(asked, host);
    }

    /**
     * Whether a question by plain HTTP with these headers may be asked. A browser names no origin
     * where a page asks the very server that it came from, which one with a name of its own may claim
     * to be: then an open server takes the host for the origin.
     */
    public boolean allowQuestion(@Nullable String origin, @Nullable String host, boolean tls) {
        if (origin != null || !open || host == null) {
            return allow(origin, host);
        }
        String page = (tls ? "https://" : "http://") + host;
        return allow(page, host) || isOfThisServer(page, host);
    }

    /**
     * Whether a change may be asked for, besides what {@link #allowQuestion} says: only by pages of
     * listed origins and of this server itself, and by programs, which name no origin.
     */
    public boolean allowChange(@Nullable String origin, @Nullable String host, boolean tls) {
        if (origin == null) {
            return true;
        }
        String asked = origin.toLowerCase(Locale.ROOT);
        return listed.contains(asked)
                || isOfThisServer(asked, host)
                || (!open && asked.equalsIgnoreCase((tls ? "https://" : "http://") + host));
    }

    private boolean isOfThisServer(String origin, @Nullable String host) {
        URI page;
        try {
            page = URI.create(origin);
        } catch (IllegalArgumentException e) {
            return false;
        }
        String name = page.getHost();
        return name != null
                && (THIS_MACHINE.contains(name)
                        || name.equalsIgnoreCase(listening)
                        || (IP_ADDRESS.matcher(name).matches()
                                && page.getAuthority().equalsIgnoreCase(host)));
    }
}
