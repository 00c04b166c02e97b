package dev.agentbus.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.agentbus.events.TopicName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What every home's readers know of themselves: how much waits, and whether the log still answers.
public abstract class ReaderHealthContract extends LogFixture {
    @Test
    void knowsHowManyRecordsWaitBeyondThoseRead() {
        TopicName topic = topic(1);
        LogPartition partition = new LogPartition(topic, 0);
        for (int i = 0; i < 5; i++) {
            append(record(topic, "k", "" + i));
        }
        LogReader reader = open(log().reader(new ReaderSettings(Optional.empty(), 3, ReaderSettings.Start.EARLIEST)));
        reader.assign(List.of(partition));
        List<LogRecord> read = new ArrayList<>();

        await().until(() -> read.addAll(reader.poll(TURN)));

        assertThat(read).hasSize(3);
        assertThat(reader.lag()).containsEntry(partition, 2L);
        await().until(() -> {
            read.addAll(reader.poll(TURN));
            return read.size() == 5;
        });
        assertThat(reader.lag()).containsEntry(partition, 0L);
    }

    @Test
    void hearsFromTheLogAgainAndAgainAlthoughNothingComes() {
        LogReader reader = open(log().reader(ReaderSettings.withoutGroup()));
        reader.assign(List.of(new LogPartition(topic(1), 0)));
        List<Duration> silences = new ArrayList<>();

        await().until(() -> {
            assertThat(reader.poll(TURN)).isEmpty();
            silences.add(reader.silence());
            return IntStream.range(1, silences.size())
                            .filter(i -> silences.get(i).compareTo(silences.get(i - 1)) < 0)
                            .count()
                    >= 3;
        });
    }

    @Test
    void countsHowLongItHasBeenSilentAndForgetsItWithTheFirstAnswer() {
        LogReader reader = open(log().reader(ReaderSettings.withoutGroup()));
        reader.assign(List.of(new LogPartition(topic(1), 0)));
        await().until(() -> {
            reader.poll(TURN);
            return reader.silence().compareTo(Duration.ofSeconds(1)) < 0;
        });

        freeze();

        await().until(() -> {
            reader.poll(TURN);
            return reader.silence().compareTo(Duration.ofSeconds(3)) > 0;
        });
        thaw();
        await().until(() -> {
            reader.poll(TURN);
            return reader.silence().compareTo(Duration.ofSeconds(1)) < 0;
        });
    }
}
