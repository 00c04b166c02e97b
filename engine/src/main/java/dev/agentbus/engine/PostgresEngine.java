package dev.agentbus.engine;

import dev.agentbus.events.Misconfigured;
import dev.agentbus.events.TransientFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A PostgreSQL server on loopback with one database, `agentbus`, and a generated password.
///
/// PostgreSQL refuses to run as root; started as root it runs in a user namespace, where root
/// outside is nobody inside.
public final class PostgresEngine extends Engine {
    private static final String USER = "agentbus";
    private static final String DATABASE = "agentbus";
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    /// The longest path a Unix socket may have; see sockaddr_un.
    private static final int MAX_SOCKET_FOLDER = 80;

    private final EngineFolder folder;
    private final PostgresServerSettings settings;
    private volatile @Nullable HostPort address;
    private volatile @Nullable String version;

    public PostgresEngine(EngineFolder folder, PostgresServerSettings settings) {
        // Fast shutdown: open transactions roll back, connections end, the checkpoint is written.
        super("postgres", folder, "INT");
        this.folder = folder;
        this.settings = settings;
    }

    /// Known from the first start on, the same after every restart.
    public HostPort address() {
        HostPort now = address;
        if (now == null) {
            throw new TransientFailure("Cannot name the address of postgres: it was never started");
        }
        return now;
    }

    public String jdbcUrl() {
        return urlOf(DATABASE);
    }

    public String database() {
        return DATABASE;
    }

    public String user() {
        return USER;
    }

    public String password() {
        return folder.secret("postgres-password");
    }

    @Override
    public synchronized void start() {
        if (child.isRunning()) {
            return;
        }
        Path binaries = PostgresBinaries.in(folder.binaries());
        Path cluster = folder.root().resolve("postgres");
        if (!Files.exists(cluster.resolve("PG_VERSION"))) {
            initialise(binaries, cluster);
        }
        child.endLeftover(cluster.toString());
        chooseAddress();
        child.start(command(binaries, cluster), Map.of());
        Await.answer(START_LIMIT, child::requireRunning, this::createDatabase);
    }

    @Override
    public void check(Duration timeout) {
        try (Connection connection = connect(DATABASE, timeout);
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT 1");
        } catch (SQLException e) {
            throw unreachable(e);
        }
    }

    @Override
    public Optional<String> version() {
        return Optional.ofNullable(version);
    }

    private void initialise(Path binaries, Path cluster) {
        Path fresh = folder.root().resolve("postgres.new");
        try {
            if (Files.exists(fresh)) {
                PostgresBinaries.delete(fresh);
            }
            EngineFolder.create(fresh);
            run(List.of(
                    binaries.resolve("bin/initdb").toString(),
                    "--pgdata=" + fresh,
                    "--username=" + USER,
                    "--pwfile=" + folder.secretFile("postgres-password"),
                    "--auth=scram-sha-256",
                    "--encoding=UTF8",
                    "--locale=C",
                    "--locale-provider=builtin",
                    "--builtin-locale=C.UTF-8"));
            Files.move(fresh, cluster);
        } catch (IOException e) {
            throw EngineFolder.unwritable(cluster, e);
        }
    }

    private void run(List<String> command) throws IOException {
        List<String> whole = new ArrayList<>(Unprivileged.prefix());
        whole.addAll(command);
        Path log = folder.log("postgres");
        Process process = new ProcessBuilder(whole)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        try {
            if (!process.waitFor(START_LIMIT.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new Misconfigured("Cannot create the database folder: initdb failed, see " + log);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransientFailure("Cannot create the database folder: interrupted", e);
        }
    }

    private void chooseAddress() {
        if (address == null) {
            HostPort wished = settings.address();
            address = wished.port() == 0 ? folder.rememberedPort("postgres") : wished;
        }
        if (!address().isFree()) {
            throw new Misconfigured(
                    "Cannot start postgres: the port is taken; end what uses it or set DATABASE_URL, got: "
                            + address());
        }
    }

    private List<String> command(Path binaries, Path cluster) {
        List<String> command = new ArrayList<>(Unprivileged.prefix());
        command.addAll(List.of(binaries.resolve("bin/postgres").toString(), "-D", cluster.toString()));
        Path sockets = folder.run();
        boolean fits = sockets.toString().length() <= MAX_SOCKET_FOLDER;
        Map<String, String> options = Map.ofEntries(
                Map.entry("listen_addresses", address().host()),
                Map.entry("port", Integer.toString(address().port())),
                Map.entry("unix_socket_directories", fits ? sockets.toString() : ""),
                Map.entry("unix_socket_permissions", "0700"),
                Map.entry("shared_buffers", settings.sharedBuffersMib() + "MB"),
                Map.entry("max_connections", Integer.toString(settings.maxConnections())),
                Map.entry("wal_level", "minimal"),
                Map.entry("max_wal_senders", "0"),
                Map.entry("max_wal_size", "512MB"),
                Map.entry("io_method", "sync"),
                Map.entry("max_logical_replication_workers", "0"),
                Map.entry("max_parallel_workers", "2"),
                Map.entry("jit", "off"),
                Map.entry("checkpoint_completion_target", "0.9"),
                Map.entry("log_checkpoints", "off"),
                Map.entry("timezone", "UTC"),
                Map.entry("log_timezone", "UTC"));
        options.forEach((key, value) -> command.addAll(List.of("-c", key + "=" + value)));
        return command;
    }

    private void createDatabase() {
        try (Connection connection = connect("postgres", Duration.ofSeconds(5));
                Statement statement = connection.createStatement()) {
            version = connection.getMetaData().getDatabaseProductVersion();
            try (ResultSet found =
                    statement.executeQuery("SELECT 1 FROM pg_database WHERE datname = '" + DATABASE + "'")) {
                if (found.next()) {
                    return;
                }
            }
            statement.execute("CREATE DATABASE " + DATABASE);
        } catch (SQLException e) {
            throw unreachable(e);
        }
    }

    private Connection connect(String database, Duration timeout) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", USER);
        properties.setProperty("password", password());
        String seconds = Long.toString(Math.max(1, timeout.toSeconds()));
        properties.setProperty("loginTimeout", seconds);
        properties.setProperty("connectTimeout", seconds);
        properties.setProperty("socketTimeout", seconds);
        return DriverManager.getConnection(urlOf(database), properties);
    }

    private String urlOf(String database) {
        return "jdbc:postgresql://" + address() + "/" + database;
    }

    private TransientFailure unreachable(SQLException cause) {
        return new TransientFailure(
                "Cannot reach postgres: %s, got: %s".formatted(cause.getMessage(), address()), cause);
    }
}
