package dev.referee.edge;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Which pages may connect. A browser names a page's origin itself (RFC 6454 section 7), so that this
 * protects people from the pages that they visit; programs may name any, or none.
 *
 * <p>Where none are listed, an open server takes those of this machine only: any page in the world can
 * ask a browser to connect to it, under a name of its own too. A closed one takes all: nothing that a
 * browser adds by itself lets anybody in.
 */
final class Origins {
    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

    private final List<String> listed;
    private final boolean open;
    private final String host;

    Origins(EdgeSettings settings) {
        this.listed = settings.origins();
        this.open = settings.open();
        this.host = settings.host();
    }

    /** Whether a request with this Origin header may connect; null for one without. */
    boolean allow(@Nullable String origin) {
        if (origin == null) {
            return true;
        }
        String asked = origin.toLowerCase(Locale.ROOT);
        if (!listed.isEmpty()) {
            return listed.contains(asked);
        }
        return !open || isOfThisMachine(asked);
    }

    private boolean isOfThisMachine(String origin) {
        try {
            String name = URI.create(origin).getHost();
            return name != null && (THIS_MACHINE.contains(name) || name.equalsIgnoreCase(host));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
