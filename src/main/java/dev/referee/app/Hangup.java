package dev.referee.app;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Runs a task for SIGHUP, on a thread of its own. One that comes while the task runs has it run once
 * more; more of them change nothing.
 */
final class Hangup implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Hangup.class);

    private final ThreadPoolExecutor executor;
    private final Runnable task;

    /** Creates one that hears no signal yet. */
    Hangup(Runnable task) {
        this.task = task;
        this.executor = new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(1),
                Thread.ofPlatform().daemon().name("referee-reload").factory(),
                new ThreadPoolExecutor.DiscardPolicy());
    }

    /**
     * Hears the signal from now on. Java has none of its own for that, and warns of {@code sun.misc},
     * which every JDK has (module jdk.unsupported). Under nohup the signal is ignored (Java, too,
     * leaves an ignored one alone).
     */
    void listen() {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            MethodHandle come = MethodHandles.dropArguments(
                    MethodHandles.lookup()
                            .findVirtual(Hangup.class, "come", MethodType.methodType(void.class))
                            .bindTo(this),
                    0,
                    signal);
            signal.getMethod("handle", signal, handler)
                    .invoke(
                            null,
                            signal.getConstructor(String.class).newInstance("HUP"),
                            MethodHandleProxies.asInterfaceInstance(handler, come));
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            LOG.warn(
                    "SIGHUP cannot reload the configuration on this system: {}",
                    String.valueOf(e.getCause()));
        }
    }

    /** What the signal does. */
    void come() {
        executor.execute(task);
    }

    /** Runs it no more. */
    @Override
    public void close() {
        executor.shutdownNow();
    }
}
