package dev.agentbus.view;

import io.helidon.common.buffers.BufferData;
import io.helidon.webserver.ConnectionContext;
import io.helidon.websocket.WsListener;
import io.helidon.websocket.WsSession;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// One WebSocket connection: reads what the client asks, on the connection's thread; its [Client]
/// writes, on another.
///
/// Nothing is ever sent through the session itself: Helidon's `send` encodes anew for every session
/// and must not be called by two threads. The client's writer puts ready frames on the connection's
/// data writer.
final class LiveSocket implements WsListener {
    /// More than any sensible request; a client must not make us collect megabytes.
    private static final int MAX_MESSAGE_CHARACTERS = 16 << 10;

    private static final int TOO_BIG = 1009;
    private static final int NOT_ALLOWED = 1008;

    private final Live live;
    private final BooleanSupplier mayLook;
    private final StringBuilder message = new StringBuilder();
    private @Nullable Client client;

    /// @param mayLook whether the client may still be served
    LiveSocket(Live live, BooleanSupplier mayLook) {
        this.live = live;
        this.mayLook = mayLook;
    }

    @Override
    public void onOpen(WsSession session) {
        Client opened = new Client(wireOf(session), live.clients().settings(), live.clock(), Thread.currentThread());
        client = opened;
        if (!live.clients().add(opened)) {
            opened.close(LiveClients.TRY_AGAIN_LATER, "Too many live clients");
            startWriting(opened);
            return;
        }
        Snapshot snapshot = live.state().snapshot();
        Instant now = live.clock().instant();
        opened.outbox()
                .begin(
                        List.of(
                                Frame.message("CONNECTED", "Connected to agentbus", now),
                                StateJson.stateFrame(
                                        "INITIAL_STATE", snapshot, live.feed().status(), now)),
                        snapshot.sequence());
        startWriting(opened);
    }

    @Override
    public void onMessage(WsSession session, String text, boolean last) {
        Client opened = allowed();
        if (opened == null) {
            return;
        }
        if (message.length() + text.length() > MAX_MESSAGE_CHARACTERS) {
            opened.close(TOO_BIG, "Messages must be at most " + MAX_MESSAGE_CHARACTERS + " characters");
            return;
        }
        message.append(text);
        if (last) {
            String whole = message.toString();
            message.setLength(0);
            answer(opened, whole);
        }
    }

    @Override
    public void onMessage(WsSession session, BufferData bytes, boolean last) {
        Client opened = allowed();
        if (opened != null && last) {
            opened.reply(refusal("Invalid message format"));
        }
    }

    @Override
    public void onPing(WsSession session, BufferData payload) {
        Client opened = allowed();
        if (opened != null) {
            opened.reply(Frame.pong(payload.readBytes()));
        }
    }

    @Override
    public void onPong(WsSession session, BufferData payload) {
        Client opened = allowed();
        if (opened != null) {
            opened.answered();
        }
    }

    @Override
    public void onClose(WsSession session, int status, String reason) {
        leave();
    }

    @Override
    public void onError(WsSession session, Throwable failure) {
        leave();
    }

    /// The client, as long as it may be served; one that never shows a sign of life is dropped anyway.
    private @Nullable Client allowed() {
        Client opened = client;
        if (opened == null || mayLook.getAsBoolean()) {
            return opened;
        }
        opened.close(NOT_ALLOWED, "Signed out");
        return null;
    }

    private void leave() {
        Client opened = client;
        if (opened != null) {
            live.clients().remove(opened);
            opened.outbox().close();
        }
    }

    private void startWriting(Client opened) {
        Thread.ofVirtual().name("view-socket").start(() -> {
            try {
                opened.writeAll();
            } finally {
                live.clients().remove(opened);
            }
        });
    }

    private void answer(Client opened, String text) {
        try {
            ClientMessage asked = ClientMessage.parse(text);
            switch (asked.action()) {
                case PING ->
                    opened.reply(StateJson.pongFrame(
                            live.feed().status(), live.clock().instant()));
                case GET_STATE ->
                    opened.reply(StateJson.stateFrame(
                            "CURRENT_STATE",
                            live.state().snapshot(),
                            live.feed().status(),
                            live.clock().instant()));
                case SUBSCRIBE, UNSUBSCRIBE -> {
                    Subscription before = opened.subscription();
                    opened.subscription(changed(before, asked));
                    opened.reply(subscriptions(opened.subscription()));
                    live.states().greet(opened, before);
                }
            }
        } catch (ClientMessage.Refused e) {
            opened.reply(refusal(String.valueOf(e.getMessage())));
        }
    }

    private static Subscription changed(Subscription now, ClientMessage asked) {
        Subscription wanted = asked.filter().map(now::filtered).orElse(now);
        List<Channel> named = new ArrayList<>();
        asked.topics().forEach(name -> Channel.find(name).ifPresent(named::add));
        boolean all = asked.topics().contains(Channel.ALL);
        if (asked.action() == ClientMessage.Action.SUBSCRIBE) {
            return all ? wanted.subscribeAll() : wanted.subscribe(named);
        }
        return named.isEmpty() ? wanted : wanted.unsubscribe(named);
    }

    private Frame subscriptions(Subscription subscription) {
        JsonBytes out = new JsonBytes().beginObject().field("type", "SUBSCRIPTION_UPDATED");
        out.name("data").beginObject().name("subscriptions").beginArray();
        subscription.names().forEach(out::value);
        out.endArray().name("filter");
        subscription.filter().writeTo(out);
        out.endObject().field("timestamp", live.clock().instant().toString()).endObject();
        return Frame.of("SUBSCRIPTION_UPDATED", Channel.SYSTEM, out.toBytes());
    }

    private Frame refusal(String message) {
        JsonBytes out = new JsonBytes().beginObject().field("type", "ERROR").field("message", message);
        out.name("data")
                .beginObject()
                .field("message", message)
                .name("validActions")
                .beginArray();
        ClientMessage.VALID_ACTIONS.forEach(out::value);
        out.endArray().name("validTopics").beginArray();
        Channel.validNames().forEach(out::value);
        out.endArray().field("timestamp", live.clock().instant().toString()).endObject();
        out.field("timestamp", live.clock().instant().toString()).endObject();
        return Frame.of("ERROR", Channel.ERRORS, out.toBytes());
    }

    private static Wire wireOf(WsSession session) {
        if (!(session.socketContext() instanceof ConnectionContext connection)) {
            throw new IllegalStateException("A server's WebSocket session stands on a connection");
        }
        return new Wire() {
            @Override
            public boolean answersPings() {
                return true;
            }

            @Override
            public byte[] encoded(Frame frame) {
                return frame.socketBytes();
            }

            @Override
            public void write(byte[] bytes) {
                connection.dataWriter().writeNow(BufferData.createReadOnly(bytes, 0, bytes.length));
            }
        };
    }
}
