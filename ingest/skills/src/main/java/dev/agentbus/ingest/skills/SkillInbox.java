package dev.agentbus.ingest.skills;

import dev.agentbus.events.BusFailure;
import dev.agentbus.events.Event;
import dev.agentbus.events.PermanentFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Publishes the calls that skills leave in the spool folder, those from before the start included,
/// oldest first.
///
/// A file goes away only once its event is durable; a crash in between publishes it again under the
/// same id. What can't become an event moves to `rejected` beside it. One thread reads; what the
/// publisher completes is tidied up on virtual threads.
public final class SkillInbox implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SkillInbox.class);

    private final SkillInboxSettings settings;
    private final CallEvents events;
    private final Function<Event, ? extends CompletionStage<?>> publish;
    private final CallFolder folder;
    private final Semaphore room;
    private final Set<String> taken = ConcurrentHashMap.newKeySet();
    private final ExecutorService afterwards = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicLong published = new AtomicLong();
    private final AtomicLong rejected = new AtomicLong();
    private final AtomicLong retried = new AtomicLong();
    private volatile boolean closing;
    private @Nullable Thread reader;

    /// @param publish completes once the event is durable, or with the failure that kept it from
    ///     that
    public SkillInbox(
            SkillInboxSettings settings, CallEvents events, Function<Event, ? extends CompletionStage<?>> publish) {
        this.settings = settings;
        this.events = events;
        this.publish = publish;
        this.folder = new CallFolder(settings.folder());
        this.room = new Semaphore(settings.maxInFlight());
    }

    /// Makes the folder when it is missing, and begins to watch it.
    ///
    /// @throws dev.agentbus.events.Misconfigured when the folder can't be used
    public void start() {
        folder.open();
        reader = Thread.ofPlatform().name("skill-inbox").daemon().start(this::run);
    }

    public SkillInboxCounters counters() {
        return new SkillInboxCounters(
                published.get(), rejected.get(), retried.get(), settings.maxInFlight() - room.availablePermits());
    }

    /// Stops reading. Calls in flight whose receipts come later stay in the folder for the next
    /// start.
    @Override
    public void close() {
        closing = true;
        Thread running = reader;
        if (running != null) {
            running.interrupt();
            try {
                running.join(TimeUnit.SECONDS.toMillis(5));
            } catch (InterruptedException _told) {
                Thread.currentThread().interrupt();
            }
        }
        afterwards.shutdown();
        folder.close();
    }

    private void run() {
        while (!closing) {
            try {
                for (CallFolder.Call call : folder.waiting(taken)) {
                    take(call);
                }
                folder.awaitChange(settings.rescanEvery());
            } catch (InterruptedException _closing) {
                return;
            } catch (IOException | RuntimeException e) {
                LOG.atWarn()
                        .addKeyValue("folder", settings.folder())
                        .setCause(e)
                        .log("Could not read the spool folder of the skills; tries again");
                pause();
            }
        }
    }

    private void pause() {
        try {
            Thread.sleep(settings.rescanEvery());
        } catch (InterruptedException _closing) {
            closing = true;
        }
    }

    private void take(CallFolder.Call call) throws InterruptedException {
        try {
            if (call.bytes() > settings.maxFileBytes()) {
                throw new PermanentFailure("Cannot read skill call: it must have at most %d bytes, got: %d"
                        .formatted(settings.maxFileBytes(), call.bytes()));
            }
            Optional<SkillCall> parsed = SkillCall.parse(Files.readAllBytes(call.file()));
            if (parsed.isPresent()) {
                submit(call, events.eventOf(parsed.get(), call.modified()));
            } else if (call.isOlderThan(settings.tornAfter())) {
                throw new PermanentFailure("Cannot read skill call: its end mark must follow within %s, got: none"
                        .formatted(settings.tornAfter()));
            }
        } catch (NoSuchFileException _takenAway) {
            taken.remove(call.name());
        } catch (IOException e) {
            leave(call, e);
        } catch (RuntimeException e) {
            reject(call, e);
        }
    }

    private void submit(CallFolder.Call call, Event event) throws InterruptedException {
        room.acquire();
        taken.add(call.name());
        CompletionStage<?> receipt;
        try {
            receipt = publish.apply(event);
        } catch (RuntimeException e) {
            receipt = CompletableFuture.failedFuture(e);
        }
        receipt.whenCompleteAsync((_, failure) -> settle(call, failure), afterwards);
    }

    private void settle(CallFolder.Call call, @Nullable Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        try {
            switch (cause) {
                case null -> {
                    published.incrementAndGet();
                    folder.remove(call);
                    taken.remove(call.name());
                }
                case PermanentFailure permanent -> reject(call, permanent);
                default -> tryAgainLater(call, cause);
            }
        } catch (IOException e) {
            leave(call, e);
        } finally {
            room.release();
        }
    }

    private void tryAgainLater(CallFolder.Call call, Throwable cause) {
        retried.incrementAndGet();
        taken.remove(call.name());
        LOG.atWarn()
                .addKeyValue("file", call.name())
                .addKeyValue("reason", cause.getMessage())
                .log("Could not publish a skill call; it stays in the folder and is tried again");
    }

    private void reject(CallFolder.Call call, RuntimeException cause) {
        String reason = cause instanceof BusFailure ? String.valueOf(cause.getMessage()) : cause.toString();
        try {
            folder.reject(call, reason);
            rejected.incrementAndGet();
            taken.remove(call.name());
            LOG.atWarn()
                    .addKeyValue("file", call.name())
                    .addKeyValue("reason", reason)
                    .log("Rejected a skill call");
        } catch (IOException e) {
            leave(call, e);
        }
    }

    /// The file counts as taken, so that it holds up no other and is not published over and over;
    /// the next start finds it, under the same id.
    private void leave(CallFolder.Call call, IOException cause) {
        taken.add(call.name());
        LOG.atError()
                .addKeyValue("file", call.name())
                .setCause(cause)
                .log("Could not read or tidy up a skill call; the next start tries again");
    }
}
