package dev.agentbus.bench.view;

import dev.agentbus.events.contract.Contracts;
import dev.agentbus.log.LogReader;
import dev.agentbus.log.LogRecord;
import dev.agentbus.log.ReaderSettings;
import dev.agentbus.view.LiveView;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.websocket.WsRouting;
import io.helidon.websocket.WsListener;
import io.helidon.websocket.WsSession;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/// The measured process: `view` or `bare`, history, rate. Prints its port, then does what its
/// standard input says: `gc` prints the heap in use, `live` starts the events, the end of input
/// ends it.
final class ViewServer {
    private ViewServer() {}

    public static void main(String[] arguments) throws IOException {
        GeneratedLog log = new GeneratedLog(Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
        HttpRouting.Builder routes = HttpRouting.builder();
        WsRouting.Builder sockets = WsRouting.builder();
        if (arguments[0].equals("view")) {
            LiveView view = new LiveView(LiveView.Parts.of(log, Contracts.builtIn()), Optional.empty());
            view.http(routes);
            view.socket(sockets);
            view.start();
            while (!view.status().healthy()) {
                Thread.onSpinWait();
            }
        } else {
            bare(log, sockets);
        }
        WebServer server = WebServer.builder()
                .host("127.0.0.1")
                .port(0)
                .connectionOptions(options -> options.tcpNoDelay(true))
                .addRouting(routes)
                .addRouting(sockets)
                .build()
                .start();
        System.out.println("port " + server.port());
        obey(log);
        server.stop();
        System.exit(0);
    }

    private static void obey(GeneratedLog log) throws IOException {
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String command = commands.readLine(); command != null; command = commands.readLine()) {
            if (command.equals("live")) {
                log.goLive();
            }
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            System.out.println("heap " + (runtime.totalMemory() - runtime.freeMemory()));
        }
    }

    /// The peer: one loop sends each event as text to one session after the other.
    private static void bare(GeneratedLog log, WsRouting.Builder sockets) {
        List<WsSession> sessions = new CopyOnWriteArrayList<>();
        sockets.endpoint("/ws", () -> new WsListener() {
            @Override
            public void onOpen(WsSession session) {
                sessions.add(session);
            }
        });
        Thread.ofPlatform().daemon().start(() -> {
            try (LogReader reader = log.reader(ReaderSettings.withoutGroup())) {
                while (true) {
                    for (LogRecord record : reader.poll(Duration.ofMillis(100))) {
                        byte[] value = record.value();
                        String text = "{\"type\":\"AGENT_ACTION\",\"data\":"
                                + new String(value == null ? new byte[0] : value, StandardCharsets.UTF_8) + "}";
                        sessions.forEach(session -> session.send(text, true));
                    }
                }
            }
        });
    }
}
