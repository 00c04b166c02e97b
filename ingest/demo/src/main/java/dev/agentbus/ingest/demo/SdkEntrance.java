package dev.agentbus.ingest.demo;

import dev.agentbus.events.TransientFailure;
import dev.agentbus.ingest.sdk.Publisher;
import dev.agentbus.ingest.sdk.PublisherSettings;
import dev.agentbus.ingest.sdk.Receipt;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// By the SDK, as agents in Java do.
final class SdkEntrance implements Entrance {
    private static final String SOURCE = "agentbus-demo";
    private static final int MAX_ON_THEIR_WAY = 16_384;
    private static final long NAP_MILLIS = 50;

    private final Publisher publisher;
    private final Tally tally;
    private final Semaphore room = new Semaphore(MAX_ON_THEIR_WAY);

    SdkEntrance(DemoBus.Sdk sdk, Tally tally) {
        this.publisher = Publisher.toKafka(
                sdk.kafka().withClientId(SOURCE),
                PublisherSettings.spoolingTo(sdk.spool()).withSource(SOURCE));
        this.tally = tally;
    }

    @Override
    public boolean send(Dispatch dispatch, BooleanSupplier stopping) {
        try {
            while (!stopping.getAsBoolean()) {
                if (room.tryAcquire(NAP_MILLIS, TimeUnit.MILLISECONDS)) {
                    if (published(dispatch)) {
                        return true;
                    }
                    room.release();
                    Thread.sleep(NAP_MILLIS);
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    /// @return false when the publisher has no room, or is closing
    private boolean published(Dispatch dispatch) {
        CompletionStage<Receipt> stage = publisher.publish(dispatch.event().event(dispatch.moment()));
        CompletableFuture<Receipt> receipt = stage.toCompletableFuture();
        if (receipt.isCompletedExceptionally() && receipt.exceptionNow() instanceof TransientFailure) {
            return false;
        }
        stage.whenComplete(this::count);
        return true;
    }

    private void count(@Nullable Receipt receipt, @Nullable Throwable failure) {
        room.release();
        if (receipt == null) {
            tally.refused(String.valueOf(failure == null ? null : failure.getMessage()));
            return;
        }
        tally.acknowledged(Door.SDK);
        if (receipt.isSpooled()) {
            tally.spooled();
        }
    }

    @Override
    public void close(long deadlineNanos) {
        publisher.close(Duration.ofNanos(Math.max(1, deadlineNanos - System.nanoTime())));
        tally.waiting(publisher.counters().spoolDepth());
    }
}
