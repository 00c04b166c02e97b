package dev.agentbus.sink.alert;

import dev.agentbus.events.PermanentFailure;
import dev.agentbus.events.TransientFailure;
import dev.agentbus.process.EffectInDoubt;
import dev.agentbus.process.RetryLater;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Sends a JSON document by POST and says what became of it. Addresses are looked up and checked right
/// before each connection, redirects (307 and 308, three at most) included; the JDK keeps an answer for
/// 30 seconds, so what was checked is what is connected to. Safe for any thread.
final class GuardedClient implements AutoCloseable {
    static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
    /// From the first byte sent to the last one read, redirects included.
    static final Duration TOTAL_LIMIT = Duration.ofSeconds(15);

    private static final int MAX_REDIRECTS = 3;
    /// What a gateway says that had no answer itself.
    private static final int BAD_GATEWAY = 502;
    private static final int GATEWAY_TIMEOUT = 504;
    private static final int MAX_ANSWER_BYTES = 64 * 1024;

    private static final AddressGuard STRICT = new AddressGuard(false);

    private final HttpClient http;
    private final AddressGuard guard;
    private final Clock clock;

    GuardedClient(AddressGuard guard, Clock clock) {
        this.guard = guard;
        this.clock = clock;
        this.http = HttpClient.newBuilder()
                .connectTimeout(CONNECT_LIMIT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .version(HttpClient.Version.HTTP_1_1)
                .build();
    }

    /// Returns when the receiver has taken it.
    ///
    /// @param limit from the first byte sent to the last one read, redirects included
    /// @throws RetryLater when it says when to come again
    /// @throws EffectInDoubt when it may have taken it: it was sent, and nobody answered
    /// @throws TransientFailure when it can't be reached, or has trouble of its own
    /// @throws PermanentFailure when it will never take it
    void post(URI url, Message message, Duration limit) {
        URI at = url;
        long deadline = System.nanoTime() + limit.toNanos();
        for (int hops = 0; hops <= MAX_REDIRECTS; hops++) {
            // What a person has allowed is the receiver, not wherever that sends us.
            AddressGuard guarding = Objects.equals(at.getAuthority(), url.getAuthority()) ? guard : STRICT;
            guarding.check(at);
            HttpResponse<byte[]> answer = send(at, message, Duration.ofNanos(deadline - System.nanoTime()));
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

    private HttpResponse<byte[]> send(URI url, Message message, Duration limit) {
        if (!limit.isPositive()) {
            throw new TransientFailure("Cannot send: the time for it is over, got: " + AddressGuard.shown(url));
        }
        HttpRequest.Builder request = HttpRequest.newBuilder(url)
                .timeout(limit)
                .header("content-type", "application/json")
                .header("user-agent", "agentbus")
                .POST(HttpRequest.BodyPublishers.ofByteArray(message.body()));
        message.headers().forEach(request::header);
        CompletableFuture<HttpResponse<byte[]>> answer = http.sendAsync(
                request.build(),
                HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), MAX_ANSWER_BYTES));
        try {
            return answer.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            boolean _ = answer.cancel(true);
            throw new EffectInDoubt(
                    "Cannot send: no answer within %d s, got: %s".formatted(limit.toSeconds(), AddressGuard.shown(url)),
                    e);
        } catch (ExecutionException e) {
            throw failure(url, e.getCause() == null ? e : e.getCause());
        } catch (InterruptedException e) {
            boolean _ = answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new EffectInDoubt("Cannot send: interrupted, got: " + AddressGuard.shown(url), e);
        }
    }

    /// Without a connection nothing was sent; with one, nobody knows.
    private static TransientFailure failure(URI url, Throwable cause) {
        String message = "Cannot send: %s, got: %s".formatted(reason(cause), AddressGuard.shown(url));
        return cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException
                ? new TransientFailure(message, cause)
                : new EffectInDoubt(message, cause);
    }

    private static String reason(Throwable cause) {
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
        if (status == BAD_GATEWAY || status == GATEWAY_TIMEOUT) {
            throw new EffectInDoubt(message);
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
