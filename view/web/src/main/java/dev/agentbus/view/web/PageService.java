package dev.agentbus.view.web;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.ServerRequestHeaders;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Serves the dashboard: one page under the paths of its screens, and the files it consists of. Read once, from
/// memory. Holds no data of anyone, so whoever may not see the fleet may still load it.
public final class PageService implements HttpService {
    /// The screens, each of which can be linked to.
    public static final List<String> SCREENS =
            List.of("/", "/stream", "/routing", "/trace", "/alerts", "/windows", "/patterns", "/system");

    private static final String PAGE = "/index.html";

    private final Map<String, PageFile> files = PageFile.all();

    @Override
    public void routing(HttpRules rules) {
        PageFile page = Objects.requireNonNull(files.get(PAGE), "the build makes index.html");
        SCREENS.forEach(path -> rules.get(path, (request, response) -> send(page, request, response)));
        files.values().stream()
                .filter(file -> !file.path().equals(PAGE))
                .forEach(file -> rules.get(file.path(), (request, response) -> send(file, request, response)));
    }

    private static void send(PageFile file, ServerRequest request, ServerResponse response) {
        response.header(HeaderValues.create(HeaderNames.CONTENT_TYPE, file.contentType()))
                .header(HeaderValues.create(HeaderNames.VARY, "Accept-Encoding"))
                .header(HeaderValues.create(
                        HeaderNames.CACHE_CONTROL,
                        file.neverChanges() ? "public, max-age=31536000, immutable" : "no-cache"));
        if (takesGzip(request.headers())) {
            response.header(HeaderValues.create(HeaderNames.CONTENT_ENCODING, "gzip"))
                    .send(file.gzip());
        } else {
            response.send(file.bytes());
        }
    }

    private static boolean takesGzip(ServerRequestHeaders headers) {
        return headers.first(HeaderNames.ACCEPT_ENCODING)
                .filter(codings -> codings.matches("(?i)(.*,\\s*)?gzip\\s*(,.*|;\\s*q=(1|0?\\.[1-9]).*)?"))
                .isPresent();
    }
}
