package dev.agentbus.process.replay;

import dev.agentbus.log.LogAppender;
import dev.agentbus.log.LogPartition;
import dev.agentbus.log.NewRecord;
import dev.agentbus.log.Position;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/// Counts the dead letters of a replay instead of appending them: each record became one when it was
/// read first, and a second one would say nothing new. One thread.
final class LetterCounter implements LogAppender {
    private final ReplayCounts counts;
    private long letters;

    LetterCounter(ReplayCounts counts) {
        this.counts = counts;
    }

    @Override
    public CompletableFuture<Position> append(NewRecord letter) {
        counts.unreadable();
        return CompletableFuture.completedFuture(new Position(new LogPartition(letter.topic(), 0), letters++));
    }

    @Override
    public void flush() {}

    @Override
    public void abort() {}

    @Override
    public void close(Duration limit) {}
}
