package dev.agentbus.process.alert;

import dev.agentbus.events.BusFailure;
import dev.agentbus.events.EventId;
import dev.agentbus.events.PermanentFailure;
import dev.agentbus.events.TopicName;
import dev.agentbus.events.TransientFailure;
import dev.agentbus.events.codec.DecodedEvent;
import dev.agentbus.events.contract.Contracts;
import dev.agentbus.log.EventLog;
import dev.agentbus.log.LogAppender;
import dev.agentbus.log.LogPartition;
import dev.agentbus.log.LogReader;
import dev.agentbus.log.LogRecord;
import dev.agentbus.log.NewRecord;
import dev.agentbus.log.ReaderSettings;
import dev.agentbus.process.RecordDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What fires now, what fired lately, and what is silenced, as the log says; every process can have one.
/// Reads without a group, on a thread of its own. Safe for any thread.
public final class AlertBoard implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(AlertBoard.class);
    private static final List<TopicName> TOPICS = List.of(AlertTopics.ALERTS, AlertTopics.SILENCES);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    /// Incidents that are over and still shown.
    private static final int RECENT = 500;

    private final EventLog eventLog;
    private final Map<TopicName, RecordDecoder> decoders = new HashMap<>();
    private final Map<String, Incident> active = new LinkedHashMap<>();
    private final Map<String, Incident> recent = new LinkedHashMap<>();
    private final Map<String, Silence> silences = new LinkedHashMap<>();
    private boolean caughtUp;
    private volatile boolean closed;
    private volatile @Nullable LogReader reader;
    private @Nullable Thread thread;

    public AlertBoard(EventLog eventLog, Contracts contracts) {
        this.eventLog = eventLog;
        TOPICS.forEach(topic ->
                decoders.put(topic, RecordDecoder.ofEvents(contracts.find(topic).orElseThrow())));
    }

    /// Returns at once.
    public void start() {
        Thread started = Thread.ofVirtual().name("alert-board").unstarted(this::run);
        thread = started;
        started.start();
    }

    private void run() {
        while (!closed) {
            try (LogReader opened = eventLog.reader(ReaderSettings.withoutGroup())) {
                reader = opened;
                read(opened);
            } catch (BusFailure e) {
                log.atWarn().setCause(e).log("Can't read alerts now, trying again");
                pause();
            }
        }
    }

    private void read(LogReader from) {
        List<LogPartition> partitions = from.partitionsOf(TOPICS);
        from.assign(partitions);
        from.beginningOffsets(partitions).forEach(from::seek);
        Map<LogPartition, Long> missing = new HashMap<>(from.endOffsets(partitions));
        from.beginningOffsets(partitions).forEach((partition, begin) -> missing.remove(partition, begin));
        while (!closed) {
            settle(missing);
            for (LogRecord record : from.poll(POLL)) {
                take(record);
                if (record.offset() + 1 >= missing.getOrDefault(record.partition(), Long.MAX_VALUE)) {
                    missing.remove(record.partition());
                }
            }
        }
    }

    private synchronized void settle(Map<LogPartition, Long> missing) {
        if (missing.isEmpty() && !caughtUp) {
            caughtUp = true;
        }
    }

    private synchronized void take(LogRecord record) {
        try {
            RecordDecoder decoder = decoders.get(record.partition().topic());
            if (decoder == null) {
                return;
            }
            DecodedEvent event = decoder.decode(record);
            if (record.partition().topic().equals(AlertTopics.ALERTS)) {
                show(Incident.of(event));
            } else {
                Silence.of(event).ifPresent(silence -> silences.put(silence.id(), silence));
            }
        } catch (PermanentFailure | IllegalArgumentException e) {
            log.atWarn().addKeyValue("position", record.position()).setCause(e).log("Not an alert, left out");
        }
    }

    /// The same change may come twice, and the end of an incident of which the beginning is gone.
    private void show(Incident incident) {
        if (incident.resolved().isPresent()) {
            active.remove(incident.id());
            recent.put(incident.id(), incident);
            if (recent.size() > RECENT) {
                recent.remove(recent.keySet().iterator().next());
            }
        } else if (!recent.containsKey(incident.id())) {
            active.put(incident.id(), incident);
        }
    }

    private void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            closed = true;
        }
    }

    /// Latest first.
    public synchronized List<Incident> active() {
        List<Incident> all = new ArrayList<>(active.values());
        all.sort(Comparator.comparing(Incident::fired).reversed());
        return all;
    }

    /// Those that are over, latest end first.
    public synchronized List<Incident> recent() {
        List<Incident> all = new ArrayList<>(recent.values());
        all.sort(Comparator.comparing((Incident incident) -> incident.resolved().orElse(Instant.MIN))
                .reversed());
        return all;
    }

    /// Those that are not over.
    public synchronized List<Silence> silences(Instant now) {
        return silences.values().stream()
                .filter(silence -> !silence.isOver(now))
                .toList();
    }

    /// @return the silence that covers it, if there is one
    /// @throws TransientFailure while it is not known yet what is silenced
    public synchronized Optional<Silence> silenced(String rule, Map<String, String> key, Instant firedAt) {
        if (!caughtUp) {
            throw new TransientFailure("Cannot tell people yet: the silences are not read, got: " + rule);
        }
        return silences.values().stream()
                .filter(silence -> silence.covers(rule, key, firedAt))
                .findFirst();
    }

    public synchronized Optional<Silence> silence(String id) {
        return Optional.ofNullable(silences.get(id));
    }

    /// Returns when the log has it.
    ///
    /// @throws TransientFailure when it can't be told whether it has
    public void put(Silence silence) {
        Instant now = Instant.now();
        try (LogAppender appender = eventLog.appender()) {
            appender.append(new NewRecord(
                            AlertTopics.SILENCES,
                            silence.id().getBytes(StandardCharsets.UTF_8),
                            silence.json(now),
                            List.of(),
                            now))
                    .join();
        } catch (CompletionException e) {
            throw new TransientFailure("Cannot silence: the log did not take it, got: " + e.getCause(), e);
        }
        synchronized (this) {
            silences.put(silence.id(), silence);
        }
    }

    public static String newSilenceId() {
        return EventId.mint().value();
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
            running.interrupt();
        }
    }
}
