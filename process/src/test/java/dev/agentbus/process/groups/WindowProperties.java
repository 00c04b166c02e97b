package dev.agentbus.process.groups;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/// What holds of every verdict, whatever a group does.
class WindowProperties {
    /// What happens between two looks.
    ///
    /// @param done steps forward, or back when negative
    record Step(long done, long arrived) {}

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Long> done = Arbitraries.frequencyOf(
                Tuple.of(5, Arbitraries.just(0L)),
                Tuple.of(5, Arbitraries.longs().between(1, 50)),
                Tuple.of(1, Arbitraries.longs().between(-50, -1)));
        Arbitrary<Long> arrived = Arbitraries.longs().between(0, 30);
        return Combinators.combine(done, arrived).as(Step::new).list().ofMaxSize(40);
    }

    /// Positions stay within the log.
    private static List<Look> looks(List<Step> steps) {
        List<Look> looks = new ArrayList<>();
        Instant time = Looks.START;
        long position = 100;
        long end = 120;
        looks.add(new Look(time, Look.Source.LOG, OptionalLong.of(position), end, end - position));
        for (Step step : steps) {
            time = time.plus(Window.INTERVAL);
            end += step.arrived();
            position = Math.clamp(position + step.done(), 0, end);
            looks.add(new Look(time, Look.Source.LOG, OptionalLong.of(position), end, end - position));
        }
        return looks;
    }

    private static Window window(List<Look> looks) {
        Window window = Window.of(looks.getFirst());
        for (Look look : looks.subList(1, looks.size())) {
            window = window.with(look);
        }
        return window;
    }

    private static List<Look> last(List<Look> looks) {
        return looks.subList(Math.max(0, looks.size() - Window.SIZE), looks.size());
    }

    @Property
    void isBadOnlyWithWorkLeft(@ForAll("steps") List<Step> steps, @ForAll boolean attended) {
        Window window = window(looks(steps));

        Verdict verdict = window.verdict(attended, Hindrance.NONE);

        if (verdict == Verdict.STALLED || verdict == Verdict.STOPPED || verdict == Verdict.WARN) {
            assertThat(window.looks()).allMatch(Look::behind);
        }
    }

    @Property
    void isRewoundExactlyWhenThePositionWentBackWithinTheWindow(@ForAll("steps") List<Step> steps) {
        List<Look> looks = looks(steps);
        List<Look> seen = last(looks);
        boolean back = false;
        for (int i = 1; i < seen.size(); i++) {
            back |= seen.get(i).before(seen.get(i - 1));
        }

        assertThat(window(looks).verdict(true, Hindrance.NONE) == Verdict.REWOUND)
                .isEqualTo(back);
    }

    @Property
    void isStalledOrStoppedOnlyWhenNothingMovedOverTheWindow(
            @ForAll("steps") List<Step> steps, @ForAll boolean attended) {
        List<Look> looks = looks(steps);

        Verdict verdict = window(looks).verdict(attended, Hindrance.NONE);

        if (verdict == Verdict.STALLED || verdict == Verdict.STOPPED) {
            assertThat(last(looks).stream().map(Look::position).distinct()).hasSize(1);
            assertThat(verdict).isEqualTo(attended ? Verdict.STALLED : Verdict.STOPPED);
        }
    }

    @Property
    void standingStillWithWorkIsFoundOutInTheEnd(@ForAll("steps") List<Step> steps, @ForAll boolean attended) {
        List<Look> looks = looks(steps);
        Look last = looks.getLast();
        long standing = Math.min(last.position().orElseThrow(), last.end());
        Window window = window(looks);

        for (int i = 1; i <= 200; i++) {
            window = window.with(new Look(
                    last.time().plus(Window.INTERVAL.multipliedBy(i)),
                    last.source(),
                    OptionalLong.of(standing),
                    last.end() + 1,
                    last.end() + 1 - standing));
        }

        assertThat(window.verdict(attended, Hindrance.NONE)).isEqualTo(attended ? Verdict.STALLED : Verdict.STOPPED);
    }

    @Property
    void troubleNeverMakesItBetter(@ForAll("steps") List<Step> steps, @ForAll boolean attended) {
        Window window = window(looks(steps));

        Verdict untroubled = window.verdict(attended, Hindrance.NONE);
        Verdict troubled = window.verdict(attended, Hindrance.TROUBLE);

        assertThat(troubled).isNotEqualTo(Verdict.OK).isGreaterThanOrEqualTo(untroubled);
    }

    @Property
    void numbersAreNumbers(@ForAll("steps") List<Step> steps) {
        Window window = window(looks(steps));

        assertThat(window.eventsPerSecond()).isFinite().isNotNegative();
        assertThat(window.arrivingPerSecond()).isFinite().isNotNegative();
    }

    @Property
    void whatIsLeftCameAfterTheLogWasLastSeenWithoutWork(@ForAll("steps") List<Step> steps) {
        Window window = window(looks(steps));

        window.lastSeenWithoutWork().ifPresent(time -> {
            Look then = window.looks().stream()
                    .filter(look -> look.time().equals(time))
                    .findFirst()
                    .orElseThrow();
            assertThat(then.end())
                    .isLessThanOrEqualTo(window.newest().position().orElseThrow());
        });
    }

    @Property
    void remembersTheLastLooksInOrder(@ForAll("steps") List<Step> steps) {
        List<Look> looks = looks(steps);

        Window window = window(looks);

        assertThat(window.looks()).isEqualTo(last(looks)).isSortedAccordingTo(Comparator.comparing(Look::time));
        assertThat(window.waits()).allMatch(wait -> wait.compareTo(Duration.ZERO) > 0);
        assertThat(window.standingSince()).isBeforeOrEqualTo(window.newest().time());
    }
}
