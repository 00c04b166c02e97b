package dev.agentbus.process.idempotency;

import dev.agentbus.events.TransientFailure;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The embedded store, where there is no Redis: one SQLite file, durable once a call returns (WAL,
/// synchronous=FULL). For one process: the workers of several do not see each other's claims.
///
/// The file is opened with the first call, and anew after a failure; one thread owns it.
public final class SqliteIdempotencyStore implements IdempotencyStore {
    private static final Logger log = LoggerFactory.getLogger(SqliteIdempotencyStore.class);

    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

    private final Path file;
    private final Clock clock;
    private final ExecutorService owner = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("idempotency-store").factory());
    private @Nullable ClaimTable table;

    /// @param file made when missing; its folder must be there
    public SqliteIdempotencyStore(Path file) {
        this(file, Clock.systemUTC());
    }

    public SqliteIdempotencyStore(Path file, Clock clock) {
        this.file = file;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "sqlite";
    }

    @Override
    public List<ClaimOutcome> claim(List<ClaimRequest> requests, Expiries expiries) {
        return call("claim in", open -> {
            Instant now = now();
            open.sweep(now);
            long fence = open.takeFences(requests.size());
            List<ClaimOutcome> outcomes = new ArrayList<>(requests.size());
            for (ClaimRequest request : requests) {
                Optional<Entry> held = open.find(request.key());
                Entry.Claim claim = held.isEmpty()
                        ? Entry.first(request, fence, now, expiries)
                        : held.get().claim(request, fence, now, expiries);
                if (claim.next().isPresent()) {
                    open.put(request.key(), claim.next().get());
                }
                fence++;
                outcomes.add(claim.outcome());
            }
            return outcomes;
        });
    }

    @Override
    public List<Ticket> complete(List<Ticket> tickets, Expiries expiries) {
        return call("complete claims in", open -> {
            Instant now = now();
            List<Ticket> late = new ArrayList<>();
            for (Ticket ticket : tickets) {
                Optional<Entry> done = open.find(ticket.key()).flatMap(held -> held.complete(ticket, now, expiries));
                if (done.isPresent()) {
                    open.put(ticket.key(), done.get());
                } else {
                    late.add(ticket);
                }
            }
            return late;
        });
    }

    @Override
    public void release(List<Ticket> tickets) {
        call("give claims back in", open -> {
            for (Ticket ticket : tickets) {
                Optional<Entry> held = open.find(ticket.key());
                if (held.isPresent()) {
                    Optional<Entry> left = held.get().release(ticket);
                    if (left.isPresent()) {
                        open.put(ticket.key(), left.get());
                    } else {
                        open.remove(ticket.key());
                    }
                }
            }
            return tickets.size();
        });
    }

    @Override
    public void check() {
        call("ask", open -> open.takeFences(0));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    private interface Work<T> {
        T on(ClaimTable open) throws SQLException;
    }

    private <T> T call(String verb, Work<T> work) {
        try {
            return owner.submit(() -> run(work)).get();
        } catch (ExecutionException e) {
            throw failure(verb, e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure(verb, e);
        } catch (RejectedExecutionException e) {
            throw failure(verb, e);
        }
    }

    /// On the owner's thread.
    private <T> T run(Work<T> work) throws SQLException {
        ClaimTable open = table;
        if (open == null) {
            open = ClaimTable.open(file);
            table = open;
        }
        ClaimTable opened = open;
        try {
            return opened.inTransaction(() -> work.on(opened));
        } catch (SQLException e) {
            closeTable();
            throw e;
        }
    }

    private void closeTable() {
        ClaimTable open = table;
        table = null;
        if (open != null) {
            try {
                open.close();
            } catch (SQLException e) {
                log.atWarn().addKeyValue("file", file).setCause(e).log("Cannot close the idempotency store");
            }
        }
    }

    private TransientFailure failure(String verb, Throwable cause) {
        return new TransientFailure(
                "Cannot %s the idempotency store: %s, got: %s".formatted(verb, cause.getMessage(), file), cause);
    }

    /// Returns when the file is closed.
    @Override
    public void close() {
        if (owner.isShutdown()) {
            return;
        }
        owner.execute(this::closeTable);
        owner.shutdown();
        try {
            if (!owner.awaitTermination(CLOSE_LIMIT.toNanos(), TimeUnit.NANOSECONDS)) {
                log.atWarn().addKeyValue("file", file).log("The idempotency store did not close in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
