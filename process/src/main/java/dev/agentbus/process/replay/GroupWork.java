package dev.agentbus.process.replay;

import dev.agentbus.events.TransientFailure;
import dev.agentbus.log.EventLog;
import dev.agentbus.log.LogPartition;
import dev.agentbus.log.ReaderSettings;
import dev.agentbus.process.BatchLimits;
import dev.agentbus.process.ConsumerId;
import dev.agentbus.process.TopicCounts;
import dev.agentbus.process.Worker;
import dev.agentbus.process.WorkerSettings;
import dev.agentbus.process.WorkerStatus;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Lets a worker of a fresh group carry the chosen events into the sink, as it does with live ones.
final class GroupWork implements Work {
    private static final Logger log = LoggerFactory.getLogger(GroupWork.class);
    private static final Duration LOOK_INTERVAL = Duration.ofMillis(10);
    /// Nobody waits for a single one of these events: larger transactions than for live ones. They come without a
    /// pause, so only the last ones wait for more.
    private static final BatchLimits BATCH = new BatchLimits(2_000, 4 << 20, Duration.ofMillis(20));

    private final ReplayLog replayLog;
    private final ReplayLog.Replaying replaying;
    private final ReplayTargets.Store store;
    private final ConsumerId consumer;
    private final Worker worker;

    GroupWork(EventLog eventLog, ReaderSettings reading, ReplayLog.Replaying replaying, ReplayTargets.Store store) {
        this.replaying = replaying;
        this.store = store;
        this.replayLog = new ReplayLog(eventLog, reading, replaying);
        this.consumer =
                new ConsumerId(eventLog.clusterId(), replaying.mark().id().group());
        // Meters of its own: a group that lives for minutes would stay in the process's for ever.
        this.worker = new Worker(
                replayLog,
                store.sink(),
                WorkerSettings.ofGroup(consumer.group()).withBatch(BATCH),
                new SimpleMeterRegistry());
    }

    @Override
    public void run() {
        worker.start();
        try {
            while (!replaying.gate().ended() && !isStored()) {
                WorkerStatus status = worker.status();
                if (status.state() == WorkerStatus.State.FAILED) {
                    throw RefusedReplay.conflict("go on with", "its worker gave up", messageOf(status));
                }
                replaying.gate().rest(LOOK_INTERVAL);
            }
        } finally {
            worker.stop();
            forget();
        }
    }

    /// All is read, and each partition's last chosen event is behind the position.
    private boolean isStored() {
        if (!replayLog.finished()) {
            return false;
        }
        Map<LogPartition, Long> last = replaying.counts().lastChosen();
        return worker.status().partitions().stream()
                        .filter(status -> last.containsKey(status.partition())
                                && status.position().orElse(-1) > last.getOrDefault(status.partition(), 0L))
                        .count()
                == last.size();
    }

    private void forget() {
        try {
            store.positions().forget(consumer);
        } catch (TransientFailure e) {
            log.atWarn()
                    .addKeyValue("group", consumer.group())
                    .setCause(e)
                    .log("Could not forget the positions of a replay; they stay, and do no harm");
        }
    }

    @Override
    public Carried carried() {
        TopicCounts total = worker.status().total();
        return new Carried(total.stored(), total.duplicates());
    }

    @Override
    public String waitsFor() {
        WorkerStatus status = worker.status();
        return status.state() == WorkerStatus.State.WAITING ? messageOf(status) : "";
    }

    private static String messageOf(WorkerStatus status) {
        return status.lastError().map(WorkerStatus.LastError::message).orElse("no reason");
    }
}
