package dev.referee.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.referee.log.ChildProcess;

import io.vertx.core.Vertx;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A process with webhooks is killed again and again while a receiver takes most of what it is sent:
 * in the end the receiver has everything that the log ever told, and of each transfer the first copy
 * of each event in order.
 *
 * <p>{@code -Dreferee.kills=100} kills more often.
 */
class WebhookKillTest {
    private static final int KILLS = Integer.getInteger("referee.kills", 4);
    private static final int ONE_IN_SO_MANY_IS_NOT_TAKEN = 15;

    @TempDir
    Path folder;

    private final Set<String> taken = ConcurrentHashMap.newKeySet();

    @Test
    void killingRefereeLosesNoEventOnItsWayToAReceiverAndLetsNoneOvertake() throws Exception {
        Random random = new Random(1);
        Vertx vertx = Vertx.vertx();
        try (Receiver receiver = new Receiver(vertx)) {
            receiver.answers = message -> {
                boolean isTaken = random.nextInt(ONE_IN_SO_MANY_IS_NOT_TAKEN) > 0;
                if (isTaken) {
                    taken.add(message.id());
                }
                return isTaken ? Receiver.Answer.TAKE : Receiver.Answer.CLOSE;
            };
            Files.writeString(folder.resolve("port"), String.valueOf(receiver.port()));
            Set<String> told = new HashSet<>();
            for (int i = 0; i < KILLS; i++) {
                live(receiver, told, receiver.got.size() + 30 + random.nextInt(200));
            }
            Files.createFile(folder.resolve("drain"));
            drain(told);
            assertInOrder(receiver.ids());
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }

    private void live(Receiver receiver, Set<String> told, int until) throws Exception {
        ChildProcess child = ChildProcess.start(WebhookLife.class, folder);
        List<String> lines = new ArrayList<>();
        Thread reader = Thread.ofPlatform().start(() -> read(child, lines));
        try {
            Hooks.await(() -> receiver.got.size() >= until, child::output);
        } finally {
            child.kill();
        }
        reader.join();
        lines.stream()
                .filter(line -> line.startsWith(WebhookLife.TOLD))
                .forEach(line -> told.add(line.substring(WebhookLife.TOLD.length())));
    }

    private static void read(ChildProcess child, List<String> lines) {
        try {
            for (String line = child.nextLine(); line != null; line = child.nextLine()) {
                lines.add(line);
            }
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void drain(Set<String> told) throws Exception {
        Set<String> wanted = new HashSet<>();
        told.forEach(id -> wanted.add(id.replace('.', '_')));
        assertTrue(wanted.size() > 20 * KILLS, () -> "only " + wanted.size());
        ChildProcess child = ChildProcess.start(WebhookLife.class, folder);
        try {
            Hooks.await(() -> taken.containsAll(wanted), () -> {
                wanted.removeAll(taken);
                return "lost: " + wanted;
            });
        } finally {
            child.kill();
        }
    }

    /** Of each transfer the first copies come as 1, 2, 3. */
    private static void assertInOrder(List<String> ids) {
        Map<String, Integer> newest = new HashMap<>();
        for (String id : new java.util.LinkedHashSet<>(ids)) {
            String transfer = id.substring(0, id.indexOf('_'));
            int sequence = Integer.parseInt(id.substring(id.indexOf('_') + 1));
            assertEquals(newest.merge(transfer, 1, Integer::sum), sequence, id);
        }
    }
}
