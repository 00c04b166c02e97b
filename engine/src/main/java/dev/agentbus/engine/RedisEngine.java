package dev.agentbus.engine;

import dev.agentbus.events.Misconfigured;
import dev.agentbus.events.TransientFailure;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A Redis server on loopback that keeps its data in an append-only file, at most one second
/// behind.
public final class RedisEngine extends Engine {
    private static final Duration START_LIMIT = Duration.ofSeconds(30);
    private static final byte[] PING = "PING\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] INFO = "INFO server\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final Pattern VERSION = Pattern.compile("redis_version:(\\S+)");

    private final EngineFolder folder;
    private final HostPort wished;
    private volatile @Nullable HostPort address;
    private volatile @Nullable String version;

    /// @param address where it listens; port 0 takes a free one and keeps it across restarts
    public RedisEngine(EngineFolder folder, HostPort address) {
        super("redis", folder, "TERM");
        if (!address.isLoopback()) {
            throw new Misconfigured("redis.address must be a loopback address, got: " + address);
        }
        this.folder = folder;
        this.wished = address;
    }

    /// Known from the first start on, the same after every restart.
    public HostPort address() {
        HostPort now = address;
        if (now == null) {
            throw new TransientFailure("Cannot name the address of redis: it was never started");
        }
        return now;
    }

    @Override
    public synchronized void start() {
        if (child.isRunning()) {
            return;
        }
        Path data = folder.data("redis");
        child.endLeftover(data.toString());
        chooseAddress();
        List<String> command = List.of(
                program().toString(),
                "--bind",
                address().host(),
                "--port",
                Integer.toString(address().port()),
                "--dir",
                data.toString(),
                "--appendonly",
                "yes",
                "--save",
                "",
                "--daemonize",
                "no",
                "--set-proc-title",
                "no",
                "--protected-mode",
                "yes");
        child.start(command, Map.of());
        Await.answer(START_LIMIT, child::requireRunning, () -> check(Duration.ofSeconds(1)));
    }

    @Override
    public void check(Duration timeout) {
        String answer = ask(PING, timeout);
        if (!answer.equals("+PONG")) {
            throw new TransientFailure("Cannot reach redis: not serving yet, got: " + answer);
        }
        if (version == null) {
            Matcher found = VERSION.matcher(ask(INFO, timeout));
            version = found.find() ? found.group(1) : null;
        }
    }

    @Override
    public Optional<String> version() {
        return Optional.ofNullable(version);
    }

    /// One command on a connection of its own. A simple answer is one line, a bulk answer names its
    /// length.
    private String ask(byte[] command, Duration timeout) {
        HostPort target = address();
        int millis = Math.toIntExact(timeout.toMillis());
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(target.host(), target.port()), millis);
            socket.setSoTimeout(millis);
            socket.getOutputStream().write(command);
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            String first = in.readLine();
            if (first == null || !first.startsWith("$")) {
                return String.valueOf(first);
            }
            char[] bulk = new char[Integer.parseInt(first.substring(1))];
            int length = 0;
            for (int read = in.read(bulk); read > 0; read = in.read(bulk, length, bulk.length - length)) {
                length += read;
            }
            return new String(bulk, 0, length);
        } catch (IOException e) {
            throw new TransientFailure("Cannot reach redis: %s, got: %s".formatted(e.getMessage(), target), e);
        }
    }

    private void chooseAddress() {
        if (address == null) {
            address = wished.port() == 0 ? folder.rememberedPort("redis") : wished;
        }
        if (!address().isFree()) {
            throw new Misconfigured(
                    "Cannot start redis: the port is taken; end what uses it or set REDIS_URL, got: " + address());
        }
    }

    /// The binary from the class path, or the system's where there is none for this platform.
    private Path program() {
        boolean mac = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac");
        boolean arm = System.getProperty("os.arch").equals("aarch64");
        String name = "redis-server-%s-%s-%s"
                .formatted(arm && !mac ? "6.2.7" : "6.2.6-v5", mac ? "darwin" : "linux", arm ? "arm64" : "amd64");
        Path program = EngineFolder.create(folder.binaries()).resolve(name);
        if (Files.isExecutable(program)) {
            return program;
        }
        try (InputStream resource = RedisEngine.class.getResourceAsStream("/" + name)) {
            if (resource == null) {
                return Shell.find("redis-server")
                        .orElseThrow(() -> new Misconfigured("Cannot start redis: no binary for this platform; install"
                                + " redis-server or set REDIS_URL, got: " + name));
            }
            Path fresh = Files.createTempFile(
                    folder.binaries(),
                    "redis-",
                    ".new",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Files.copy(resource, fresh, StandardCopyOption.REPLACE_EXISTING);
            Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwx------"));
            return Files.move(fresh, program, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw EngineFolder.unwritable(program, e);
        }
    }
}
