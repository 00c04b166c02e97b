package dev.agentbus.process.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.agentbus.events.PermanentFailure;
import dev.agentbus.events.TopicName;
import dev.agentbus.events.codec.EventDecoder;
import dev.agentbus.events.codec.SourcePosition;
import dev.agentbus.events.codec.Undecodable;
import dev.agentbus.events.contract.Contracts;
import dev.agentbus.log.LogPartition;
import dev.agentbus.log.LogRecord;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class LetterRuleTest {
    private final PermanentFailure refusal = new PermanentFailure("Cannot store event: too wide, got: 1");

    private static String rule(Throwable cause, Disposition disposition, Receiver receiver) {
        LogRecord record = new LogRecord(
                new LogPartition(new TopicName("agent-actions"), 0), 0, Instant.EPOCH, null, null, List.of());
        return new FailedRecord(
                        record, cause, new Handler("group", "name"), disposition, Attempts.one(Instant.EPOCH), receiver)
                .rule();
    }

    @Test
    void namesTheContractsRuleWhereOneWasBroken() {
        Undecodable broken = catchThrowableOfType(
                Undecodable.class,
                () -> new EventDecoder(Contracts.builtIn()
                                .find(new TopicName("agent-actions"))
                                .orElseThrow())
                        .decode(
                                "{}".getBytes(StandardCharsets.UTF_8),
                                List.of(),
                                new SourcePosition(new TopicName("agent-actions"), 0, 0),
                                Instant.EPOCH));

        assertThat(rule(broken, Disposition.POISON, Receiver.SINK)).isEqualTo("required");
    }

    @Test
    void namesTheSinkOrTheHandlerThatRefused() {
        assertThat(rule(refusal, Disposition.POISON, Receiver.SINK)).isEqualTo("sink");
        assertThat(rule(refusal, Disposition.HEAD_OF_LINE, Receiver.SINK)).isEqualTo("sink");
        assertThat(rule(refusal, Disposition.EXHAUSTED, Receiver.HANDLER)).isEqualTo("handler");
    }

    @Test
    void blamesNobodyForACrash() {
        assertThat(rule(refusal, Disposition.CRASH, Receiver.SINK)).isEqualTo("crash");
        assertThat(rule(refusal, Disposition.CRASH, Receiver.HANDLER)).isEqualTo("crash");
    }

    @Test
    void namesTheDecoderThatFailed() {
        DecoderFailure failure = new DecoderFailure("Cannot decode event: the decoder failed, got: x", refusal);

        assertThat(rule(failure, Disposition.POISON, Receiver.SINK)).isEqualTo("decoder");
    }
}
