package dev.referee.correlate;

import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * How many elements all maps and collections hold that are reachable from an object of ours, by the
 * field that holds them: found by looking, so that none can be left out.
 */
final class Remembered {
    private static final String OURS = "dev.referee.";

    private final Map<String, Integer> sizes = new TreeMap<>();
    private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Deque<Object> open = new ArrayDeque<>();

    private Remembered() {}

    /** By {@code Class.field}; only those that hold something. */
    static Map<String, Integer> by(Object... roots) {
        Remembered remembered = new Remembered();
        for (Object root : roots) {
            remembered.visit(root);
        }
        while (!remembered.open.isEmpty()) {
            remembered.lookInto(remembered.open.removeLast());
        }
        return remembered.sizes;
    }

    private void visit(Object found) {
        boolean leadsOn = found instanceof Collection
                || found instanceof Map
                || found.getClass().getName().startsWith(OURS);
        if (leadsOn && !(found instanceof Enum) && seen.add(found)) {
            open.addLast(found);
        }
    }

    private void lookInto(Object found) {
        switch (found) {
            case Map<?, ?> map -> {
                map.keySet().forEach(this::visit);
                map.values().forEach(this::visit);
            }
            case Collection<?> all -> all.forEach(this::visit);
            default -> {
                for (Class<?> type = found.getClass();
                        type.getName().startsWith(OURS);
                        type = type.getSuperclass()) {
                    for (Field field : type.getDeclaredFields()) {
                        lookInto(found, field);
                    }
                }
            }
        }
    }

    private void lookInto(Object owner, Field field) {
        if (Modifier.isStatic(field.getModifiers()) || field.getType().isPrimitive()) {
            return;
        }
        Object value;
        try {
            field.setAccessible(true);
            value = field.get(owner);
        } catch (IllegalAccessException | InaccessibleObjectException e) {
            throw new AssertionError("cannot look into " + field, e);
        }
        if (value == null) {
            return;
        }
        int size = switch (value) {
            case Map<?, ?> map -> map.size();
            case Collection<?> all -> all.size();
            default -> 0;
        };
        if (size > 0) {
            String name = field.getDeclaringClass().getSimpleName() + "." + field.getName();
            sizes.merge(name, size, Integer::sum);
        }
        visit(value);
    }
}
