package dev.agentbus.view;

import dev.agentbus.events.TopicName;
import dev.agentbus.events.TransientFailure;
import dev.agentbus.events.codec.DecodedEvent;
import dev.agentbus.events.codec.EventDecoder;
import dev.agentbus.events.codec.SourcePosition;
import dev.agentbus.events.codec.Undecodable;
import dev.agentbus.events.contract.Contract;
import dev.agentbus.events.contract.Contracts;
import dev.agentbus.log.EventLog;
import dev.agentbus.log.LogPartition;
import dev.agentbus.log.LogReader;
import dev.agentbus.log.LogRecord;
import dev.agentbus.log.ReaderSettings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads all partitions of all contracts' topics but dead letters', without a group, from the
/// beginning of the window on, into the [LiveState]; what comes after the ends seen at the start
/// goes to the [LiveClients] too. Tries for ever when the log is away.
///
/// One thread of its own reads, folds and publishes.
public final class LiveFeed implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LiveFeed.class);
    private static final Duration POLL_LIMIT = Duration.ofMillis(100);
    /// States and rates change by time alone: clients hear of it this often when nothing else happens.
    private static final long QUIET_NANOS = Duration.ofSeconds(2).toNanos();
    /// Few at a time, so that what was read is soon seen.
    private static final ReaderSettings READING =
            new ReaderSettings(Optional.empty(), 500, ReaderSettings.Start.EARLIEST);

    private static final Duration RETRY_PAUSE = Duration.ofMillis(500);
    /// Under load events go out together, this far apart: a lone event goes at once, a thousand a
    /// second cost a third of the wake-ups and writes.
    private static final long GATHER_NANOS = 3_000_000;
    /// How often new topics and partitions are looked for.
    private static final Duration LOOK_AROUND = Duration.ofSeconds(5);

    /// How often it is found out how far behind the reading is.
    private static final long SETTLE_NANOS = Duration.ofMillis(200).toNanos();

    private final EventLog log;
    private final LiveState state;
    private final LiveClients clients;
    private final Clock clock;
    private final Map<TopicName, EventDecoder> decoders = new TreeMap<>();
    private final FeedPositions positions = new FeedPositions();
    private final FeedHealth health;

    private long lookAroundNanos = System.nanoTime();
    private long metricsNanos = System.nanoTime();
    private long publishedNanos = System.nanoTime();
    private long settleNanos = System.nanoTime();
    private boolean metricsDue;
    private IngestSpan shown = IngestSpan.NONE;
    private boolean everAssigned;
    private volatile boolean closed;
    private volatile @Nullable LogReader reader;
    private @Nullable Thread thread;

    LiveFeed(EventLog log, Contracts contracts, LiveState state, LiveClients clients, Clock clock) {
        this.log = log;
        this.state = state;
        this.clients = clients;
        this.clock = clock;
        this.health = new FeedHealth(clients.settings().staleAfter(), clock, this::tell);
        Set<TopicName> deadLetters = contracts.all().stream()
                .flatMap(contract -> contract.deadLetterTopic().stream())
                .collect(Collectors.toSet());
        for (Contract contract : contracts.all()) {
            if (!deadLetters.contains(contract.topic())) {
                decoders.put(contract.topic(), new EventDecoder(contract));
            }
        }
    }

    public void start() {
        health.start();
        thread = Thread.ofPlatform().name("view-feed").daemon().start(this::run);
    }

    public FeedStatus status() {
        return health.status();
    }

    @Override
    public void close() {
        closed = true;
        health.close();
        LogReader open = reader;
        if (open != null) {
            open.wakeup();
        }
        Thread running = thread;
        if (running != null) {
            try {
                if (!running.join(Duration.ofSeconds(3))) {
                    running.interrupt();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void run() {
        while (!closed) {
            try (LogReader opened = log.reader(READING)) {
                reader = opened;
                everAssigned = false;
                read(opened);
            } catch (RuntimeException e) {
                if (!closed) {
                    LOG.atError().setCause(e).log("Reopening the live view's reader after a failure");
                    health.fails("The log's reader failed and is opened again");
                    health.announce();
                    pause();
                }
            }
        }
    }

    private void read(LogReader from) {
        while (!closed) {
            try {
                lookAround(from);
                gather();
                List<LogRecord> records = from.poll(pollLimit());
                if (!records.isEmpty()) {
                    health.folds();
                }
                fold(from, records);
                settle(from);
            } catch (TransientFailure e) {
                LOG.atDebug().addKeyValue("reason", e.getMessage()).log("Could not read the log");
                health.fails("The log cannot be reached; trying again");
                health.announce();
                publishMetrics();
                pause();
            }
        }
    }

    /// Takes up partitions that were not there before.
    private void lookAround(LogReader from) {
        if (everAssigned && System.nanoTime() < lookAroundNanos) {
            return;
        }
        List<LogPartition> found = from.partitionsOf(decoders.keySet());
        List<LogPartition> fresh = positions.unknownOf(found);
        if (!fresh.isEmpty()) {
            Map<LogPartition, Long> ends = from.endOffsets(fresh);
            Map<LogPartition, Long> starts = from.offsetsAt(fresh, Instant.ofEpochMilli(state.beginMillis()));
            state.readFrom(state.beginMillis());
            for (LogPartition partition : fresh) {
                long end = ends.getOrDefault(partition, 0L);
                positions.take(partition, Math.min(end, starts.getOrDefault(partition, end)), end);
            }
        }
        if (!fresh.isEmpty() || !everAssigned) {
            positions.assignTo(from);
            everAssigned = true;
        }
        lookAroundNanos = System.nanoTime() + LOOK_AROUND.toNanos();
    }

    /// Lets what follows closely come together. Not while catching up.
    private void gather() {
        long early = publishedNanos + GATHER_NANOS - System.nanoTime();
        if (early > 0 && !positions.inHistory()) {
            LockSupport.parkNanos(early);
        }
    }

    private void fold(LogReader from, List<LogRecord> records) {
        boolean wasCatchingUp = positions.inHistory();
        positions.polled(records);
        List<ViewEvent> live = new ArrayList<>();
        for (LogRecord record : records) {
            ViewEvent event = fold(record);
            if (positions.pass(record) && event != null) {
                live.add(event);
                shown = event.agent() == null ? shown : shown.and(record.timestamp());
            }
        }
        publish(live);
        if (wasCatchingUp && !positions.inHistory()) {
            caughtUp(from);
        }
    }

    private @Nullable ViewEvent fold(LogRecord record) {
        EventDecoder decoder = decoders.get(record.partition().topic());
        if (decoder == null) {
            return null;
        }
        SourcePosition position = new SourcePosition(
                record.partition().topic(), record.partition().number(), record.offset());
        try {
            DecodedEvent event = decoder.decode(record.value(), record.headers(), position, record.timestamp());
            return state.fold(event);
        } catch (Undecodable e) {
            health.leftOut();
            LOG.atDebug()
                    .addKeyValue("position", position)
                    .addKeyValue("rule", e.rule())
                    .log("Left out a record");
            return null;
        } catch (RuntimeException e) {
            health.leftOut();
            LOG.atWarn().addKeyValue("position", position).setCause(e).log("Left out a record that broke the view");
            return null;
        }
    }

    private void publish(List<ViewEvent> live) {
        List<Frame> frames = new ArrayList<>(live.size());
        Instant now = clock.instant();
        long first = live.isEmpty() ? 0 : state.reserveSequence(live.size());
        metricsDue |= state.publish();
        for (int i = 0; i < live.size(); i++) {
            frames.add(Frame.of(
                    first + i, live.get(i), clients.epoch(), state.snapshot().queries(), now));
        }
        if (!frames.isEmpty()) {
            clients.publish(frames);
            publishedNanos = System.nanoTime();
        }
        publishMetrics();
    }

    private void publishMetrics() {
        long late = System.nanoTime() - metricsNanos;
        if ((metricsDue && late >= 0) || late >= QUIET_NANOS) {
            metricsDue = false;
            metricsNanos =
                    System.nanoTime() + clients.settings().metricInterval().toNanos();
            if (clients.size() > 0) {
                clients.publishState(StateJson.metricsFrame(state.snapshot(), status(), shown, clock.instant()));
            }
            shown = IngestSpan.NONE;
        }
    }

    private void caughtUp(LogReader from) {
        settleNanos = System.nanoTime();
        settle(from);
        LOG.atInfo().addKeyValue("events", state.snapshot().counters().folded()).log("Caught up with the log");
        if (clients.size() > 0) {
            clients.publishStatus(StateJson.stateFrame("CURRENT_STATE", state.snapshot(), status(), clock.instant()));
        }
    }

    /// Finds out how true the view is; at once when it is not live, else now and then.
    private void settle(LogReader from) {
        if (status().healthy() && System.nanoTime() - settleNanos < 0) {
            return;
        }
        settleNanos = System.nanoTime() + SETTLE_NANOS;
        positions.settle(from, clock.instant());
        health.reads(positions, from.silence());
        health.announce();
    }

    private void tell(FeedStatus before, FeedStatus now) {
        clients.publishStatus(StateJson.statusFrame(now, clock.instant()));
        if (before.connected() && !now.connected()) {
            LOG.atWarn().addKeyValue("reason", now.message()).log("Lost the log");
            clients.publishStatus(StateJson.errorFrame(now.message(), clock.instant()));
        }
    }

    private Duration pollLimit() {
        if (!metricsDue) {
            return POLL_LIMIT;
        }
        long nanos = metricsNanos - System.nanoTime();
        return Duration.ofNanos(Math.clamp(nanos, 1_000_000, POLL_LIMIT.toNanos()));
    }

    private void pause() {
        try {
            Thread.sleep(RETRY_PAUSE);
        } catch (InterruptedException _closing) {
            Thread.currentThread().interrupt();
        }
    }
}
