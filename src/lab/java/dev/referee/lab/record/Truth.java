package dev.referee.lab.record;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The true end of a transfer, as {@code expected.json} holds it: dotted paths into the transfer
 * object, and for each the right value or a list of such.
 */
final class Truth {
    private final Map<String, Object> values = new LinkedHashMap<>();
    private boolean isOnlyInSip;

    private Truth(Object state, String... reasons) {
        values.put("state", state);
        values.put("reason", reasons.length == 1 ? reasons[0] : List.of(reasons));
        values.put("transferor.endpoint", "PJSIP/anna");
        values.put("transferee.endpoint", "PJSIP/ben");
    }

    /** Where several reasons are right, all of them. */
    static Truth completed(String... reasons) {
        return new Truth("completed", reasons);
    }

    static Truth failed(String... reasons) {
        return new Truth("failed", reasons);
    }

    static Truth abandoned(String... reasons) {
        return new Truth("abandoned", reasons);
    }

    /** Where nobody can tell a failed one from an abandoned one. */
    static Truth failedOrAbandoned(String... reasons) {
        return new Truth(List.of("failed", "abandoned"), reasons);
    }

    Truth blind() {
        return with("kind", "blind");
    }

    Truth attended() {
        return with("kind", "attended");
    }

    Truth semiAttended() {
        return with("kind", "semi-attended");
    }

    /** The phone that was to be reached, or was. */
    Truth target(String phone) {
        return with("target.endpoint", "PJSIP/" + phone);
    }

    /** The application that took the call. */
    Truth application(String name) {
        return with("target.application", name);
    }

    /** The transferee is another one than Ben. */
    Truth transferee(String phone) {
        return with("transferee.endpoint", "PJSIP/" + phone);
    }

    Truth whereabouts(String... places) {
        return with("transferee.whereabouts", places.length == 1 ? places[0] : List.of(places));
    }

    Truth with(String path, Object value) {
        values.put(path, value);
        return this;
    }

    /** No source shows enough of it: an end that says so ({@code unknown}) is right too. */
    Truth orUnknown() {
        List<Object> states = new ArrayList<>(listOf("state"));
        states.add("unknown");
        List<Object> reasons = new ArrayList<>(listOf("reason"));
        reasons.add("observer-lost");
        return with("state", states).with("reason", reasons);
    }

    private List<?> listOf(String path) {
        Object value = values.getOrDefault(path, "");
        return value instanceof List<?> list ? list : List.of(value);
    }

    /** Neither AMI nor ARI tells of it. */
    Truth onlyInSip() {
        isOnlyInSip = true;
        return this;
    }

    Map<String, Object> json() {
        Map<String, Object> all = new LinkedHashMap<>(values);
        all.put("decidableWithoutHep", !isOnlyInSip);
        return all;
    }
}
