package dev.agentbus.process.groups;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agentbus.events.TopicName;
import dev.agentbus.log.LogPartition;
import dev.agentbus.process.PartitionStatus;
import dev.agentbus.process.PauseReason;
import dev.agentbus.process.WorkerStatus;
import dev.agentbus.process.WorkerStatus.LastError;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WatchTest {
    private static final String GROUP = "payments";
    private static final LogPartition ZERO = new LogPartition(new TopicName("orders"), 0);
    private static final LogPartition ONE = new LogPartition(new TopicName("orders"), 1);
    private static final OwnGroups NOBODY = new OwnGroups(List.of());

    private final LogOfFacts log = new LogOfFacts();
    private final Watch watch = new Watch(log);
    private Instant now = Looks.START;

    private GroupStanding look(OwnGroups own) {
        GroupStanding standing = watch.look(now, own).stream()
                .filter(each -> each.group().equals(GROUP))
                .findFirst()
                .orElseThrow();
        now = now.plus(Window.INTERVAL);
        return standing;
    }

    private GroupStanding look() {
        return look(NOBODY);
    }

    private PartitionStanding lookAtZero() {
        return look().partitions().stream()
                .filter(each -> each.partition().equals(ZERO))
                .findFirst()
                .orElseThrow();
    }

    private static OwnGroups own(WorkerStatus.State state, PartitionStatus... partitions) {
        return new OwnGroups(
                List.of(new WorkerStatus(GROUP, state, List.of(partitions), Map.of(), 0, Optional.empty())));
    }

    private static PartitionStatus status(OptionalLong position, PauseReason... pauses) {
        return new PartitionStatus(ZERO, position, OptionalLong.empty(), Set.of(pauses));
    }

    @Test
    void saysHowManyEventsAndHowLongAGroupIsBehind() {
        log.bounds(ZERO, 0, 10);
        log.record(ZERO, 4, now.minusSeconds(90));
        log.members(GROUP, LogOfFacts.member("m", ZERO));
        log.commit(GROUP, ZERO, 4);

        PartitionStanding standing = lookAtZero();

        assertThat(standing.position()).hasValue(4);
        assertThat(standing.lagEvents()).hasValue(6);
        assertThat(standing.lagTime()).contains(Duration.ofSeconds(90));
        assertThat(standing.member()).contains("m");
        assertThat(standing.reasons()).isEmpty();
    }

    /// UltimateSoftware/surge #91: offsets were subtracted, and a lag of one stayed for ever.
    @Test
    void reachesALagOfZeroBehindTheMarkerOfATransaction() {
        log.bounds(ZERO, 0, 11);
        log.record(ZERO, 9, now);
        log.members(GROUP, LogOfFacts.member("m", ZERO));
        log.commit(GROUP, ZERO, 10);

        PartitionStanding standing = lookAtZero();

        assertThat(standing.lagEvents()).hasValue(0);
        assertThat(standing.lagTime()).contains(Duration.ZERO);
        assertThat(standing.verdict()).isEqualTo(Verdict.OK);
    }

    @Test
    void doesNotCountWhatCompactionTookBehindThePosition() {
        log.bounds(ZERO, 0, 100);
        log.record(ZERO, 98, now);
        log.commit(GROUP, ZERO, 10);

        assertThat(lookAtZero().lagEvents()).hasValue(2);
    }

    /// Lag tools show more lag than the log has records when retention was faster than the group.
    @Test
    void countsNoMoreThanTheLogHoldsAndSaysWhatRetentionTook() {
        log.bounds(ZERO, 50, 60);
        log.record(ZERO, 50, now.minusSeconds(5));
        log.members(GROUP, LogOfFacts.member("m", ZERO));
        log.commit(GROUP, ZERO, 10);

        PartitionStanding standing = lookAtZero();

        assertThat(standing.lagEvents()).hasValue(10);
        assertThat(standing.reasons()).containsExactly("lost-to-retention");
        assertThat(standing.verdict()).isEqualTo(Verdict.WARN);
    }

    @Test
    void countsNoMoreThanTheLogHoldsWhenItDoesNotShowItsRecords() {
        log.knowsRecords = false;
        log.bounds(ZERO, 50, 60);
        log.commit(GROUP, ZERO, 10);

        assertThat(lookAtZero().lagEvents()).hasValue(10);
        assertThat(log.questions).containsExactly(Map.of(ZERO, 50L));
    }

    @Test
    void saysWhenAPositionLiesBeyondTheEndOfTheLog() {
        log.bounds(ZERO, 0, 5);
        log.members(GROUP, LogOfFacts.member("m", ZERO));
        log.commit(GROUP, ZERO, 10);

        PartitionStanding standing = lookAtZero();

        assertThat(standing.lagEvents()).hasValue(0);
        assertThat(standing.reasons()).containsExactly("out-of-range");
        assertThat(standing.verdict()).isEqualTo(Verdict.WARN);
    }

    /// An import brings records that carry the time of events of years ago.
    @Test
    void isNotYearsBehindBecauseAnOldEventJustCame() {
        log.bounds(ZERO, 0, 10);
        log.commit(GROUP, ZERO, 10);
        look();
        log.bounds(ZERO, 0, 11);
        log.record(ZERO, 10, now.minus(Duration.ofDays(900)));
        look();

        assertThat(lookAtZero().lagTime()).contains(Window.INTERVAL.multipliedBy(2));
    }

    @Test
    void isNotBehindByLessThanNothingWhenAProducersClockIsAhead() {
        log.bounds(ZERO, 0, 1);
        log.record(ZERO, 0, now.plusSeconds(300));
        log.commit(GROUP, ZERO, 0);

        assertThat(lookAtZero().lagTime()).contains(Duration.ZERO);
    }

    @Test
    void tellsTheTimeFromWhatItSawWhenTheLogDoesNotShowTheRecord() {
        log.knowsRecords = false;
        log.bounds(ZERO, 0, 10);
        log.commit(GROUP, ZERO, 10);
        look();
        log.bounds(ZERO, 0, 15);
        look();

        PartitionStanding standing = lookAtZero();

        assertThat(standing.lagEvents()).hasValue(5);
        assertThat(standing.lagTime()).contains(Window.INTERVAL.multipliedBy(2));
    }

    @Test
    void admitsThatItDoesNotKnowTheTime() {
        log.knowsRecords = false;
        log.bounds(ZERO, 0, 10);
        log.commit(GROUP, ZERO, 5);

        assertThat(look().lagTime()).isEmpty();
    }

    @Test
    void asksForARecordOnceForAsLongAsTheGroupStandsThere() {
        log.bounds(ZERO, 0, 10);
        log.record(ZERO, 5, now);
        log.commit(GROUP, ZERO, 5);

        look();
        look();
        log.commit(GROUP, ZERO, 6);
        look();

        assertThat(log.questions).containsExactly(Map.of(ZERO, 5L), Map.of(ZERO, 6L));
    }

    @Test
    void asksAgainBehindAMarkerOnceTheLogHasGrown() {
        log.bounds(ZERO, 0, 11);
        log.commit(GROUP, ZERO, 10);
        look();
        look();
        log.bounds(ZERO, 0, 12);
        log.record(ZERO, 11, now);

        assertThat(lookAtZero().lagEvents()).hasValue(1);
        assertThat(log.questions).hasSize(2);
    }

    @Test
    void asksForGroupsAtDifferentPlacesOfOnePartition() {
        log.bounds(ZERO, 0, 10);
        log.record(ZERO, 2, now.minusSeconds(20));
        log.record(ZERO, 7, now.minusSeconds(10));
        log.commit(GROUP, ZERO, 7);
        log.commit("audit", ZERO, 2);

        List<GroupStanding> standings = watch.look(now, NOBODY);

        assertThat(standings)
                .extracting(GroupStanding::lagTime)
                .containsExactly(Optional.of(Duration.ofSeconds(20)), Optional.of(Duration.ofSeconds(10)));
    }

    @Test
    void looksIntoAFewPartitionsAtATimeAndIntoAllInTheEnd() {
        for (int i = 0; i < 100; i++) {
            LogPartition partition = new LogPartition(new TopicName("wide"), i);
            log.bounds(partition, 0, 1);
            log.record(partition, 0, now);
            log.commit(GROUP, partition, 0);
        }

        look();
        GroupStanding second = look();

        assertThat(log.questions).allMatch(question -> question.size() <= 64);
        assertThat(second.lagTime()).isPresent();
    }

    @Test
    void judgesAGroupByItsWorstPartitionAndAddsUpTheRest() {
        log.full(ZERO, 10, now);
        log.full(ONE, 30, now);
        log.members(GROUP, LogOfFacts.member("a", ZERO), LogOfFacts.member("b", ONE));
        log.commit(GROUP, ZERO, 5);
        for (int i = 0; i < Window.SIZE; i++) {
            log.commit(GROUP, ONE, 10 + i);
            look();
        }

        GroupStanding standing = look();

        assertThat(standing.partitions())
                .extracting(PartitionStanding::verdict)
                .containsExactly(Verdict.STALLED, Verdict.OK);
        assertThat(standing.verdict()).isEqualTo(Verdict.STALLED);
        assertThat(standing.lagEvents()).isEqualTo(5 + 11);
        assertThat(standing.members()).hasSize(2);
    }

    @Test
    void saysThatAPartitionIsReadByNobody() {
        log.bounds(ZERO, 0, 10);
        log.bounds(ONE, 0, 10);
        log.record(ONE, 3, now);
        log.members(GROUP, LogOfFacts.member("a", ZERO));
        log.commit(GROUP, ZERO, 10);
        log.commit(GROUP, ONE, 3);
        for (int i = 1; i < Window.SIZE; i++) {
            look();
        }

        GroupStanding standing = look();

        assertThat(standing.reasons()).containsExactly("unassigned");
        assertThat(standing.verdict()).isEqualTo(Verdict.STALLED);
    }

    @Test
    void isStoppedWhenNobodyRunsAGroupThatHasWork() {
        log.full(ZERO, 10, now);
        log.commit(GROUP, ZERO, 4);

        assertThat(look().verdict()).isEqualTo(Verdict.STOPPED);
    }

    @Test
    void leavesOutATopicThatIsGone() {
        log.bounds(ZERO, 0, 10);
        log.commit(GROUP, ZERO, 10);
        log.commit(GROUP, ONE, 4);

        GroupStanding standing = look();

        assertThat(standing.partitions()).hasSize(1);
        assertThat(standing.verdict()).isEqualTo(Verdict.OK);
    }

    @Test
    void knowsWhyAWorkerOfAnotherProcessDoesNotGoOn() {
        log.bounds(ZERO, 0, 10);
        log.record(ZERO, 4, now);
        log.members(GROUP, LogOfFacts.member("a", ZERO));
        log.commit(GROUP, ZERO, 4, "agentbus sink-down 2026-11-20T11:59:00Z Cannot reach the database, got: nothing");

        GroupStanding standing = look();

        assertThat(standing.verdict()).isEqualTo(Verdict.WARN);
        assertThat(standing.reasons()).containsExactly("sink-down");
        assertThat(standing.lastError())
                .contains(new LastError(
                        "Cannot reach the database, got: nothing", Instant.parse("2026-11-20T11:59:00Z")));
    }

    @Test
    void doesNotRepeatTheReasonsOfAMemberThatLeft() {
        log.bounds(ZERO, 0, 10);
        log.record(ZERO, 4, now);
        log.commit(GROUP, ZERO, 4, "agentbus sink-down");

        GroupStanding standing = look();

        assertThat(standing.reasons()).isEmpty();
        assertThat(standing.verdict()).isEqualTo(Verdict.STOPPED);
    }

    @Test
    void believesOurOwnWorkerRatherThanWhatItToldTheLog() {
        log.bounds(ZERO, 0, 10);
        log.record(ZERO, 8, now);
        log.members(GROUP, LogOfFacts.member("a", ZERO));
        log.commit(GROUP, ZERO, 5, "agentbus operator");

        GroupStanding standing =
                look(own(WorkerStatus.State.WAITING, status(OptionalLong.of(8), PauseReason.SINK_DOWN)));

        assertThat(standing.lagEvents()).isEqualTo(2);
        assertThat(standing.reasons()).containsExactly("sink-down");
    }

    @Test
    void countsEverythingForAWorkerOfOursThatNeverStoredAnything() {
        log.bounds(ZERO, 3, 10);
        log.record(ZERO, 3, now);
        log.members(GROUP, LogOfFacts.member("a", ZERO));

        GroupStanding standing =
                look(own(WorkerStatus.State.WAITING, status(OptionalLong.empty(), PauseReason.CLAIMING)));

        assertThat(standing.lagEvents()).isEqualTo(7);
    }

    @Test
    void takesThePositionOfTheLogWhileOurWorkerIsClaiming() {
        log.full(ZERO, 10, now);
        log.members(GROUP, LogOfFacts.member("a", ZERO));
        log.commit(GROUP, ZERO, 6);

        GroupStanding standing =
                look(own(WorkerStatus.State.RUNNING, status(OptionalLong.empty(), PauseReason.CLAIMING)));

        assertThat(standing.lagEvents()).isEqualTo(4);
        assertThat(standing.reasons()).containsExactly("claiming");
        assertThat(standing.verdict()).isEqualTo(Verdict.OK);
    }

    @Test
    void saysThatAPersonPausedItAndNeverThatItIsStalled() {
        log.bounds(ZERO, 0, 10);
        log.record(ZERO, 6, now);
        log.members(GROUP, LogOfFacts.member("a", ZERO));
        OwnGroups own = own(WorkerStatus.State.RUNNING, status(OptionalLong.of(6), PauseReason.OPERATOR));
        for (int i = 0; i < 30; i++) {
            look(own);
        }

        GroupStanding standing = look(own);

        assertThat(standing.verdict()).isEqualTo(Verdict.WARN);
        assertThat(standing.reasons()).containsExactly("operator");
    }

    @Test
    void showsOurGroupBeforeTheLogKnowsIt() {
        GroupStanding standing = look(own(WorkerStatus.State.JOINING));

        assertThat(standing.verdict()).isEqualTo(Verdict.WARN);
        assertThat(standing.reasons()).containsExactly("joining");
    }

    @Test
    void saysThatAWorkerOfOursGaveUp() {
        log.full(ZERO, 10, now);
        log.commit(GROUP, ZERO, 6);

        GroupStanding standing = look(own(WorkerStatus.State.FAILED));

        assertThat(standing.verdict()).isEqualTo(Verdict.STOPPED);
        assertThat(standing.reasons()).containsExactly("failed");
    }

    @Test
    void doesNotCallAGroupStoppedThatAWorkerOfOursIsJoining() {
        log.full(ZERO, 10, now);
        log.commit(GROUP, ZERO, 6);

        assertThat(look(own(WorkerStatus.State.JOINING)).verdict()).isEqualTo(Verdict.WARN);
    }
}
