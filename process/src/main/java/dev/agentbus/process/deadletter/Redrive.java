package dev.agentbus.process.deadletter;

import dev.agentbus.events.BusFailure;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One redrive, from its selection to its end. Which letters it is about is settled at the beginning:
/// those that fail again meanwhile are not taken twice. [#run] once, on a thread of its own; the rest
/// from any.
final class Redrive implements Runnable {
    private static final Logger logger = LoggerFactory.getLogger(Redrive.class);
    /// Letters that are locked at once, and appended in one go.
    private static final int MAX_CHUNK = 100;
    /// How often a slow one does something, at least.
    private static final int CHUNKS_PER_SECOND = 4;

    private final String id;
    private final RedriveRequest request;
    private final LetterStore store;
    private final Supplier<Redriver> redrivers;
    private final Clock clock;
    private final Instant startedAt;
    private final CountDownLatch cancelled = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final List<RedriveItem> items = new ArrayList<>();
    private RedriveProgress.State state = RedriveProgress.State.RUNNING;
    private int selected;
    private @Nullable Instant endedAt;
    private String message = "";

    Redrive(String id, RedriveRequest request, LetterStore store, Supplier<Redriver> redrivers, Clock clock) {
        this.id = id;
        this.request = request;
        this.store = store;
        this.redrivers = redrivers;
        this.clock = clock;
        this.startedAt = clock.instant();
    }

    @Override
    public void run() {
        try (Redriver redriver = redrivers.get()) {
            redriveAll(redriver);
            end(isCancelled() ? RedriveProgress.State.CANCELLED : RedriveProgress.State.DONE, "");
        } catch (BusFailure e) {
            end(RedriveProgress.State.FAILED, String.valueOf(e.getMessage()));
        } catch (InterruptedException _closing) {
            end(RedriveProgress.State.CANCELLED, "");
        } catch (RuntimeException e) {
            logger.atError().addKeyValue("redrive", id).setCause(e).log("Redrive failed");
            end(RedriveProgress.State.FAILED, "Cannot redrive: a failure that the log describes");
        } finally {
            ended.countDown();
        }
    }

    private void redriveAll(Redriver redriver) throws InterruptedException {
        List<LetterId> ids = store.select(request.selection(), request.from(), request.cap());
        synchronized (this) {
            selected = ids.size();
        }
        int chunk = (int) Math.clamp(request.perSecond() / CHUNKS_PER_SECOND, 1, MAX_CHUNK);
        long started = System.nanoTime();
        for (int from = 0; from < ids.size() && !isCancelled(); from += chunk) {
            int to = Math.min(from + chunk, ids.size());
            add(redrive(ids.subList(from, to), redriver));
            if (to < ids.size()) {
                keepPace(started, to);
            }
        }
    }

    private List<RedriveItem> redrive(List<LetterId> ids, Redriver redriver) {
        LetterStore.Carrier carrier =
                request.mode() == RedriveRequest.Mode.DRY_RUN ? redriver::forecast : redriver::append;
        Map<LetterId, Outcome> outcomes = new HashMap<>(store.redrive(ids, request.from(), carrier));
        return ids.stream()
                .map(each -> new RedriveItem(each, outcomes.getOrDefault(each, new Outcome.Missing())))
                .toList();
    }

    private void keepPace(long started, int done) throws InterruptedException {
        if (request.mode() == RedriveRequest.Mode.REDRIVE) {
            long due = started + (long) (done / request.perSecond() * 1e9);
            boolean _ = cancelled.await(due - System.nanoTime(), TimeUnit.NANOSECONDS);
        }
    }

    private synchronized void add(List<RedriveItem> more) {
        items.addAll(more);
    }

    private synchronized void end(RedriveProgress.State how, String why) {
        state = how;
        message = why;
        endedAt = clock.instant();
        logger.atInfo()
                .addKeyValue("redrive", id)
                .addKeyValue("state", how)
                .addKeyValue("mode", request.mode())
                .addKeyValue("letters", items.size())
                .addKeyValue("reason", why)
                .log("Redrive ended");
    }

    synchronized RedriveProgress progress() {
        return new RedriveProgress(
                id, request, state, selected, items, startedAt, Optional.ofNullable(endedAt), message);
    }

    void cancel() {
        cancelled.countDown();
    }

    private boolean isCancelled() {
        return cancelled.getCount() == 0;
    }

    boolean hasEnded() {
        return ended.getCount() == 0;
    }

    /// Waits until it has ended, up to `nanos`.
    void await(long nanos) throws InterruptedException {
        boolean _ = ended.await(nanos, TimeUnit.NANOSECONDS);
    }
}
