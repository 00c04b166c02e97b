package dev.agentbus.cli;

import dev.agentbus.app.BusFile;
import dev.agentbus.app.BusSettings;
import dev.agentbus.app.Configuration;
import dev.agentbus.events.BusFailure;
import dev.agentbus.events.Misconfigured;
import dev.agentbus.events.contract.Contracts;
import dev.agentbus.log.TopicAdmin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// What the doctor looks at, in the order in which one thing needs the other.
final class Examination {
    private static final long MIN_FREE_BYTES = 1L << 30;

    /// How one check ended.
    enum State {
        OK,
        /// Works, but deserves a look.
        LOOK,
        WRONG;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// @param message what was found and, if it is not well, what to do
    record Finding(String check, State state, String message) {}

    /// What a check found, or throws.
    private interface Check {
        Finding run() throws IOException;
    }

    private final Settings settings;
    private final Consumer<Finding> findings;

    Examination(Settings settings, Consumer<Finding> findings) {
        this.settings = settings;
        this.findings = findings;
    }

    void run() {
        check("java", () -> ok("java", "%s, %s".formatted(Runtime.version(), System.getProperty("java.home"))));
        Optional<Configuration> configuration = configuration();
        if (configuration.isEmpty()) {
            return;
        }
        Path data = Path.of(configuration.get().text("data"));
        check("data folder", () -> folder(data));
        check("contracts", () -> contracts(configuration.get()));
        check("skills", () -> rejected(data));
        Optional<JsonNode> bus = bus(data);
        bus.ifPresent(running -> parts(configuration.get()));
        if (bus.isPresent()
                || BusSettings.of(configuration.get()).externalKafka().isPresent()) {
            check("topics", () -> topics(configuration.get()));
        }
    }

    private Optional<Configuration> configuration() {
        try {
            Configuration configuration = settings.load();
            BusSettings.of(configuration);
            findings.accept(ok("settings", "all are known and in their bounds"));
            return Optional.of(configuration);
        } catch (Misconfigured failure) {
            findings.accept(wrong("settings", String.valueOf(failure.getMessage())));
            return Optional.empty();
        }
    }

    private static Finding folder(Path data) throws IOException {
        if (!Files.exists(data)) {
            return ok("data folder", data + " will be made by `agentbus up`");
        }
        if (!Files.isDirectory(data) || !Files.isWritable(data)) {
            return wrong("data folder", data + " cannot be written; choose another with --data DIR");
        }
        long free = Files.getFileStore(data).getUsableSpace();
        String sentence = "%s, %,d MiB free".formatted(data, free >> 20);
        return free < MIN_FREE_BYTES
                ? new Finding("data folder", State.LOOK, sentence + "; make room soon")
                : ok("data folder", sentence);
    }

    private static Finding contracts(Configuration configuration) {
        Path folder = BusSettings.of(configuration).contracts();
        int all = Contracts.load(folder).all().size();
        int own = all - Contracts.builtIn().all().size();
        return ok("contracts", "%d topics, %d of them from %s".formatted(all, own, folder));
    }

    private static Finding rejected(Path data) throws IOException {
        Path rejected = data.resolve("spool/skills/rejected");
        if (!Files.isDirectory(rejected)) {
            return ok("skills", "no call was rejected");
        }
        try (Stream<Path> files = Files.list(rejected)) {
            long count = files.filter(file -> file.toString().endsWith(".call")).count();
            return count == 0
                    ? ok("skills", "no call was rejected")
                    : new Finding(
                            "skills",
                            State.LOOK,
                            "%d calls could not become events, see %s".formatted(count, rejected));
        }
    }

    private Optional<JsonNode> bus(Path data) {
        try {
            JsonNode bus = BusFile.read(data);
            findings.accept(ok("bus", "runs at " + bus.path("http").asString("")));
            return Optional.of(bus);
        } catch (BusFailure _) {
            findings.accept(new Finding("bus", State.LOOK, "none runs on this folder; start one with `agentbus up`"));
            return Optional.empty();
        }
    }

    private void parts(Configuration configuration) {
        try (BusClient client = BusClient.of(configuration, System.getenv())) {
            BusClient.Answer answer = client.get("/health/ready");
            answer.body().path("parts").properties().forEach(part -> {
                boolean up = part.getValue().asString("").equals("UP");
                findings.accept(
                        up
                                ? ok(part.getKey(), "works")
                                : wrong(part.getKey(), "does not work now; the bus's own output says why"));
            });
        } catch (BusFailure failure) {
            findings.accept(wrong("http", String.valueOf(failure.getMessage())));
        }
    }

    private static Finding topics(Configuration configuration) {
        try (LogAccess access = LogAccess.of(configuration)) {
            List<TopicAdmin.Drift> drift =
                    access.log().topics().drift(access.contracts().all());
            return drift.isEmpty()
                    ? ok("topics", "as their contracts promise")
                    : new Finding(
                            "topics",
                            State.LOOK,
                            "%d settings differ from the contracts, see `agentbus topics list`"
                                    .formatted(drift.size()));
        }
    }

    private void check(String name, Check check) {
        try {
            findings.accept(check.run());
        } catch (IOException | BusFailure failure) {
            findings.accept(wrong(name, String.valueOf(failure.getMessage())));
        }
    }

    private static Finding ok(String check, String message) {
        return new Finding(check, State.OK, message);
    }

    private static Finding wrong(String check, String message) {
        return new Finding(check, State.WRONG, message);
    }
}
