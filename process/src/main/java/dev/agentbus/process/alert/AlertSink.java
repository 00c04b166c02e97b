package dev.agentbus.process.alert;

import dev.agentbus.events.TopicName;
import dev.agentbus.events.TransientFailure;
import dev.agentbus.events.codec.DecodedEvent;
import dev.agentbus.events.codec.RawRecord;
import dev.agentbus.events.codec.SourcePosition;
import dev.agentbus.events.codec.Undecodable;
import dev.agentbus.events.contract.Contract;
import dev.agentbus.log.EventLog;
import dev.agentbus.log.LogPartition;
import dev.agentbus.log.LogReader;
import dev.agentbus.log.LogRecord;
import dev.agentbus.log.ReaderSettings;
import dev.agentbus.log.ShutOut;
import dev.agentbus.process.Advance;
import dev.agentbus.process.Batch;
import dev.agentbus.process.BatchSink;
import dev.agentbus.process.Claim;
import dev.agentbus.process.ConsumerId;
import dev.agentbus.process.RecordDecoder;
import dev.agentbus.process.StoreOutcome;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The destination of the group that judges: takes events in, and at every [#tick()] judges as far as
/// time has come. What is found is told only after the state it follows from is kept; so a process that
/// is killed tells the same again under the same ids, and nothing else. Safe for any thread.
final class AlertSink implements BatchSink, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(AlertSink.class);

    /// Events that wait for slower partitions, at most; about 75 MB.
    private static final int MAX_WAITING = 200_000;
    private static final long SAVE_MILLIS = Duration.ofSeconds(5).toMillis();
    private static final long LOOK_AROUND_MILLIS = Duration.ofSeconds(10).toMillis();

    private final EventLog eventLog;
    private final RulesFile rules;
    private final Clock clock;
    private final LogReader asking;
    private final AlertLedger ledger;
    private @Nullable AlertState state;
    private boolean superseded;
    private boolean moved;
    private long epoch;
    private long savedAt;
    private long lookedAroundAt;
    private List<LogPartition> partitions = List.of();
    private volatile Set<TopicName> topics = Set.of();

    AlertSink(EventLog eventLog, RulesFile rules, Clock clock) {
        this.eventLog = eventLog;
        this.rules = rules;
        this.clock = clock;
        this.asking = eventLog.reader(ReaderSettings.withoutGroup());
        this.ledger = new AlertLedger(eventLog);
    }

    @Override
    public Collection<Contract> contracts() {
        Collection<Contract> all = rules.contracts().all();
        Set<TopicName> letters = new HashSet<>();
        all.forEach(contract -> contract.deadLetterTopic().ifPresent(letters::add));
        return all.stream()
                .filter(contract -> !letters.contains(contract.topic()))
                .filter(contract -> !contract.topic().equals(AlertTopics.ALERTS))
                .filter(contract -> !contract.topic().equals(AlertTopics.SILENCES))
                .toList();
    }

    /// What no rule looks at is not read; what can't be read is the business of the writer, which makes a
    /// dead letter of it.
    @Override
    public RecordDecoder decoder(Contract contract) {
        RecordDecoder decoder = RecordDecoder.ofEvents(contract);
        return record -> {
            if (!topics.contains(contract.topic())) {
                return unread(contract, record);
            }
            try {
                return decoder.decode(record);
            } catch (Undecodable _) {
                return unread(contract, record);
            }
        };
    }

    private static DecodedEvent unread(Contract contract, LogRecord record) {
        SourcePosition position = new SourcePosition(
                record.partition().topic(), record.partition().number(), record.offset());
        RawRecord raw = new RawRecord(record.key(), record.value(), record.headers());
        return DecodedEvent.unread(contract, position, record.timestamp(), raw);
    }

    @Override
    public void prepare() {
        eventLog.check();
    }

    @Override
    public synchronized Map<LogPartition, Claim> claim(ConsumerId consumer, Set<LogPartition> claimed) {
        AlertState open = opened();
        Map<LogPartition, Claim> claims = new HashMap<>();
        long wall = clock.millis();
        for (LogPartition partition : claimed) {
            long position = open.next().getOrDefault(partition, 0L);
            open.reached(partition, position, wall);
            claims.put(partition, new Claim(epoch, position));
        }
        return claims;
    }

    private AlertState opened() {
        AlertState open = state;
        if (open != null && !superseded) {
            return open;
        }
        open = ledger.takeOver()
                .map(kept -> AlertState.restored(rules, kept.head(), kept.changes()))
                .orElseGet(() -> begun(AlertState.fresh(rules)));
        epoch = ledger.nextEpoch();
        keep(open);
        savedAt = clock.millis();
        superseded = false;
        topics = open.evaluation().rules().topics();
        state = open;
        return open;
    }

    /// The first start of all: what happened long ago alarms nobody.
    private AlertState begun(AlertState fresh) {
        List<LogPartition> all =
                asking.partitionsOf(contracts().stream().map(Contract::topic).toList());
        Instant from = clock.instant().minus(fresh.book().reach());
        asking.assign(all);
        long wall = clock.millis();
        asking.offsetsAt(all, from).forEach((partition, offset) -> fresh.reached(partition, offset, wall));
        return fresh;
    }

    @Override
    public synchronized StoreOutcome store(Batch batch) {
        AlertState open = state;
        if (open == null || superseded) {
            return new StoreOutcome.Fenced("another process judges now");
        }
        if (open.evaluation().waiting() > MAX_WAITING) {
            throw new TransientFailure("Cannot judge yet: too many events wait for partitions that are behind, got: "
                    + open.evaluation().waiting());
        }
        for (DecodedEvent event : batch.events()) {
            if (event.raw().isEmpty()) {
                open.take(event);
            }
        }
        long wall = clock.millis();
        for (Advance advance : batch.advances()) {
            open.reached(advance.partition(), advance.to(), wall);
        }
        moved = true;
        return new StoreOutcome.Stored(Map.of());
    }

    /// Every event can be taken in.
    @Override
    public boolean rehearse(Batch batch) {
        return true;
    }

    /// Judges as far as time has come, keeps the state and tells what was found.
    ///
    /// @throws TransientFailure when the log can't be reached; the next tick goes on where this one ended
    synchronized void tick() {
        AlertState open = state;
        if (open == null || superseded) {
            return;
        }
        if (ledger.isSuperseded(epoch)) {
            superseded = true;
            return;
        }
        open.takeRules();
        topics = open.evaluation().rules().topics();
        long wall = clock.millis();
        open.advance(ends(open, wall), wall);
        List<TransitionEvent.Outgoing> found = open.outgoing();
        if ((!found.isEmpty() || (moved && wall - savedAt > SAVE_MILLIS)) && !save(open, wall)) {
            return;
        }
        if (!found.isEmpty()) {
            ledger.append(found);
            open.told(found);
            moved = true;
        }
    }

    /// @return false when another process judges now
    private boolean save(AlertState open, long wall) {
        try {
            keep(open);
        } catch (ShutOut e) {
            log.atWarn().setCause(e).log("Another process judges now, nothing is told of what was found here");
            superseded = true;
            return false;
        }
        savedAt = wall;
        moved = false;
        return true;
    }

    private void keep(AlertState open) {
        ledger.save(open.save(), open.evaluation().changes(), epoch);
        open.evaluation().kept();
    }

    private Map<LogPartition, Long> ends(AlertState open, long wall) {
        Set<TopicName> wanted = open.evaluation().rules().topics();
        boolean other = partitions.stream().anyMatch(partition -> !wanted.contains(partition.topic()));
        if (partitions.isEmpty() || other || wall - lookedAroundAt > LOOK_AROUND_MILLIS) {
            partitions = asking.partitionsOf(wanted);
            lookedAroundAt = wall;
        }
        return partitions.isEmpty() ? new TreeMap<>() : asking.endOffsets(partitions);
    }

    /// What is looked at from outside.
    ///
    /// @param watermark event time up to which all is judged, in milliseconds
    record Gauge(int waiting, int keys, long late, long crowded, long watermark) {
        static final Gauge NOTHING = new Gauge(0, 0, 0, 0, Evaluation.BEGINNING);
    }

    synchronized Gauge gauge() {
        AlertState open = state;
        if (open == null) {
            return Gauge.NOTHING;
        }
        Evaluation evaluation = open.evaluation();
        return new Gauge(
                evaluation.waiting(),
                evaluation.keys(),
                evaluation.late(),
                evaluation.crowded(),
                evaluation.watermark());
    }

    synchronized List<PendingAlert> pending() {
        AlertState open = state;
        return open == null || superseded ? List.of() : open.evaluation().pending();
    }

    @Override
    public synchronized void close() {
        AlertState open = state;
        if (open != null && !superseded && moved) {
            boolean _ = save(open, clock.millis());
        }
        ledger.close();
        asking.close();
    }
}
