package dev.agentbus.engine;

import dev.agentbus.events.Misconfigured;
import dev.agentbus.events.TransientFailure;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.common.utils.AppInfoParser;
import org.jspecify.annotations.Nullable;

/// A single Kafka node in a JVM of its own, so that a fault in the broker never ends ours.
public final class KafkaEngine extends Engine {
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final short API_VERSIONS = 18;

    private final EngineFolder folder;
    private final KafkaNodeSettings settings;
    private volatile @Nullable HostPort address;

    public KafkaEngine(EngineFolder folder, KafkaNodeSettings settings) {
        super("kafka", folder, "TERM");
        this.folder = folder;
        this.settings = settings;
    }

    /// What clients set as `bootstrap.servers`; known from the first start on, the same after every
    /// restart.
    public HostPort address() {
        HostPort now = address;
        if (now == null) {
            throw new TransientFailure("Cannot name the address of kafka: it was never started");
        }
        return now;
    }

    @Override
    public synchronized void start() {
        if (child.isRunning()) {
            return;
        }
        Path ready = folder.pidFile("kafka-ready");
        Path properties = folder.data("kafka").resolve("node.properties");
        child.endLeftover(properties.toString());
        try {
            Files.deleteIfExists(ready);
            chooseAddress();
            write(properties);
        } catch (IOException e) {
            throw EngineFolder.unwritable(properties, e);
        }
        child.start(command(properties, ready), Map.of("CLASSPATH", classPath()));
        Await.answer(START_LIMIT, child::requireRunning, () -> {
            if (!isReady(ready)) {
                throw new TransientFailure("Cannot start kafka: not ready after %ds, see %s"
                        .formatted(START_LIMIT.toSeconds(), folder.log("kafka")));
            }
        });
    }

    /// Sends an ApiVersions request, which any version of the protocol answers.
    @Override
    public void check(Duration timeout) {
        HostPort target = address();
        int millis = Math.toIntExact(timeout.toMillis());
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(target.host(), target.port()), millis);
            socket.setSoTimeout(millis);
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            out.writeInt(10);
            out.writeShort(API_VERSIONS);
            out.writeShort(0);
            out.writeInt(1);
            out.writeShort(-1);
            out.flush();
            new DataInputStream(socket.getInputStream()).readInt();
        } catch (IOException e) {
            throw new TransientFailure("Cannot reach kafka: %s, got: %s".formatted(e.getMessage(), target), e);
        }
    }

    /// The node runs from our own class path.
    @Override
    public Optional<String> version() {
        return Optional.of(AppInfoParser.getVersion());
    }

    private boolean isReady(Path ready) {
        try {
            return Files.exists(ready) && Files.readString(ready).equals(Long.toString(pid()));
        } catch (IOException e) {
            throw new TransientFailure("Cannot read: %s, got: %s".formatted(e.getMessage(), ready), e);
        }
    }

    private void chooseAddress() {
        if (address == null) {
            HostPort wished = settings.address();
            address = wished.port() == 0 ? folder.rememberedPort("kafka") : wished;
        }
        if (!address().isFree()) {
            throw new Misconfigured(
                    "Cannot start kafka: the port is taken; end what uses it or choose another with --kafka HOST:PORT, got: "
                            + address());
        }
    }

    private List<String> command(Path properties, Path ready) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + settings.heapMib() + "m",
                "-Xms64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:+ExitOnOutOfMemoryError",
                "-Xshare:auto",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dlogback.configurationFile=dev/agentbus/engine/kafka-node-logback.xml",
                "-Dorg.apache.kafka.disallowed.login.modules=com.sun.security.auth.module.JndiLoginModule,"
                        + "com.sun.security.auth.module.LdapLoginModule",
                KafkaNode.class.getName(),
                properties.toString(),
                ready.toString());
    }

    private static String classPath() {
        return System.getProperty("java.class.path");
    }

    private void write(Path file) throws IOException {
        HostPort controller = HostPort.freeLoopback();
        Properties properties = KafkaProperties.of(
                settings, address(), controller, folder.data("kafka").resolve("log"));
        try (var writer = Files.newBufferedWriter(file)) {
            properties.store(writer, null);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
