package dev.agentbus.app;

import dev.agentbus.engine.Engine;
import dev.agentbus.events.BusFailure;
import dev.agentbus.events.TopicName;
import dev.agentbus.events.TransientFailure;
import dev.agentbus.events.contract.Contract;
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
import dev.agentbus.process.WorkerSettings;
import dev.agentbus.process.WorkerStatus;
import dev.agentbus.process.deadletter.DeadLetterTopics;
import dev.agentbus.process.deadletter.LetterEdits;
import dev.agentbus.process.deadletter.LetterGauges;
import dev.agentbus.process.deadletter.LetterReader;
import dev.agentbus.process.deadletter.LetterStore;
import dev.agentbus.process.deadletter.Redrives;
import dev.agentbus.process.groups.GroupMonitor;
import dev.agentbus.process.history.EventHistory;
import dev.agentbus.process.replay.ReplayTargets;
import dev.agentbus.process.replay.ReplayViews;
import dev.agentbus.process.replay.Replays;
import dev.agentbus.sink.postgres.PostgresDatabase;
import dev.agentbus.sink.postgres.PostgresPositions;
import dev.agentbus.sink.postgres.PostgresSettings;
import dev.agentbus.sink.postgres.PostgresSink;
import dev.agentbus.sink.postgres.deadletter.DeadLetterMirror;
import dev.agentbus.sink.postgres.deadletter.PostgresLetters;
import dev.agentbus.sink.postgres.history.PostgresHistory;
import dev.agentbus.view.DeadLetterRoutes;
import dev.agentbus.view.LiveView;
import dev.agentbus.view.ReplayedViewRoutes;
import dev.agentbus.view.ReplayedViews;
import dev.agentbus.view.web.PageService;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
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
    /// The writer, the mirror of dead letters, redrives, and those who look.
    private static final int POOL_SIZE = 8;

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
        DeadLetterTopics deadLetters =
                new DeadLetterTopics(contracts, settings.deadLetters().foreignTopics());
        createTopics(eventLog, contracts, deadLetters);
        opened("idempotency", EffectMemory.open(engines, folder, meters));
        checks.put("kafka", eventLog::check);
        for (Engine engine : engines.own()) {
            checks.put(engine.name(), () -> engine.check(CHECK_LIMIT));
        }
        Optional<PostgresDatabase> database = engines.postgres().map(this::open);
        database.ifPresent(there -> checks.put("postgres", there::check));
        if (settings.roles().contains(Role.WRITER)) {
            startWriter(eventLog, contracts, database.orElseThrow(), folder);
            startMirror(eventLog, contracts, deadLetters, database.orElseThrow(), folder);
        }
        Optional<LiveView> view = settings.roles().contains(Role.VIEW)
                ? Optional.of(startView(eventLog, contracts, database))
                : Optional.empty();
        if (settings.roles().contains(Role.VIEW)) {
            database.ifPresent(there -> mountDeadLetters(eventLog, contracts, deadLetters, there));
        }
        if (settings.roles().contains(Role.INGEST)) {
            startIngest(eventLog, contracts, folder);
        }

        startReplays(eventLog, contracts, database);
        openDoor(engines, eventLog, contracts, view);
        BusFile.write(folder, settings, engines);
        opened("addresses", () -> BusFile.delete(folder));
    }

    private void openDoor(Engines engines, KafkaLog eventLog, Contracts contracts, Optional<LiveView> view) {
        GroupMonitor groups = opened(
                "groups",
                new GroupMonitor(
                        eventLog, () -> workers.stream().map(Worker::status).toList(), meters));
        groups.start();
        Readiness readiness = opened("readiness", new Readiness(checks));
        DeadLetterCount deadLetters =
                opened("dead letter count", new DeadLetterCount(eventLog.topics(), contracts.all()));
        SystemRoutes system = new SystemRoutes(
                new SystemRoutes.Parts(engines, () -> addresses(engines), readiness, contracts.all(), workers),
                groups,
                deadLetters);
        view.ifPresent(pushing -> pushing.bus(system::report));
        door.mount("/health", new HealthRoutes(readiness))
                .mount(
                        "/session",
                        new SessionRoutes(settings.access().credentials(), new SignInLimit(Clock.systemUTC())))
                .mount("/metrics", new MetricsRoute(meters))
                .mount("/api/groups", new GroupRoutes(groups))
                .mount("/api/system", system)
                .mount("/plain", new FrontPage(readiness, () -> addresses(engines)))
                .mount("/", new PageService());
        opened("http", door).start();
    }

    private void createTopics(KafkaLog eventLog, Contracts contracts, DeadLetterTopics deadLetters) {
        progress.accept("creating topics");
        List<Contract> all = new ArrayList<>(contracts.all());
        all.addAll(deadLetters.missing());
        List<TopicName> created = eventLog.topics().createMissing(all);
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

    private LiveView startView(KafkaLog eventLog, Contracts contracts, Optional<PostgresDatabase> database) {
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
        return view;
    }

    private PostgresDatabase open(Engines.Login login) {
        return opened(
                "database",
                new PostgresDatabase(PostgresSettings.of(login.url(), login.user(), login.password())
                        .withPoolSize(POOL_SIZE)));
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

    private void startMirror(
            KafkaLog eventLog,
            Contracts contracts,
            DeadLetterTopics deadLetters,
            PostgresDatabase database,
            DataFolder folder) {
        DeadLetterMirror mirror = new DeadLetterMirror(
                database,
                deadLetters.contracts(),
                new LetterReader(contracts),
                settings.deadLetters().maxRedrives());
        Worker worker = opened(
                "dead-letter mirror",
                new Worker(
                        eventLog,
                        mirror,
                        WorkerSettings.ofGroup(DeadLetterMirror.GROUP).withMarks(folder.marks()),
                        meters));
        worker.start();
        workers.add(worker);
    }

    private void mountDeadLetters(
            KafkaLog eventLog, Contracts contracts, DeadLetterTopics deadLetters, PostgresDatabase database) {
        LetterStore letters = new PostgresLetters(database);
        Redrives redrives = opened("redrives", new Redrives(letters, eventLog, contracts, deadLetters));
        LetterGauges.bind(letters, meters);
        door.mount(
                "/api/dead-letters",
                new DeadLetterRoutes(letters, redrives, new LetterEdits(letters, contracts, Clock.systemUTC())));
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

    private void startReplays(KafkaLog eventLog, Contracts contracts, Optional<PostgresDatabase> database) {
        Optional<ReplayTargets.Store> store = settings.roles().contains(Role.WRITER)
                ? database.map(there -> new ReplayTargets.Store(
                        new PostgresSink(there, contracts), new PostgresPositions(there), this::rejoin))
                : Optional.empty();
        ReplayedViews views = new ReplayedViews();
        Optional<ReplayViews> shown = settings.roles().contains(Role.VIEW) ? Optional.of(views) : Optional.empty();
        Replays replays =
                opened("replays", new Replays(eventLog, contracts, new ReplayTargets(store, shown), Clock.systemUTC()));
        door.mount("/api/replays", new ReplayRoutes(replays, new ReplayRequests(contracts, Clock.systemUTC())))
                .mount("/api/replays", new ReplayedViewRoutes(views));
    }

    private void rejoin(String group) {
        workers.stream().filter(worker -> worker.status().group().equals(group)).forEach(Worker::rejoin);
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
