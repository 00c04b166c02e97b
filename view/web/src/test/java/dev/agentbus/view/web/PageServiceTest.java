package dev.agentbus.view.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.helidon.webserver.WebServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PageServiceTest {
    private final HttpClient client = HttpClient.newHttpClient();
    private WebServer server;

    @BeforeEach
    void start() {
        server = WebServer.builder()
                .host("127.0.0.1")
                .shutdownHook(false)
                .routing(routing -> routing.register("/", new PageService()))
                .build()
                .start();
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/", "/stream?q=a", "/routing", "/trace?id=x%2Fy", "/alerts", "/windows", "/patterns", "/system"
            })
    void servesThePageUnderEveryScreensPath(String path) throws Exception {
        HttpResponse<byte[]> response = get(path, "identity");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type")).contains("text/html; charset=utf-8");
        assertThat(response.headers().firstValue("cache-control")).contains("no-cache");
        assertThat(text(response.body())).contains("<div id=\"page\">");
    }

    @Test
    void thePageHasNoInlineScriptOrStyle() throws Exception {
        String page = text(get("/", "identity").body());

        assertThat(page).doesNotContain("style=", "<style", "onclick", "javascript:");
        assertThat(page).doesNotContainPattern("<script(?![^>]* src=)");
    }

    @Test
    void compressesForThoseWhoTakeIt() throws Exception {
        String script = script();

        HttpResponse<byte[]> packed = get(script, "br, gzip");
        HttpResponse<byte[]> plain = get(script, "identity");

        assertThat(packed.headers().firstValue("content-encoding")).contains("gzip");
        assertThat(plain.headers().firstValue("content-encoding")).isEmpty();
        assertThat(unpacked(packed.body())).isEqualTo(plain.body());
        assertThat(packed.body().length).isLessThan(plain.body().length / 2);
    }

    @Test
    void letsBrowsersKeepWhatNeverChanges() throws Exception {
        assertThat(get(script(), "gzip").headers().firstValue("cache-control"))
                .contains("public, max-age=31536000, immutable");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/files.txt", "/index.html.gz", "/assets/none.js", "/..%2f..%2fpom.xml", "/fleet"})
    void servesNothingElse(String path) throws Exception {
        assertThat(get(path, "identity").statusCode()).isEqualTo(404);
    }

    private String script() throws Exception {
        Matcher link = Pattern.compile("src=\"(/assets/[^\"]+\\.js)\"")
                .matcher(text(get("/", "identity").body()));
        assertThat(link.find()).isTrue();
        return link.group(1);
    }

    private HttpResponse<byte[]> get(String path, String encodings) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + server.port() + path);
        HttpRequest request =
                HttpRequest.newBuilder(uri).header("accept-encoding", encodings).build();
        return client.send(request, HttpResponse.BodyHandlers.ofByteArray());
    }

    private static byte[] unpacked(byte[] bytes) throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            return in.readAllBytes();
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
