package dev.agentbus.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class OutboxTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final PushSettings SMALL = new PushSettings(
            10,
            1L << 20,
            Duration.ofMillis(1),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            Duration.ofSeconds(1),
            10,
            10);

    private final Outbox outbox = new Outbox(SMALL);

    @Test
    void saysHowManyEventsWereMissedBeforeItGoesOn() throws InterruptedException {
        List<Frame> frames = events(25);

        outbox.offer(frames, Subscription.ALL);
        List<Frame> taken = take();

        assertThat(text(taken.getFirst())).contains("\"type\":\"MISSED\",\"data\":{\"count\":15}");
        assertThat(taken.subList(1, 11)).isEqualTo(frames.subList(15, 25));
    }

    @Test
    void leavesOutEventsThatTheOpeningHolds() throws InterruptedException {
        List<Frame> frames = events(5);
        Frame opening = Frame.message("CONNECTED", "hello", NOW);

        outbox.offer(frames, Subscription.ALL);
        outbox.begin(List.of(opening), 3);

        assertThat(take()).containsExactly(opening, frames.get(3), frames.get(4));
    }

    /// Events are folded before they are pushed: who joined in between got them twice.
    @Test
    void leavesOutEventsThatTheOpeningHoldsAndThatArePushedAfterIt() throws InterruptedException {
        List<Frame> frames = events(5);
        Frame opening = Frame.message("CONNECTED", "hello", NOW);

        outbox.begin(List.of(opening), 3);
        outbox.offer(frames, Subscription.ALL);

        assertThat(take()).containsExactly(opening, frames.get(3), frames.get(4));
    }

    @Test
    void keepsOnlyTheNewestStateOfEachChannel() throws InterruptedException {
        Frame first = metrics();
        Frame second = metrics();

        Frame bus = Frame.of("SYSTEM_STATE", Channel.BUS, new byte[] {'{', '}'});

        outbox.offerState(first);
        outbox.offerState(bus);
        outbox.offerState(second);

        assertThat(take()).containsExactly(second, bus);
    }

    @Test
    void handsOutWhatWaitedInFrontBeforeItEnds() throws InterruptedException {
        Frame goodbye = Frame.close(1001, "Server is going away");

        outbox.offer(events(3), Subscription.ALL);
        outbox.reply(goodbye);
        outbox.close();

        assertThat(take()).containsExactly(goodbye);
        assertThat(outbox.take(1 << 20, Duration.ofSeconds(1), NOW)).isNull();
    }

    private static Frame metrics() {
        FeedStatus live = new FeedStatus(FeedStatus.State.LIVE, "Live", NOW, 0);
        return StateJson.metricsFrame(Snapshot.EMPTY, live, IngestSpan.NONE, NOW);
    }

    private List<Frame> take() throws InterruptedException {
        return Objects.requireNonNull(outbox.take(1 << 20, Duration.ofSeconds(1), NOW));
    }

    private static List<Frame> events(int count) {
        EventShape shape = new EventShape(1 << 14);
        return IntStream.rangeClosed(1, count)
                .mapToObj(i -> {
                    Fleet.Said action = Fleet.action("e" + i, "coder", "error", "t", NOW, 1);
                    return Frame.of(i, shape.of(action.decoded(), NOW.toEpochMilli()), "x", PairTally.NONE, NOW);
                })
                .toList();
    }

    private static String text(Frame frame) {
        return new String(frame.streamBytes(), StandardCharsets.UTF_8);
    }
}
