package dev.agentbus.process.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.agentbus.events.codec.DecodedEvent;
import dev.agentbus.events.contract.Contract;
import dev.agentbus.log.EventLog;
import dev.agentbus.log.LogReader;
import dev.agentbus.log.ReaderSettings;
import dev.agentbus.process.EventHandler;
import dev.agentbus.process.HandlerSettings;
import dev.agentbus.process.Handling;
import dev.agentbus.process.ReplayMark.Effects;
import dev.agentbus.process.Worker;
import dev.agentbus.process.WorkerSettings;
import dev.agentbus.process.replay.ReplaySource.TimeRange;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReplayedHandlerTest {
    private final Past past = new Past();
    private final List<Handling> handled = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        past.close();
    }

    private final EventHandler handler = new EventHandler() {
        @Override
        public Collection<Contract> contracts() {
            return List.of(Past.CONTRACT);
        }

        @Override
        public void handle(DecodedEvent event, Handling handling) {
            handled.add(handling);
        }
    };

    private void handle(EventLog log) {
        try (Worker worker = new Worker(
                log, handler, WorkerSettings.ofGroup("pager"), HandlerSettings.DEFAULT, new SimpleMeterRegistry())) {
            worker.start();
            await().until(() -> handled.size() == 20);
        }
    }

    private ReplayLog replayLog(Effects effects) {
        try (LogReader reader = past.log.reader(ReaderSettings.withoutGroup())) {
            ReplayPlan plan = ReplayPlan.of(reader, List.of(Past.TOPIC), TimeRange.ALL);
            return new ReplayLog(
                    past.log,
                    ReaderSettings.withoutGroup(),
                    new ReplayLog.Replaying(
                            plan,
                            new Selection(TimeRange.ALL, List.of(Past.CONTRACT)),
                            new Gate(0),
                            new ReplayCounts(plan.ranges()),
                            new ReplayLog.Mark(ReplayId.mint(), effects)));
        }
    }

    @Test
    void tellsAHandlerThatTheEventIsOfThePastAndItsEffectsAreNotWanted() {
        past.append("a", 20);

        handle(replayLog(Effects.SUPPRESS));

        assertThat(handled).containsOnly(new Handling(1, true, false));
    }

    @Test
    void tellsAHandlerWhenItsEffectsAreWantedAgain() {
        past.append("a", 20);

        handle(replayLog(Effects.REPEAT));

        assertThat(handled).containsOnly(new Handling(1, true, true));
    }

    @Test
    void tellsAHandlerNothingOfTheKindOtherwise() {
        past.append("a", 20);

        handle(past.log);

        assertThat(handled).containsOnly(new Handling(1, false, true));
    }
}
