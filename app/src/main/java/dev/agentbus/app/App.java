package dev.agentbus.app;

import dev.agentbus.engine.Engine;
import dev.agentbus.events.BusFailure;
import dev.agentbus.events.TopicName;
import dev.agentbus.events.TransientFailure;
import dev.agentbus.events.contract.Contracts;
import dev.agentbus.events.redaction.Redactor;
import dev.agentbus.ingest.http.EventDoor;
import dev.agentbus.ingest.http.HttpIngestSettings;
import dev.agentbus.ingest.http.IngestRoutes;
import dev.agentbus.ingest.sdk.Publisher;
import dev.agentbus.ingest.sdk.PublisherSettings;
import dev.agentbus.ingest.skills.CallEvents;
import dev.agentbus.ingest.skills.SkillInbox;
import dev.agentbus.ingest.skills.SkillInboxSettings;
import dev.agentbus.log.TopicAdmin;
import dev.agentbus.log.kafka.KafkaLog;
import dev.agentbus.process.Worker;
import dev.agentbus.process.WorkerStatus;
import dev.agentbus.process.groups.GroupMonitor;
import dev.agentbus.process.history.EventHistory;
import dev.agentbus.sink.postgres.PostgresDatabase;
import dev.agentbus.sink.postgres.PostgresSettings;
import dev.agentbus.sink.postgres.PostgresSink;
import dev.agentbus.sink.postgres.history.PostgresHistory;
import dev.agentbus.view.LiveView;
import dev.agentbus.view.web.PageService;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One process of the bus: starts its parts in the order of an event's way, ends them in reverse.
public final class App implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(App.class);
    private static final Duration CHECK_LIMIT = Duration.ofSeconds(2);

    private final BusSettings settings;
    private final Consumer<String> progress;
    private final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final HttpDoor door;
    private final Map<String, Runnable> checks = new LinkedHashMap<>();
    private final Deque<Part> open = new ArrayDeque<>();
    private final List<Worker> workers = new ArrayList<>();

    /// What is to be closed, and its name for the log.
    private record Part(String name, AutoCloseable part) {}

    /// @param progress told in short sentences how the start goes on
    public App(BusSettings settings, Consumer<String> progress) {
        this.settings = settings;
        this.progress = progress;
        this.door = new HttpDoor(settings.http(), settings.access());
    }

    /// Returns when the bus is ready. If it fails, what was started is closed first.
    ///
    /// @throws BusFailure in one sentence for the person who started it
    public void start() {
        try {
            startParts();
        } catch (RuntimeException failure) {
            close();
            throw failure;
        }
    }

    private void startParts() {
        DataFolder folder = opened("data folder", new DataFolder(settings.data()));
        folder.open();
        Contracts contracts = Contracts.load(settings.contracts());
        door.requireFreePort();

        Engines engines = opened("engines", startEngines(folder));
        KafkaLog eventLog = opened("log", new KafkaLog(engines.kafka()));
        createTopics(eventLog, contracts);
        checks.put("kafka", eventLog::check);
        for (Engine engine : engines.own()) {
            checks.put(engine.name(), () -> engine.check(CHECK_LIMIT));
        }
        Optional<PostgresDatabase> database = engines.postgres().map(this::open);
        database.ifPresent(there -> checks.put("postgres", there::check));
        if (settings.roles().contains(Role.WRITER)) {
            startWriter(eventLog, contracts, database.orElseThrow(), folder);
        }
        if (settings.roles().contains(Role.VIEW)) {
            startView(eventLog, contracts, database);
        }
        if (settings.roles().contains(Role.INGEST)) {
            startIngest(eventLog, contracts, folder);
        }

        GroupMonitor groups = opened(
                "groups",
                new GroupMonitor(
                        eventLog, () -> workers.stream().map(Worker::status).toList(), meters));
        groups.start();
        Readiness readiness = opened("readiness", new Readiness(checks));
        door.mount("/health", new HealthRoutes(readiness))
                .mount("/metrics", new MetricsRoute(meters))
                .mount("/api/groups", new GroupRoutes(groups))
                .mount(
                        "/api/system",
                        new SystemRoutes(
                                engines, () -> addresses(engines), readiness, contracts.all(), workers, groups))
                .mount("/plain", new FrontPage(readiness, () -> addresses(engines)))
                .mount("/", new PageService());
        opened("http", door).start();
        BusFile.write(folder, settings, engines);
        opened("addresses", () -> BusFile.delete(folder));
    }

    private void createTopics(KafkaLog eventLog, Contracts contracts) {
        progress.accept("creating topics");
        List<TopicName> created = eventLog.topics().createMissing(contracts.all());
        log.atInfo().addKeyValue("created", created.size()).log("Topics are there");
        for (TopicAdmin.Drift drift : eventLog.topics().drift(contracts.all())) {
            log.atWarn()
                    .addKeyValue("topic", drift.topic())
                    .addKeyValue("setting", drift.setting())
                    .addKeyValue("wanted", drift.wanted())
                    .addKeyValue("found", drift.found())
                    .log("Topic differs from its contract");
        }
    }

    private void startView(KafkaLog eventLog, Contracts contracts, Optional<PostgresDatabase> database) {
        Optional<EventHistory> history = database.map(there -> new PostgresHistory(there, contracts));
        LiveView view = opened("view", new LiveView(LiveView.Parts.of(eventLog, contracts), history));
        view.meters(meters);
        view.start();
        door.mount(view::http).mountSocket("/ws", view::newSocket);
        checks.put("view", () -> {
            if (!view.status().healthy()) {
                throw new TransientFailure(
                        "Cannot show everything yet: " + view.status().message());
            }
        });
    }

    private PostgresDatabase open(Engines.Login login) {
        return opened(
                "database", new PostgresDatabase(PostgresSettings.of(login.url(), login.user(), login.password())));
    }

    private void startWriter(KafkaLog eventLog, Contracts contracts, PostgresDatabase database, DataFolder folder) {
        PostgresSink sink = new PostgresSink(database, contracts);
        Worker worker =
                opened("writer", new Worker(eventLog, sink, settings.writer().withMarks(folder.marks()), meters));
        worker.start();
        workers.add(worker);
        checks.put("writer", () -> {
            if (worker.status().state() != WorkerStatus.State.RUNNING) {
                throw new TransientFailure(
                        "Cannot write now: the writer is " + worker.status().state());
            }
        });
    }

    private void startIngest(KafkaLog eventLog, Contracts contracts, DataFolder folder) {
        PublisherSettings publishing = PublisherSettings.spoolingTo(
                        folder.spool().resolve("publisher"))
                .withSource("agentbus");
        Publisher publisher = opened(
                "publisher",
                Publisher.to(
                        eventLog,
                        publishing,
                        topic -> contracts.find(topic).map(Redactor::of).orElse(Redactor.DEFAULT)));
        PublisherMeters.bind(publisher, meters);
        SkillInbox inbox = opened(
                "skill inbox",
                new SkillInbox(
                        SkillInboxSettings.of(folder.spool().resolve("skills")),
                        new CallEvents(contracts),
                        publisher::publish));
        inbox.start();
        door.mount("/", new IngestRoutes(HttpIngestSettings.DEFAULT, contracts, EventDoor.of(publisher), meters));
    }

    private Engines startEngines(DataFolder folder) {
        Engines engines = new Engines(settings, folder.engines());
        engines.own().forEach(engine -> progress.accept("starting " + engine.name()));
        engines.start(_ -> BusFile.write(folder, settings, engines));
        return engines;
    }

    private Map<String, String> addresses(Engines engines) {
        Map<String, String> addresses = new LinkedHashMap<>();
        addresses.put("kafka", engines.kafka().brokers());
        engines.postgres().ifPresent(login -> addresses.put("postgres", login.url()));
        engines.redis().ifPresent(redis -> addresses.put("redis", redis));
        return addresses;
    }

    /// Ends everything within seconds, the last part first. Nothing that was acknowledged is lost.
    @Override
    public synchronized void close() {
        while (!open.isEmpty()) {
            Part last = open.pop();
            try {
                last.part().close();
            } catch (Exception failure) {
                log.atError().addKeyValue("part", last.name()).setCause(failure).log("Cannot close part");
            }
        }
    }

    private <P extends AutoCloseable> P opened(String name, P part) {
        open.push(new Part(name, part));
        return part;
    }
}
