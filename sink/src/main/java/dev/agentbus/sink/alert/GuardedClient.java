package dev.agentbus.sink.alert;

import dev.agentbus.events.PermanentFailure;
import dev.agentbus.events.TransientFailure;
import dev.agentbus.process.RetryLater;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Sends a JSON document by POST and says what became of it. Addresses are looked up and checked right
/// before each connection, redirects (307 and 308, three at most) included; the JDK keeps an answer for
/// 30 seconds, so what was checked is what is connected to. Safe for any thread.
final class GuardedClient implements AutoCloseable {
    static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
    /// From the first byte sent to the last one read, redirects included.
    static final Duration TOTAL_LIMIT = Duration.ofSeconds(15);
    private static final Duration LEAST = Duration.ofMillis(1);

    private static final int MAX_REDIRECTS = 3;
    private static final int MAX_ANSWER_BYTES = 64 * 1024;

    private static final AddressGuard STRICT = new AddressGuard(false);

    private final HttpClient http;
    private final AddressGuard guard;
    private final Duration totalLimit;
    private final Clock clock;

    GuardedClient(AddressGuard guard, Duration totalLimit, Clock clock) {
        this.guard = guard;
        this.totalLimit = totalLimit;
        this.clock = clock;
        this.http = HttpClient.newBuilder()
                .connectTimeout(CONNECT_LIMIT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }

    /// Returns when the receiver has taken it.
    ///
    /// @throws RetryLater when it says when to come again
    /// @throws TransientFailure when it can't be reached, takes too long, or has trouble of its own
    /// @throws PermanentFailure when it will never take it
    void post(URI url, byte[] body, Map<String, String> headers) {
        URI at = url;
        long deadline = System.nanoTime() + totalLimit.toNanos();
        for (int hops = 0; hops <= MAX_REDIRECTS; hops++) {
            // What a person has allowed is the receiver, not wherever that sends us.
            AddressGuard guarding = Objects.equals(at.getAuthority(), url.getAuthority()) ? guard : STRICT;
            guarding.check(at);
            HttpResponse<byte[]> answer = send(at, body, headers, Duration.ofNanos(deadline - System.nanoTime()));
            int status = answer.statusCode();
            if (status != 307 && status != 308) {
                judge(at, answer);
                return;
            }
            at = target(at, answer);
        }
        throw new PermanentFailure("Cannot send: too many redirects, got: " + AddressGuard.shown(url));
    }

    private static URI target(URI from, HttpResponse<byte[]> answer) {
        Optional<String> location = answer.headers().firstValue("location");
        if (location.isEmpty()) {
            throw new PermanentFailure("Cannot send: a redirect leads nowhere, got: " + AddressGuard.shown(from));
        }
        try {
            URI target = from.resolve(location.get());
            if ("https".equals(from.getScheme()) && !"https".equals(target.getScheme())) {
                throw new PermanentFailure(
                        "Cannot send: a redirect leads away from https, got: " + AddressGuard.shown(target));
            }
            return target;
        } catch (IllegalArgumentException e) {
            throw new PermanentFailure("Cannot send: a redirect leads to no address, got: HTTP " + answer.statusCode());
        }
    }

    private HttpResponse<byte[]> send(URI url, byte[] body, Map<String, String> headers, Duration left) {
        Duration limit = left.compareTo(LEAST) < 0 ? LEAST : left;
        HttpRequest.Builder request = HttpRequest.newBuilder(url)
                .timeout(limit)
                .header("content-type", "application/json")
                .header("user-agent", "agentbus")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body));
        headers.forEach(request::header);
        CompletableFuture<HttpResponse<byte[]>> answer = http.sendAsync(
                request.build(),
                HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), MAX_ANSWER_BYTES));
        try {
            return answer.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            boolean _ = answer.cancel(true);
            throw new TransientFailure(
                    "Cannot send: no answer within %d s, got: %s"
                            .formatted(totalLimit.toSeconds(), AddressGuard.shown(url)),
                    e);
        } catch (ExecutionException e) {
            throw new TransientFailure(
                    "Cannot send: %s, got: %s".formatted(reason(e.getCause()), AddressGuard.shown(url)), e);
        } catch (InterruptedException e) {
            boolean _ = answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new TransientFailure("Cannot send: interrupted, got: " + AddressGuard.shown(url), e);
        }
    }

    private static String reason(@Nullable Throwable cause) {
        if (cause instanceof IOException io) {
            return io.getMessage() == null ? io.getClass().getSimpleName() : io.getMessage();
        }
        return String.valueOf(cause);
    }

    private void judge(URI url, HttpResponse<byte[]> answer) {
        int status = answer.statusCode();
        if (status >= 200 && status < 300) {
            return;
        }
        String message =
                "Cannot send: the receiver refuses, got: HTTP %d from %s".formatted(status, AddressGuard.shown(url));
        Optional<Duration> later =
                answer.headers().firstValue("retry-after").flatMap(value -> RetryAfter.parse(value, clock.instant()));
        if (later.isPresent() && (status == 429 || status >= 500)) {
            throw new RetryLater(message, later.get());
        }
        if (status == 408 || status == 425 || status == 429 || status >= 500) {
            throw new TransientFailure(message);
        }
        throw new PermanentFailure(message);
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
