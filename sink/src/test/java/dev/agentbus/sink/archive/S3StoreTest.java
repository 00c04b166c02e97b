package dev.agentbus.sink.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.agentbus.events.TransientFailure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// On a real S3 server.
class S3StoreTest extends ObjectStoreContract {
    private static final S3Settings.Keys KEYS = new S3Settings.Keys("id", "secret", "");

    @TempDir
    private static Path objects;

    private static S3Proxy server;
    private static int prefixes;

    @BeforeAll
    static void start() throws Exception {
        Files.createDirectories(objects.resolve("bucket"));
        server = S3Proxy.builder()
                .blobStore(new FilesystemNio2BlobStore(objects.toString()))
                .endpoint(URI.create("http://127.0.0.1:0"))
                .awsAuthentication(AuthenticationType.AWS_V2_OR_V4, KEYS.id(), KEYS.secret())
                .ignoreUnknownHeaders(true)
                .build();
        server.start();
    }

    @AfterAll
    static void stop() throws Exception {
        server.stop();
    }

    private static S3Store store(int port, String bucket, S3Settings.Keys keys) {
        return new S3Store(
                new S3Settings(
                        bucket,
                        "/test/" + prefixes++ + "/",
                        Optional.of(URI.create("http://127.0.0.1:" + port)),
                        "us-east-1",
                        Optional.of(keys),
                        Duration.ofSeconds(20)),
                Clock.systemUTC());
    }

    @Override
    ObjectStore store() {
        return store(server.getPort(), "bucket", KEYS);
    }

    @Test
    void saysWhichCredentialsToCheck() {
        ObjectStore store = store(server.getPort(), "bucket", new S3Settings.Keys("id", "wrong", ""));

        assertThatThrownBy(() -> store.list("a", ""))
                .isInstanceOf(TransientFailure.class)
                .hasMessageMatching(
                        "Cannot list a in the archive s3://bucket/test/\\d+/: the store refuses the credentials;"
                                + " check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, got: HTTP 403 SignatureDoesNotMatch");
    }

    @Test
    void saysThatThereIsNoSuchBucket() {
        ObjectStore store = store(server.getPort(), "elsewhere", KEYS);

        assertThatThrownBy(() -> store.list("a", ""))
                .isInstanceOf(TransientFailure.class)
                .hasMessageContaining(
                        "there is no such bucket; make it or check S3_BUCKET, got: HTTP 404 NoSuchBucket");
    }

    @Test
    void leavesAStoreAloneThatAsksForIt() throws IOException {
        AtomicInteger calls = new AtomicInteger();
        HttpServer slow = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        slow.createContext("/", exchange -> {
            calls.incrementAndGet();
            byte[] body =
                    "<Error><Code>SlowDown</Code><Message>slow</Message></Error>".getBytes(StandardCharsets.UTF_8);
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().add("Retry-After", "120");
            exchange.sendResponseHeaders(503, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        slow.start();
        try {
            ObjectStore store = store(slow.getAddress().getPort(), "bucket", KEYS);

            assertThatThrownBy(() -> store.write("a", new byte[] {1}))
                    .isInstanceOf(TransientFailure.class)
                    .hasMessageContaining("the store asks to slow down, got: HTTP 503 SlowDown");
            assertThatThrownBy(() -> store.write("a", new byte[] {1}))
                    .isInstanceOf(TransientFailure.class)
                    .hasMessageContaining("got: HTTP 503 SlowDown; it is left alone until ");
            assertThat(calls).hasValue(1);
        } finally {
            slow.stop(0);
        }
    }
}
