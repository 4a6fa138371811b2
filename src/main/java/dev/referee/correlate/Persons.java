package dev.referee.correlate;

import dev.referee.model.Person;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which legs belong to one person. Several people may use one endpoint, a proxy or a trunk: then
 * the dialled numbers distinguish them.
 */
final class Persons {
    private final Map<String, Person> byEndpoint = new HashMap<>();

    /**
     * Knows these.
     *
     * @param persons who has several endpoints; all others are each a person
     */
    Persons(List<Person> persons) {
        for (Person person : persons) {
            person.endpoints().forEach(endpoint -> byEndpoint.put(endpoint, person));
        }
    }

    /** Whether a leg is another one of the same person. */
    boolean areOne(Leg leg, Leg person) {
        String endpoint = person.endpoint();
        String other = leg.endpoint();
        if (endpoint == null || other == null) {
            return false;
        }
        return endpoint.equals(other)
                ? isSameUser(leg, person)
                : byEndpoint.containsKey(other)
                        && byEndpoint.get(other).equals(byEndpoint.get(endpoint));
    }

    /**
     * Whether a leg may be another one of the same person, where its source has missed how that
     * person was called, and so cannot tell several behind one endpoint apart.
     */
    static boolean mayBeOne(Leg leg, Leg person) {
        String endpoint = person.endpoint();
        Attempt attempt = person.dialledBy;
        boolean isKnown = attempt == null ? person.begunHere : attempt.dialString != null;
        return !isKnown
                && endpoint != null
                && endpoint.equals(leg.endpoint())
                && !isSameUser(leg, person);
    }

    /**
     * An endpoint that is dialled by its name alone is one phone, or all of one person. One that is
     * dialled with an address is a proxy, where the address is not the endpoint's own contact.
     */
    private static boolean isSameUser(Leg leg, Leg person) {
        String user = userOf(leg);
        if (user == null || isOwnContact(leg, user) || isNamedAfter(person)) {
            return true;
        }
        String dialled = userOf(person);
        String other = dialled == null ? person.callerNumber() : dialled;
        return other == null || user.equals(other);
    }

    private static boolean isOwnContact(Leg leg, String user) {
        String endpoint = leg.endpoint();
        return endpoint != null
                && (endpoint.endsWith("/" + user) || dialStringOf(leg).contains(".invalid"));
    }

    /** Whether the endpoint bears the number of the person: then it is that person's own. */
    private static boolean isNamedAfter(Leg person) {
        String endpoint = person.endpoint();
        return endpoint != null && endpoint.endsWith("/" + person.callerNumber());
    }

    /** The user of the address that was dialled to reach a leg; null for none. */
    private static @Nullable String userOf(Leg leg) {
        String dialled = dialStringOf(leg);
        int scheme = dialled.indexOf("sip:");
        if (scheme >= 0) {
            int at = dialled.indexOf('@', scheme);
            return at < 0 ? null : dialled.substring(scheme + "sip:".length(), at);
        }
        // "user@endpoint": the user at the endpoint's own address.
        int at = dialled.indexOf('@');
        return at < 1 ? null : dialled.substring(0, at);
    }

    private static String dialStringOf(Leg leg) {
        Attempt attempt = leg.dialledBy;
        return attempt == null || attempt.dialString == null ? "" : attempt.dialString;
    }
}
