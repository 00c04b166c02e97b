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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    private static final Duration RETRY_PAUSE = Duration.ofMillis(500);
    /// Under load events go out together, this far apart: a lone event goes at once, a thousand a
    /// second cost a third of the wake-ups and writes.
    private static final long GATHER_NANOS = 3_000_000;
    /// How often new topics and partitions are looked for.
    private static final Duration LOOK_AROUND = Duration.ofSeconds(5);

    /// The last offsets before an end may hold no record (transaction marks, compaction); silence
    /// then says it is reached.
    private static final int ENOUGH_EMPTY_POLLS = 20;

    private final EventLog log;
    private final LiveState state;
    private final LiveClients clients;
    private final Clock clock;
    private final Map<TopicName, EventDecoder> decoders = new TreeMap<>();
    /// The next offset to read, by partition.
    private final Map<LogPartition, Long> next = new HashMap<>();
    /// Ends seen when a partition was first met and not yet reached.
    private final Map<LogPartition, Long> history = new HashMap<>();

    private long lookAroundNanos = System.nanoTime();
    private long metricsNanos = System.nanoTime();
    private long publishedNanos = System.nanoTime();
    private boolean metricsDue;
    private int emptyPolls;
    private volatile long undecodable;
    private boolean everAssigned;
    private boolean lossLogged;
    private volatile FeedStatus status = FeedStatus.NOT_STARTED;
    private volatile boolean closed;
    private volatile @Nullable LogReader reader;
    private @Nullable Thread thread;

    LiveFeed(EventLog log, Contracts contracts, LiveState state, LiveClients clients, Clock clock) {
        this.log = log;
        this.state = state;
        this.clients = clients;
        this.clock = clock;
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
        thread = Thread.ofPlatform().name("view-feed").daemon().start(this::run);
    }

    public FeedStatus status() {
        return status.withUndecodable(undecodable);
    }

    @Override
    public void close() {
        closed = true;
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
            try (LogReader opened = log.reader(ReaderSettings.withoutGroup())) {
                reader = opened;
                everAssigned = false;
                read(opened);
            } catch (RuntimeException e) {
                if (!closed) {
                    LOG.atError().setCause(e).log("Reopening the live view's reader after a failure");
                    say(false, "The log's reader failed and is opened again");
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
                fold(from.poll(pollLimit()));
                if (!status.connected() || status.catchingUp() != !history.isEmpty()) {
                    connected();
                }
            } catch (TransientFailure e) {
                if (!lossLogged) {
                    lossLogged = true;
                    LOG.atWarn().addKeyValue("reason", e.getMessage()).log("Lost the log");
                }
                say(false, "The log cannot be reached; trying again");
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
        List<LogPartition> fresh =
                found.stream().filter(partition -> !next.containsKey(partition)).toList();
        if (!fresh.isEmpty()) {
            Map<LogPartition, Long> ends = from.endOffsets(fresh);
            Map<LogPartition, Long> starts = from.offsetsAt(fresh, Instant.ofEpochMilli(state.beginMillis()));
            state.readFrom(state.beginMillis());
            for (LogPartition partition : fresh) {
                long end = ends.getOrDefault(partition, 0L);
                long start = Math.min(end, starts.getOrDefault(partition, end));
                next.put(partition, start);
                if (start < end) {
                    history.put(partition, end);
                }
            }
        }
        if (!fresh.isEmpty() || !everAssigned) {
            from.assign(next.keySet());
            next.forEach(from::seek);
            everAssigned = true;
        }
        lookAroundNanos = System.nanoTime() + LOOK_AROUND.toNanos();
    }

    /// Lets what follows closely come together. Not while catching up.
    private void gather() {
        long early = publishedNanos + GATHER_NANOS - System.nanoTime();
        if (early > 0 && history.isEmpty()) {
            LockSupport.parkNanos(early);
        }
    }

    private void fold(List<LogRecord> records) {
        boolean wasCatchingUp = !history.isEmpty();
        emptyPolls = records.isEmpty() ? emptyPolls + 1 : 0;
        if (emptyPolls >= ENOUGH_EMPTY_POLLS) {
            history.clear();
        }
        List<ViewEvent> live = new ArrayList<>();
        for (LogRecord record : records) {
            LogPartition partition = record.partition();
            long end = history.getOrDefault(partition, Long.MIN_VALUE);
            ViewEvent shown = fold(record);
            next.put(partition, record.offset() + 1);
            if (record.offset() + 1 >= end) {
                history.remove(partition);
            }
            if (shown != null && record.offset() >= end) {
                live.add(shown);
            }
        }
        publish(live);
        if (wasCatchingUp && history.isEmpty()) {
            caughtUp();
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
            countUndecodable();
            LOG.atDebug()
                    .addKeyValue("position", position)
                    .addKeyValue("rule", e.rule())
                    .log("Left out a record");
            return null;
        } catch (RuntimeException e) {
            countUndecodable();
            LOG.atWarn().addKeyValue("position", position).setCause(e).log("Left out a record that broke the view");
            return null;
        }
    }

    /// Written by the feed's thread alone.
    @SuppressWarnings("NonAtomicVolatileUpdate")
    private void countUndecodable() {
        undecodable++;
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
                clients.publishMetrics(StateJson.metricsFrame(state.snapshot(), clock.instant()));
            }
        }
    }

    private void caughtUp() {
        connected();
        LOG.atInfo().addKeyValue("events", state.snapshot().counters().folded()).log("Caught up with the log");
        if (clients.size() > 0) {
            clients.publishStatus(StateJson.stateFrame("CURRENT_STATE", state.snapshot(), status, clock.instant()));
        }
    }

    private void connected() {
        lossLogged = false;
        boolean catchingUp = !history.isEmpty();
        say(true, catchingUp ? "Catching up with the last 24 hours of the log" : "Live");
    }

    private void say(boolean connected, String message) {
        FeedStatus before = status;
        boolean catchingUp = !history.isEmpty() || !everAssigned;
        status = new FeedStatus(connected, catchingUp, message, 0);
        if (before.connected() != connected || before.catchingUp() != catchingUp) {
            clients.publishStatus(StateJson.statusFrame(status, clock.instant()));
            if (!connected && before.connected()) {
                clients.publishStatus(StateJson.errorFrame(message, clock.instant()));
            }
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
