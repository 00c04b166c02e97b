package dev.agentbus.process.replay;

import static dev.agentbus.process.replay.Past.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.agentbus.events.CorrelationId;
import dev.agentbus.log.LogPartition;
import dev.agentbus.process.ReplayMark.Effects;
import dev.agentbus.process.replay.ReplaySource.TimeRange;
import dev.agentbus.process.replay.ReplayTarget.ExistingGroup;
import dev.agentbus.process.replay.ReplayTarget.NewGroup;
import dev.agentbus.process.replay.ReplayTarget.ThrowAwayView;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReplaysTest {
    private static final ThrowAwayView VIEW = new ThrowAwayView(Duration.ofMinutes(1));

    private final Past past = new Past();

    @AfterEach
    void close() {
        past.close();
    }

    private void appendAndStore(int count) {
        past.append("a", count);
        past.write();
        await().until(() -> past.store.ids().size() == count);
    }

    private ReplayStatus replayed(ReplayRequest request) {
        ReplayId id = past.replays.start(request).id();
        await().until(() -> past.replays.find(id).state().isOver());
        return past.replays.find(id);
    }

    private List<String> shown(ReplayRequest request) {
        ReplayStatus ended = replayed(request);
        assertThat(ended.state()).as(ended.message()).isEqualTo(ReplayState.DONE);
        return past.shown.getOrDefault(ended.id(), List.of());
    }

    private static ReplayRequest limited(ReplayTarget target, int perSecond) {
        return new ReplayRequest(Set.of(), TimeRange.ALL, target, perSecond, Effects.SUPPRESS);
    }

    @Test
    void addsNothingToASinkThatHasItAll() {
        appendAndStore(200);

        ReplayStatus first = replayed(new ReplayRequest(TimeRange.ALL, new NewGroup()));
        ReplayStatus second = replayed(new ReplayRequest(TimeRange.ALL, new NewGroup()));

        assertThat(first.state()).isEqualTo(ReplayState.DONE);
        assertThat(List.of(first.stored(), first.duplicates())).containsExactly(0L, 200L);
        assertThat(List.of(second.stored(), second.duplicates())).containsExactly(0L, 200L);
        assertThat(first.percent()).isEqualTo(100);
        assertThat(first.events()).isEqualTo(Map.of(Past.TOPIC, 200L));
        assertThat(past.store.consumers()).hasSize(1);
    }

    @Test
    void bringsBackWhatTheSinkHasLostAndNothingElse() {
        appendAndStore(100);
        past.store.delete(List.of("a-3", "a-50", "a-99"));

        ReplayStatus ended = replayed(new ReplayRequest(TimeRange.ALL, new NewGroup()));

        assertThat(List.of(ended.stored(), ended.duplicates())).containsExactly(3L, 97L);
        assertThat(past.store.ids()).hasSize(100).contains("a-3", "a-50", "a-99");
    }

    @Test
    void findsByEventTimeWhatCameLateAndLeavesOutWhatIsOlder() {
        past.append("young", "t", NOON.plusSeconds(100), NOON.plusSeconds(100));
        past.append("inside", "t", NOON.plusSeconds(10), NOON.plusSeconds(10));
        past.append("late", "t", NOON.plusSeconds(20), NOON.plusSeconds(5_000));
        past.append("too-old", "t", NOON.minusSeconds(1), NOON.plusSeconds(6_000));
        past.append("clock-ahead", "t", NOON.plusSeconds(30), NOON.minusSeconds(200));

        List<String> shown = shown(new ReplayRequest(new TimeRange(NOON, NOON.plusSeconds(60)), VIEW));

        assertThat(shown).containsExactlyInAnyOrder("inside", "late", "clock-ahead");
    }

    @Test
    void choosesOneTrace() {
        past.append("a", 50);

        List<String> shown =
                shown(new ReplayRequest(new ReplaySource.Trace(new CorrelationId("t-7"), TimeRange.ALL), VIEW));

        assertThat(shown).containsExactlyInAnyOrder("a-7", "a-17", "a-27", "a-37", "a-47");
    }

    @Test
    void choosesOffsetsAndEndsAtTheLogsEnd() {
        past.append("a", 60);
        LogPartition first = new LogPartition(Past.TOPIC, 0);
        LogPartition second = new LogPartition(Past.TOPIC, 1);
        int written = past.log.recordsOf(second).size();
        Map<LogPartition, OffsetRange> ranges =
                Map.of(first, new OffsetRange(2, 5), second, new OffsetRange(written - 4L, written + 100L));

        List<String> shown = shown(new ReplayRequest(new ReplaySource.Offsets(ranges), VIEW));

        assertThat(shown).hasSize(7);
    }

    @Test
    void leavesOutWhatComesAfterTheStart() {
        past.append("a", 50);
        ReplayId id = past.replays.start(limited(VIEW, 20)).id();
        past.append("b", 50);

        await().until(() -> past.replays.find(id).state() == ReplayState.DONE);

        assertThat(past.shown.getOrDefault(id, List.of())).hasSize(50).noneMatch(event -> event.startsWith("b"));
    }

    @Test
    void waitsWhilePausedAndEndsWhenCancelled() {
        past.append("a", 2_000);
        ReplayId id = past.replays.start(limited(new NewGroup(), 200)).id();
        await().until(() -> past.replays.find(id).read() > 0);

        assertThat(past.replays.pause(id).state()).isEqualTo(ReplayState.PAUSED);
        assertThat(past.replays.resume(id).state()).isEqualTo(ReplayState.RUNNING);
        ReplayStatus cancelled = past.replays.cancel(id);

        assertThat(cancelled.state()).isEqualTo(ReplayState.CANCELLED);
        assertThat(cancelled.read()).isLessThan(2_000);
        assertThatThrownBy(() -> past.replays.pause(id)).hasMessage("Cannot pause replay: it is over, got: CANCELLED");
    }

    @Test
    void runsFourAtOnceAndNoMore() {
        past.append("a", 1_000);
        for (int i = 0; i < Replays.MAX_RUNNING; i++) {
            past.replays.start(limited(new NewGroup(), 1));
        }

        assertThatThrownBy(() -> past.replays.start(limited(new NewGroup(), 1)))
                .isInstanceOf(RefusedReplay.class)
                .hasMessage("Cannot start replay: only 4 may run at once; wait or cancel one, got: 4");
    }

    @Test
    void setsAGroupBackWhoseIdleWorkerGoesOnFromThere() {
        appendAndStore(100);
        past.store.delete(past.store.ids());

        ReplayStatus ended =
                replayed(new ReplayRequest(new TimeRange(NOON, TimeRange.ALL.to()), new ExistingGroup(Past.GROUP)));

        assertThat(ended.state()).isEqualTo(ReplayState.DONE);
        assertThat(ended.total()).isEqualTo(100);
        assertThat(past.store.ids()).hasSize(100);
    }

    @Test
    void setsAGroupBackThatKeepsItsPositionsElsewhere() {
        appendAndStore(100);
        past.write(Past.OTHER_GROUP, past.otherStore);
        await().until(() -> past.otherStore.ids().size() == 100);
        past.store.delete(past.store.ids());
        past.otherStore.delete(past.otherStore.ids());

        ReplayStatus ended = replayed(
                new ReplayRequest(new TimeRange(NOON, TimeRange.ALL.to()), new ExistingGroup(Past.OTHER_GROUP)));

        assertThat(ended.state()).isEqualTo(ReplayState.DONE);
        assertThat(past.otherStore.ids()).hasSize(100);
        assertThat(past.store.ids()).isEmpty();
    }

    @Test
    void doesNotSetBackAGroupThatItDoesNotKnow() {
        past.append("a", 1);

        assertThatThrownBy(() -> past.replays.start(new ReplayRequest(TimeRange.ALL, new ExistingGroup("nobody"))))
                .hasMessage("Cannot set group back: it keeps no positions in the sink, got: nobody");
        assertThatThrownBy(() -> new ReplayRequest(new TimeRange(NOON, Instant.now()), new ExistingGroup("g")))
                .hasMessageStartingWith("Cannot replay: a group that is set back reads on to the end");
    }

    @Test
    void writesNoSecondDeadLetterForARecordThatNeverWasAnEvent() {
        past.append("bad", "{", NOON);
        past.append("a", 10);
        past.write();
        await().until(() -> past.store.ids().size() == 10);
        await().until(() -> past.log.recordsOf(Past.LETTERS).size() == 1);

        ReplayStatus ended = replayed(new ReplayRequest(TimeRange.ALL, new NewGroup()));

        assertThat(ended.state()).isEqualTo(ReplayState.DONE);
        assertThat(ended.refused()).isEqualTo(1);
        assertThat(past.log.recordsOf(Past.LETTERS)).hasSize(1);
    }

    @Test
    void saysBeforehandHowManyEventsOfWhichKind() {
        past.append("bad", "{", NOON.plusSeconds(1));
        past.append("a", 20);

        Forecast forecast = past.replays.forecast(
                new ReplayRequest(new TimeRange(NOON, NOON.plusSeconds(10)), VIEW), Duration.ofSeconds(20));

        assertThat(forecast.exact()).isTrue();
        assertThat(forecast.topics()).isEqualTo(Map.of(Past.TOPIC, new Forecast.OfTopic(10, Map.of("tool_call", 10L))));
        assertThat(forecast.unreadable()).isEqualTo(1);
        assertThat(forecast.first()).contains(NOON);
        assertThat(forecast.last()).contains(NOON.plusSeconds(9));
        assertThat(past.replays.list()).isEmpty();
    }

    @Test
    void countsOffsetsWhenItMayNotReadForLongEnough() {
        past.append("a", 20);

        Forecast forecast = past.replays.forecast(new ReplayRequest(TimeRange.ALL, VIEW), Duration.ZERO);

        assertThat(forecast.exact()).isFalse();
        assertThat(forecast.events()).isEqualTo(20);
    }

    @Test
    void goesOnWhenTheLogComesBack() {
        past.append("a", 300);
        ReplayId id = past.replays.start(limited(VIEW, 150)).id();
        past.log.disconnect();
        await().until(() -> !past.replays.find(id).message().isEmpty());

        past.log.reconnect();

        await().until(() -> past.replays.find(id).state() == ReplayState.DONE);
        assertThat(past.shown.getOrDefault(id, List.of())).hasSize(300).doesNotHaveDuplicates();
    }

    @Test
    void dropsAViewWithItsReplayOrAfterItsTime() {
        past.append("a", 10);
        ReplayStatus kept = replayed(new ReplayRequest(TimeRange.ALL, VIEW));
        ReplayStatus brief = replayed(new ReplayRequest(TimeRange.ALL, new ThrowAwayView(Duration.ZERO)));

        assertThat(past.replays.find(kept.id()).viewUntil()).isPresent();
        await().until(() -> !past.shown.containsKey(brief.id()));
        past.replays.remove(kept.id());

        assertThat(past.shown).isEmpty();
        assertThatThrownBy(() -> past.replays.find(kept.id()))
                .hasMessage("Cannot find replay: there is none of that id, got: " + kept.id());
    }
}
