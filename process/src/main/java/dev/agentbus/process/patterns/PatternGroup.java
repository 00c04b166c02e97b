package dev.agentbus.process.patterns;

import dev.agentbus.events.BusFailure;
import dev.agentbus.events.Envelope;
import dev.agentbus.events.Event;
import dev.agentbus.events.TopicName;
import dev.agentbus.events.codec.EventDecoder;
import dev.agentbus.events.codec.SourcePosition;
import dev.agentbus.events.contract.Contract;
import dev.agentbus.events.contract.Contracts;
import dev.agentbus.log.EventLog;
import dev.agentbus.log.LogAppender;
import dev.agentbus.log.NewRecord;
import dev.agentbus.log.Position;
import dev.agentbus.log.TopicAdmin;
import dev.agentbus.process.Worker;
import dev.agentbus.process.WorkerSettings;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `ml-group`: reads what agents did, and publishes what it learns. Needs all partitions of its
/// topics, since the events of one trace lie in several: while it shares its group, it publishes
/// nothing and says so.
///
/// One thread of its own searches; all methods are safe for any thread.
public final class PatternGroup implements AutoCloseable {
    public static final String GROUP = "ml-group";

    private static final Logger log = LoggerFactory.getLogger(PatternGroup.class);
    private static final Duration LOOK = Duration.ofMillis(250);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);
    /// A search may take this share of one core.
    private static final int REST_PER_SEARCH = 20;

    /// What it is about.
    public enum State {
        /// Reads what happened before it was started.
        READING,
        LEARNING,
        /// Another member has some of its partitions.
        SHARED,
        /// The log can't be written, or asked.
        WAITING
    }

    private final EventLog eventLog;
    private final Contracts contracts;
    private final PatternSettings settings;
    private final PatternLibrary library;
    private final TraceBook book;
    private final PatternIntake intake;
    private final Worker worker;
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile State state = State.READING;
    private final AtomicLong published = new AtomicLong();
    private int partitions = Integer.MAX_VALUE;
    private volatile long searched = -1;
    private long nextSearch = System.nanoTime();
    private @Nullable Thread thread;

    /// @param library says what was published before; stays the caller's to start and close
    public PatternGroup(
            EventLog eventLog,
            Contracts contracts,
            PatternSettings settings,
            PatternLibrary library,
            WorkerSettings working,
            MeterRegistry meters) {
        this.eventLog = eventLog;
        this.contracts = contracts;
        this.settings = settings;
        this.library = library;
        this.book = new TraceBook(settings.traces());
        List<Contract> topics = List.of(contract(TraceBook.ACTIONS), contract(TraceBook.TASKS));
        this.intake = new PatternIntake(eventLog, topics, book);
        this.worker = new Worker(eventLog, intake, working, meters);
    }

    private Contract contract(TopicName topic) {
        return contracts.find(topic).orElseThrow();
    }

    public void start() {
        worker.start();
        thread = Thread.ofPlatform().daemon().name("patterns").start(this::run);
    }

    public Worker worker() {
        return worker;
    }

    public State state() {
        return state;
    }

    /// Whether everything that was read has been searched, and published.
    public boolean settled() {
        return state == State.LEARNING && book.changes() == searched;
    }

    /// Pattern events published since the start.
    public long published() {
        return published.get();
    }

    @Override
    public void close() {
        closing.countDown();
        worker.close();
        Thread running = thread;
        if (running != null) {
            try {
                running.join(CLOSE_LIMIT);
            } catch (InterruptedException _stopping) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void run() {
        try {
            while (!closing.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                look();
            }
        } catch (InterruptedException _stopping) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        try {
            State now = judge();
            if (now != state) {
                log.atInfo().addKeyValue("state", now).log("Patterns");
            }
            state = now;
            if (now == State.LEARNING && System.nanoTime() - nextSearch >= 0 && book.changes() != searched) {
                search();
            }
        } catch (BusFailure e) {
            state = State.WAITING;
            log.atWarn().addKeyValue("reason", e.getMessage()).log("Could not publish patterns now");
        } catch (RuntimeException e) {
            state = State.WAITING;
            nextSearch = System.nanoTime() + settings.interval().toNanos();
            log.atError().setCause(e).log("The search for patterns failed");
        }
    }

    private State judge() {
        if (partitions == Integer.MAX_VALUE) {
            Map<TopicName, TopicAdmin.TopicState> topics = eventLog.topics().describe();
            partitions = Set.of(TraceBook.ACTIONS, TraceBook.TASKS).stream()
                    .mapToInt(topic ->
                            topics.containsKey(topic) ? topics.get(topic).partitions() : 0)
                    .sum();
        }
        if (!intake.caughtUp(partitions) || !library.caughtUp()) {
            return State.READING;
        }
        return worker.status().partitions().size() < partitions ? State.SHARED : State.LEARNING;
    }

    private void search() {
        long begun = System.nanoTime();
        long changes = book.changes();
        List<Trace> ended = book.ended();
        List<Event> news = new ArrayList<>();
        for (Finding finding : new PatternFinder(settings).find(ended)) {
            Editions.next(finding, library.find(finding.id())).ifPresent(news::add);
        }
        long took = System.nanoTime() - begun;
        nextSearch = System.nanoTime() + Math.max(settings.interval().toNanos(), REST_PER_SEARCH * took);
        publish(news);
        searched = changes;
        log.atDebug()
                .addKeyValue("traces", ended.size())
                .addKeyValue("published", news.size())
                .addKeyValue("millis", took / 1_000_000)
                .log("Searched for patterns");
    }

    private void publish(List<Event> news) {
        if (news.isEmpty()) {
            return;
        }
        try (LogAppender appender = eventLog.appender()) {
            List<CompletableFuture<Position>> open = new ArrayList<>();
            news.forEach(event -> open.add(appender.append(recordOf(event))));
            appender.flush();
            List<KnownPattern> fresh = new ArrayList<>();
            for (int i = 0; i < news.size(); i++) {
                fresh.add(read(news.get(i), await(open.get(i))));
            }
            library.learn(fresh);
            published.addAndGet(fresh.size());
        }
    }

    private static Position await(CompletableFuture<Position> open) {
        try {
            return open.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof BusFailure failure) {
                throw failure;
            }
            throw e;
        }
    }

    private static NewRecord recordOf(Event event) {
        byte[] key = event.key() == null ? null : event.key().getBytes(StandardCharsets.UTF_8);
        return new NewRecord(
                event.topic(), key, event.payload(), Envelope.headersOf(event, PatternWriter.MINER), event.time());
    }

    private KnownPattern read(Event event, Position position) {
        SourcePosition source =
                new SourcePosition(event.topic(), position.partition().number(), position.offset());
        return PatternReader.read(
                new EventDecoder(contract(event.topic())).decode(event.payload(), List.of(), source, event.time()));
    }
}
