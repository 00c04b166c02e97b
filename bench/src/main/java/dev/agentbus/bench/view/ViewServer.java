package dev.agentbus.bench.view;

import dev.agentbus.events.contract.Contracts;
import dev.agentbus.log.LogReader;
import dev.agentbus.log.LogRecord;
import dev.agentbus.log.ReaderSettings;
import dev.agentbus.view.LiveView;
import io.helidon.common.buffers.BufferData;
import io.helidon.webserver.ConnectionContext;
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
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/// The measured process: `view`, `bare` or `bytes`, history, rate. Prints its port, then does what
/// its standard input says: `gc` prints the heap in use after a collection, `live` starts the
/// events, `stop` ends them and prints how many there were; the end of input ends the process.
final class ViewServer {
    private ViewServer() {}

    /// Held, so that the level stays set: Helidon greets in several lines otherwise.
    private static final Logger HELIDON = Logger.getLogger("io.helidon");

    public static void main(String[] arguments) throws IOException {
        HELIDON.setLevel(Level.WARNING);
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
        } else if (arguments[0].equals("bytes")) {
            bytes(log, sockets);
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
            switch (command) {
                case "live" -> {
                    log.goLive();
                    System.out.println("live 0");
                }
                case "stop" -> System.out.println("sent " + log.stop());
                case "gc" -> System.out.println("heap " + heapAfterCollection());
                default -> throw new IOException("Cannot obey, got: " + command);
            }
        }
    }

    private static long heapAfterCollection() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    /// The frame that both peers send for a record.
    private static String textOf(LogRecord record) {
        byte[] value = record.value();
        return "{\"type\":\"AGENT_ACTION\",\"data\":"
                + new String(value == null ? new byte[0] : value, StandardCharsets.UTF_8)
                + ",\"createdAt\":\"" + record.timestamp() + "\"}";
    }

    /// One of the peers: one loop that sends each event to one session after the other, which is how
    /// the server's own interface suggests it.
    private static void bare(GeneratedLog log, WsRouting.Builder sockets) {
        List<WsSession> sessions = new CopyOnWriteArrayList<>();
        sockets.endpoint("/ws", () -> new WsListener() {
            @Override
            public void onOpen(WsSession session) {
                sessions.add(session);
            }
        });
        loop(log, record -> {
            String text = textOf(record);
            sessions.forEach(session -> session.send(text, true));
        });
    }

    /// The other peer: the same loop with the frame's bytes made once and written to the connections
    /// themselves; as little work as there can be.
    private static void bytes(GeneratedLog log, WsRouting.Builder sockets) {
        List<ConnectionContext> connections = new CopyOnWriteArrayList<>();
        sockets.endpoint("/ws", () -> new WsListener() {
            @Override
            public void onOpen(WsSession session) {
                connections.add((ConnectionContext) session.socketContext());
            }
        });
        loop(log, record -> {
            byte[] frame = framed(textOf(record).getBytes(StandardCharsets.UTF_8));
            connections.forEach(
                    connection -> connection.dataWriter().writeNow(BufferData.createReadOnly(frame, 0, frame.length)));
        });
    }

    /// A text frame of 126 bytes to 64 kB.
    private static byte[] framed(byte[] payload) {
        byte[] frame = new byte[4 + payload.length];
        frame[0] = (byte) 0x81;
        frame[1] = 126;
        frame[2] = (byte) (payload.length >> 8);
        frame[3] = (byte) payload.length;
        System.arraycopy(payload, 0, frame, 4, payload.length);
        return frame;
    }

    private static void loop(GeneratedLog log, Consumer<LogRecord> broadcast) {
        Thread.ofPlatform().daemon().start(() -> {
            try (LogReader reader = log.reader(ReaderSettings.withoutGroup())) {
                while (true) {
                    reader.poll(Duration.ofMillis(100)).forEach(broadcast);
                }
            }
        });
    }
}
