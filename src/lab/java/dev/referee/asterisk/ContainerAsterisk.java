package dev.referee.asterisk;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Bind;

import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;

/**
 * The lab's image in a container of Testcontainers, in the machine's own network: SIP and RTP carry
 * addresses inside, which port publishing does not rewrite.
 */
final class ContainerAsterisk implements Asterisk {
    private static final String IMAGE =
            "referee/asterisk:" + System.getenv().getOrDefault("LAB_ASTERISK_RELEASE", "22");
    private static final Duration BOOT = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(200);

    private final GenericContainer<?> container;
    private final Address address;
    private final Path records;

    private ContainerAsterisk(Map<String, String> ports) {
        records = Path.of("target", "it-records", ports.getOrDefault("LAB_AMI_PORT", ""));
        container = new GenericContainer<>(DockerImageName.parse(IMAGE))
                .withNetworkMode("host")
                .withEnv("LAB_BIND", "127.0.0.1")
                .withEnv(ports)
                .withCreateContainerCmdModifier(
                        container -> Objects.requireNonNull(container.getHostConfig())
                                .withBinds(bind("cel-custom"), bind("cdr-csv")))
                .waitingFor(Wait.forHealthcheck().withStartupTimeout(BOOT));
        address = new Address(
                "127.0.0.1",
                Integer.parseInt(ports.getOrDefault("LAB_SIP_PORT", "")),
                Integer.parseInt(ports.getOrDefault("LAB_AMI_PORT", "")),
                Integer.parseInt(ports.getOrDefault("LAB_HTTP_PORT", "")),
                Integer.parseInt(ports.getOrDefault("LAB_HEP_PORT", "")));
    }

    /** Made here, so that it belongs to whoever may want to remove it, and not to the engine. */
    private Bind bind(String folder) {
        try {
            Path here = Files.createDirectories(records.resolve(folder));
            return Bind.parse(here.toAbsolutePath() + ":/var/log/asterisk/" + folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether a Docker engine answers and the image is there. */
    static boolean isPossible() {
        return DockerClientFactory.instance().isDockerAvailable() && imageIsThere();
    }

    private static boolean imageIsThere() {
        try {
            docker().inspectImageCmd(IMAGE).exec();
            return true;
        } catch (NotFoundException e) {
            return false;
        }
    }

    private static DockerClient docker() {
        return DockerClientFactory.instance().client();
    }

    /** Starts one; makes the image first where it is missing. */
    static Asterisk provide() {
        if (!DockerClientFactory.instance().isDockerAvailable()) {
            throw new AsteriskMissing("No Docker engine answers, and Testcontainers needs one."
                    + " Start it (sudo systemctl start docker), or run the tests on Debian's"
                    + " packages: mvn verify -Dreferee.asterisk=packages");
        }
        if (!imageIsThere()) {
            new LabCommand(Path.of("target", "it-lab"), Map.of("LAB_ENGINE", "docker"))
                    .run("setup", "asterisk");
        }
        ContainerAsterisk asterisk = new ContainerAsterisk(FreePorts.forLab());
        asterisk.container.start();
        return asterisk;
    }

    @Override
    public Address address() {
        return address;
    }

    @Override
    public Path records() {
        return records.resolve("cel-custom").resolve("Master.csv");
    }

    @Override
    public boolean kill() {
        docker().killContainerCmd(container.getContainerId()).exec();
        return true;
    }

    /** Docker starts the same container again; Testcontainers itself would make a new one. */
    @Override
    public void start() {
        docker().startContainerCmd(container.getContainerId()).exec();
        long deadline = System.nanoTime() + BOOT.toNanos();
        while (!isHealthy()) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(
                        "Asterisk did not come up again:\n" + container.getLogs());
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(POLL);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while Asterisk was starting", e);
        }
    }

    private boolean isHealthy() {
        return "healthy"
                .equals(docker().inspectContainerCmd(container.getContainerId())
                        .exec()
                        .getState()
                        .getHealth()
                        .getStatus());
    }

    @Override
    public void close() {
        container.stop();
    }
}
