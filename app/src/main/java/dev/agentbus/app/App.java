package dev.agentbus.app;

import dev.agentbus.engine.Engine;
import dev.agentbus.events.BusFailure;
import dev.agentbus.events.TopicName;
import dev.agentbus.events.contract.Contract;
import dev.agentbus.events.contract.Contracts;
import dev.agentbus.log.TopicAdmin;
import dev.agentbus.log.kafka.KafkaLog;
import dev.agentbus.process.Worker;
import dev.agentbus.process.deadletter.DeadLetterTopics;
import dev.agentbus.process.groups.GroupMonitor;
import dev.agentbus.sink.postgres.PostgresDatabase;
import dev.agentbus.sink.postgres.PostgresSettings;
import dev.agentbus.sink.redis.RedisSettings;
import dev.agentbus.sink.redis.windows.MetricsStore;
import dev.agentbus.sink.redis.windows.RedisMetricsStore;
import dev.agentbus.view.LiveView;
import dev.agentbus.view.web.PageService;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
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
    private final Assembly assembly;

    /// @param progress told in short sentences how the start goes on
    public App(BusSettings settings, Consumer<String> progress) {
        this.settings = settings;
        this.progress = progress;
        this.assembly = new Assembly(settings);
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
        Ground ground = layGround();
        startReaders(ground);
        Optional<AlertRoutes> alerts = AlertGroup.start(assembly, ground);
        Optional<LiveView> view = Optional.empty();
        if (assembly.does(Role.VIEW)) {
            view = Optional.of(ViewDoor.open(assembly, ground));
            ground.database().ifPresent(there -> DeadLetterGroup.mount(assembly, ground, there));
            ground.windows().ifPresent(there -> MetricsGroup.mount(assembly, ground, there));
        }
        if (assembly.does(Role.INGEST)) {
            IngestDoors.open(assembly, ground);
        }
        Optional<PatternRoutes> patterns = Optional.empty();
        if (assembly.does(Role.PATTERNS) || assembly.does(Role.VIEW)) {
            patterns = Optional.of(LearningGroup.open(assembly, ground));
        }
        ReplayDoor.open(assembly, ground);
        openDoor(ground, view, new PageNews(alerts, patterns));
        BusFile.write(ground.folder(), settings, ground.engines());
        assembly.opened("addresses", () -> BusFile.delete(ground.folder()));
    }

    private Ground layGround() {
        DataFolder folder = assembly.opened("data folder", new DataFolder(settings.data()));
        folder.open();
        Contracts contracts = Contracts.load(settings.contracts());
        assembly.door().requireFreePort();

        Engines engines = assembly.opened("engines", startEngines(folder));
        KafkaLog eventLog = assembly.opened("log", new KafkaLog(engines.kafka()));
        DeadLetterTopics deadLetters =
                new DeadLetterTopics(contracts, settings.deadLetters().foreignTopics());
        createTopics(eventLog, contracts, deadLetters);
        assembly.check("kafka", eventLog::check);
        for (Engine engine : engines.own()) {
            assembly.check(engine.name(), () -> engine.check(CHECK_LIMIT));
        }
        Optional<PostgresDatabase> database = engines.postgres().map(this::open);
        database.ifPresent(there -> assembly.check("postgres", there::check));
        return new Ground(
                folder,
                contracts,
                engines,
                eventLog,
                deadLetters,
                database,
                engines.redisSettings().map(this::open),
                assembly.opened("idempotency", EffectMemory.open(engines, folder, assembly.meters())));
    }

    /// The groups that carry events out, each reading the log by itself.
    private void startReaders(Ground ground) {
        if (assembly.does(Role.WRITER)) {
            WriterGroup.start(assembly, ground);
            DeadLetterGroup.start(assembly, ground);
        }
        if (assembly.does(Role.ARCHIVE)) {
            ArchiveGroup.start(assembly, ground);
        }
        if (assembly.does(Role.METRICS)) {
            MetricsGroup.start(assembly, ground);
        }
    }

    private void openDoor(Ground ground, Optional<LiveView> view, PageNews news) {
        List<Worker> workers = assembly.workers();
        GroupMonitor groups = assembly.opened(
                "groups",
                new GroupMonitor(
                        ground.eventLog(),
                        () -> workers.stream().map(Worker::status).toList(),
                        assembly.meters()));
        groups.start();
        Readiness readiness = assembly.opened("readiness", new Readiness(assembly.checks()));
        BusMeters meters = assembly.opened(
                "bus meters", new BusMeters(readiness, ground.eventLog().topics()));
        meters.start(assembly.meters(), ground.engines());
        DeadLetterCount deadLetters = assembly.opened(
                "dead letter count",
                new DeadLetterCount(
                        ground.eventLog().topics(), ground.contracts().all()));
        SystemRoutes system = new SystemRoutes(
                new SystemRoutes.Parts(
                        ground.engines(),
                        () -> addresses(ground.engines()),
                        readiness,
                        ground.contracts().all(),
                        workers),
                groups,
                deadLetters);
        view.ifPresent(pushing -> {
            pushing.bus(system::report);
            news.tell(pushing, assembly, ground, groups);
        });
        assembly.door()
                .mount("/health", new HealthRoutes(readiness))
                .mount(
                        "/session",
                        new SessionRoutes(settings.access().credentials(), new SignInLimit(Clock.systemUTC())))
                .mount("/metrics", new MetricsRoute(assembly.meters()))
                .mount("/api/groups", new GroupRoutes(groups))
                .mount("/api/system", system)
                .mount("/plain", new FrontPage(readiness, () -> addresses(ground.engines())))
                .mount("/", new PageService());
        assembly.opened("http", assembly.door()).start();
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

    private PostgresDatabase open(Engines.Login login) {
        return assembly.opened(
                "database",
                new PostgresDatabase(PostgresSettings.of(login.url(), login.user(), login.password())
                        .withPoolSize(POOL_SIZE)));
    }

    private MetricsStore open(RedisSettings redis) {
        return assembly.opened("windows", new RedisMetricsStore(redis));
    }

    private Engines startEngines(DataFolder folder) {
        Engines engines = new Engines(settings, folder.engines());
        engines.own().forEach(engine -> progress.accept("starting " + engine.name()));
        engines.start(_ -> BusFile.write(folder, settings, engines));
        return engines;
    }

    private static Map<String, String> addresses(Engines engines) {
        Map<String, String> addresses = new LinkedHashMap<>();
        addresses.put("kafka", engines.kafka().brokers());
        engines.postgres().ifPresent(login -> addresses.put("postgres", login.url()));
        engines.redis().ifPresent(redis -> addresses.put("redis", redis));
        return addresses;
    }

    /// Ends everything within seconds, the last part first. Nothing that was acknowledged is lost.
    @Override
    public synchronized void close() {
        assembly.close();
    }
}
