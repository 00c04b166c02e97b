package dev.agentbus.process.groups;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class WindowTest {
    @Test
    void isOkWithNothingLeft() {
        assertThat(Looks.at(10, 10).again(20).verdict()).isEqualTo(Verdict.OK);
    }

    @Test
    void isOkWhileItCatchesUpHoweverMuchIsLeft() {
        assertThat(Looks.at(0, 1_000_000).each(20, 1_000, 500).verdict()).isEqualTo(Verdict.OK);
    }

    @Test
    void isOkWhileItKeepsTheDistance() {
        assertThat(Looks.at(0, 50).each(20, 100, 100).verdict()).isEqualTo(Verdict.OK);
    }

    @Test
    void warnsWhenMoreIsLeftAtEveryStep() {
        assertThat(Looks.at(0, 50).each(8, 100, 120).verdict()).isEqualTo(Verdict.OK);
        assertThat(Looks.at(0, 50).each(9, 100, 120).verdict()).isEqualTo(Verdict.WARN);
    }

    @Test
    void isOkWhenItFellBehindAndCaughtUpAStep() {
        Looks looks = Looks.at(0, 50).each(5, 100, 120).each(1, 200, 120).each(3, 100, 120);

        assertThat(looks.verdict()).isEqualTo(Verdict.OK);
    }

    @Test
    void isStalledAfterStandingStillOverAWholeWindow() {
        assertThat(Looks.at(5, 10).again(8).verdict()).isEqualTo(Verdict.OK);
        assertThat(Looks.at(5, 10).again(9).verdict()).isEqualTo(Verdict.STALLED);
    }

    @Test
    void isNotStalledForAsLongAsAnythingInTheWindowWasDone() {
        Looks looks = Looks.at(10, 10).then(10, 15).again(8);

        assertThat(looks.verdict()).isEqualTo(Verdict.OK);
        assertThat(looks.again(1).verdict()).isEqualTo(Verdict.STALLED);
    }

    /// Kafka Connect commits once a minute: a fixed window of seconds would call it stuck all day.
    @Test
    void givesAGroupThatCommitsOnceAMinuteTwoMinutes() {
        Looks looks = Looks.at(0, 100).again(29).each(1, 10, 10).again(29).each(1, 10, 10);

        assertThat(looks.again(45).verdict()).isEqualTo(Verdict.OK);
        assertThat(looks.again(30).verdict()).isEqualTo(Verdict.STALLED);
    }

    @Test
    void isNotMadePatientByOneLongOutage() {
        Looks looks = Looks.at(0, 1_000).again(600).each(4, 10, 10);

        assertThat(looks.again(10).verdict()).isEqualTo(Verdict.STALLED);
    }

    @Test
    void isStoppedAtTheFirstLookWhenNobodyRunsIt() {
        assertThat(Looks.at(5, 10).window().verdict(false, Hindrance.NONE)).isEqualTo(Verdict.STOPPED);
    }

    @Test
    void isOkWithoutMembersWhenNothingIsLeft() {
        assertThat(Looks.at(10, 10).window().verdict(false, Hindrance.NONE)).isEqualTo(Verdict.OK);
    }

    /// The only member of a group is restarted: nobody is there for some seconds.
    @Test
    void isNotStoppedByARestart() {
        Window window = Looks.at(10, 10).again(5).then(10, 12).window();

        assertThat(window.verdict(false, Hindrance.NONE)).isEqualTo(Verdict.OK);
    }

    @Test
    void isOkWithoutMembersWhileSomebodyCommits() {
        assertThat(Looks.at(0, 100).each(9, 5, 5).window().verdict(false, Hindrance.NONE))
                .isEqualTo(Verdict.OK);
    }

    @Test
    void isRewoundForAWindowAfterItsPositionWentBack() {
        Looks looks = Looks.at(100, 200).then(20, 200);

        assertThat(looks.verdict()).isEqualTo(Verdict.REWOUND);
        assertThat(looks.each(8, 10, 0).verdict()).isEqualTo(Verdict.REWOUND);
        assertThat(looks.each(1, 10, 0).verdict()).isEqualTo(Verdict.OK);
    }

    /// The worker's own position is a moment ahead of the one it has told the log.
    @Test
    void isNotRewoundWhenSomebodyElseSaysWhereItIs() {
        Looks looks = Looks.at(100, 200).from(Look.Source.WORKER).then(150, 200);

        assertThat(looks.from(Look.Source.LOG).then(120, 200).verdict()).isEqualTo(Verdict.OK);
    }

    @Test
    void warnsAtOnceOfTroubleThatIsKnown() {
        assertThat(Looks.at(5, 5).window().verdict(true, Hindrance.TROUBLE)).isEqualTo(Verdict.WARN);
        assertThat(Looks.at(5, 10).window().verdict(true, Hindrance.TROUBLE)).isEqualTo(Verdict.WARN);
    }

    @Test
    void isStalledByTroubleThatLasts() {
        assertThat(Looks.at(5, 10).again(9).window().verdict(true, Hindrance.TROUBLE))
                .isEqualTo(Verdict.STALLED);
    }

    @Test
    void neverCallsStalledWhatAPersonHasPaused() {
        assertThat(Looks.at(5, 10).again(100).window().verdict(true, Hindrance.WANTED))
                .isEqualTo(Verdict.WARN);
    }

    /// A laptop that slept for the night did not stall.
    @Test
    void beginsAnewAfterAGap() {
        Looks looks = Looks.at(5, 10).again(8).after(Duration.ofHours(8), 5, 10);

        assertThat(looks.verdict()).isEqualTo(Verdict.OK);
        assertThat(looks.window().looks()).hasSize(1);
    }

    @Test
    void beginsAnewWhenTheClockWentBack() {
        assertThat(Looks.at(5, 10)
                        .again(8)
                        .after(Duration.ofSeconds(-5), 5, 10)
                        .window()
                        .looks())
                .hasSize(1);
    }

    @Test
    void saysNothingBadOfAGroupThatNeverCommitted() {
        Look unknown = new Look(Looks.START, Look.Source.LOG, OptionalLong.empty(), 100, 0);
        Window window = Window.of(unknown);
        for (int i = 1; i < 20; i++) {
            window = window.with(new Look(
                    Looks.START.plus(Window.INTERVAL.multipliedBy(i)),
                    Look.Source.LOG,
                    OptionalLong.empty(),
                    100 + i,
                    0));
        }

        assertThat(window.verdict(true, Hindrance.NONE)).isEqualTo(Verdict.OK);
        assertThat(window.lastSeenWithoutWork()).isEmpty();
    }

    @Test
    void measuresRatesOverTheWindow() {
        Window window = Looks.at(0, 0).each(50, 20, 30).window();

        assertThat(window.eventsPerSecond()).isEqualTo(10.0);
        assertThat(window.arrivingPerSecond()).isEqualTo(15.0);
        assertThat(Looks.at(0, 0).window().eventsPerSecond()).isZero();
    }

    @Test
    void countsOnlyStepsForwardAsDone() {
        Window window =
                Looks.at(0, 100).then(20, 100).then(0, 100).then(20, 100).window();

        assertThat(window.eventsPerSecond()).isEqualTo(40 / 6.0);
    }

    @Test
    void knowsWhenTheLogLastEndedWhereItStands() {
        Window window = Looks.at(5, 5).again(2).then(5, 8).then(6, 9).window();

        assertThat(window.lastSeenWithoutWork()).isEqualTo(Optional.of(Looks.START.plusSeconds(4)));
    }

    @Test
    void keepsNoMoreThanAWindow() {
        Window window = Looks.at(0, 100).each(100, 1, 1).window();

        assertThat(window.looks()).hasSize(Window.SIZE);
        assertThat(window.waits()).hasSize(Window.SIZE).isEqualTo(List.copyOf(window.waits()));
        assertThat(window.waits()).containsOnly(Window.INTERVAL);
    }
}
