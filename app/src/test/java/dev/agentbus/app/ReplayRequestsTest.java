package dev.agentbus.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.agentbus.events.TopicName;
import dev.agentbus.events.contract.Contracts;
import dev.agentbus.log.LogPartition;
import dev.agentbus.process.ReplayMark.Effects;
import dev.agentbus.process.replay.OffsetRange;
import dev.agentbus.process.replay.ReplayOrigin;
import dev.agentbus.process.replay.ReplaySource;
import dev.agentbus.process.replay.ReplayTarget;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReplayRequestsTest {
    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

    private final ReplayRequests requests = new ReplayRequests(Contracts.builtIn(), Clock.fixed(NOON, ZoneOffset.UTC));

    private ReplayRequests.Wanted read(String json) {
        return requests.read(Json.MAPPER.readTree(json));
    }

    @Test
    void readsSpansBeforeNowAndMomentsAlike() {
        var wanted = read("""
                {"from":"2h","to":"2026-11-20T11:30:00Z","target":"view","keep":"90s","rate":7,"effects":true}""");

        assertThat(wanted.request().source())
                .isEqualTo(new ReplaySource.TimeRange(
                        NOON.minus(Duration.ofHours(2)), NOON.minus(Duration.ofMinutes(30))));
        assertThat(wanted.request().target()).isEqualTo(new ReplayTarget.ThrowAwayView(Duration.ofSeconds(90)));
        assertThat(wanted.request().eventsPerSecond()).isEqualTo(7);
        assertThat(wanted.request().effects()).isEqualTo(Effects.REPEAT);
    }

    @Test
    void readsOffsetsOfATopicWhoseNameHasHyphens() {
        var wanted = read("""
                {"offsets":["agent-actions-3:100-200"],"target":"new-group"}""");

        assertThat(wanted.request().source())
                .isEqualTo(new ReplaySource.Offsets(
                        Map.of(new LogPartition(new TopicName("agent-actions"), 3), new OffsetRange(100, 200))));
    }

    @Test
    void readsFromTheBussOwnArchiveOrAnother() {
        var own = read("""
                {"source":"archive","from":"2h","target":"new-group"}""");
        var other = read("""
                {"source":"archive","location":"s3://fleet/bus","target":"view"}""");

        assertThat(own.request().origin()).isEqualTo(new ReplayOrigin.Archive(Optional.empty()));
        assertThat(other.request().origin()).isEqualTo(new ReplayOrigin.Archive(Optional.of("s3://fleet/bus")));
    }

    @Test
    void setsNoGroupBackIntoAnArchiveAndKnowsNoOtherSources() {
        assertThatThrownBy(() -> read("""
                        {"source":"archive","target":"group","group":"db-writer-group","confirm":true}"""))
                .hasMessageStartingWith("Cannot replay: a group's positions are places in the log")
                .hasMessageEndingWith("got: db-writer-group");
        assertThatThrownBy(() -> read("{\"source\":\"tape\",\"target\":\"view\"}"))
                .hasMessage("Cannot replay: source must be log or archive, got: 'tape'");
        assertThatThrownBy(() -> read("{\"location\":\"/a\",\"target\":\"view\"}"))
                .hasMessage("Cannot replay: a location is that of an archive (`source`: archive), got: /a");
    }

    @Test
    void takesAllTopicsOfADomain() {
        var wanted = read("""
                {"domain":"agents","target":"new-group"}""");

        assertThat(wanted.request().topics()).contains(new TopicName("agent-actions"));
    }

    @Test
    void setsAGroupBackOnlyWhenConfirmed() {
        assertThatThrownBy(() -> read("""
                        {"target":"group","group":"db-writer-group"}""").confirmed())
                .isInstanceOf(ReplayRequests.Unconfirmed.class)
                .hasMessageEndingWith("got: db-writer-group");
        assertThat(read("""
                        {"target":"group","group":"db-writer-group","confirm":true}""").confirmed().target()).isEqualTo(new ReplayTarget.ExistingGroup("db-writer-group"));
    }

    @Test
    void namesWhatIsWrong() {
        assertThatThrownBy(() -> read("{\"target\":\"view\",\"from\":\"yesterday\"}"))
                .hasMessage("Cannot replay: from must be like 10m, 2h, 1d or 2026-01-31T12:00:00Z, got: yesterday");
        assertThatThrownBy(() -> read("{\"target\":\"moon\"}"))
                .hasMessage("Cannot replay: target must be new-group, group or view, got: 'moon'");
        assertThatThrownBy(() -> read("{\"target\":\"view\",\"form\":\"2h\"}"))
                .hasMessageStartingWith("Cannot replay: fields must be some of")
                .hasMessageEndingWith("got: form");
        assertThatThrownBy(() -> read("{\"target\":\"new-group\",\"offsets\":[\"a:1-2\"]}"))
                .hasMessage("Cannot replay: offsets must be like agent-actions-0:100-200, got: a:1-2");
        assertThatThrownBy(() -> read("{\"target\":\"new-group\",\"from\":\"1h\",\"to\":\"2h\"}"))
                .hasMessageStartingWith("Cannot replay: from must lie before to");
    }
}
