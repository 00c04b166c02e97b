package dev.agentbus.app;

import io.helidon.common.buffers.BufferData;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.websocket.WsListener;
import io.helidon.websocket.WsSession;
import io.helidon.websocket.WsUpgradeException;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A WebSocket behind [Access]: an upgrade passes no HTTP filter, so it is decided here, and again
/// whenever the socket asks: a session may end while the line stands.
final class GuardedSocket implements WsListener {
    private final Access access;
    private final Function<BooleanSupplier, WsListener> sockets;
    private @Nullable WsListener opened;

    /// @param sockets makes the socket behind; what it is given tells whether the caller may still
    ///     be served
    GuardedSocket(Access access, Function<BooleanSupplier, WsListener> sockets) {
        this.access = access;
        this.sockets = sockets;
    }

    @Override
    public Optional<Headers> onHttpUpgrade(HttpPrologue prologue, Headers headers) throws WsUpgradeException {
        Access.Caller caller = AccessFilter.callerOf(prologue, headers);
        switch (access.decide(caller)) {
            case Access.Decision.Granted() -> {
                WsListener socket = sockets.apply(() -> access.decide(caller) instanceof Access.Decision.Granted);
                opened = socket;
                return socket.onHttpUpgrade(prologue, headers);
            }
            case Access.Decision.Denied(int _, String _, String message) -> throw new WsUpgradeException(message);
        }
    }

    @Override
    public void onOpen(WsSession session) {
        socket().onOpen(session);
    }

    @Override
    public void onMessage(WsSession session, String text, boolean last) {
        socket().onMessage(session, text, last);
    }

    @Override
    public void onMessage(WsSession session, BufferData buffer, boolean last) {
        socket().onMessage(session, buffer, last);
    }

    @Override
    public void onPing(WsSession session, BufferData buffer) {
        socket().onPing(session, buffer);
    }

    @Override
    public void onPong(WsSession session, BufferData buffer) {
        socket().onPong(session, buffer);
    }

    @Override
    public void onClose(WsSession session, int status, String reason) {
        socket().onClose(session, status, reason);
    }

    @Override
    public void onError(WsSession session, Throwable cause) {
        socket().onError(session, cause);
    }

    private WsListener socket() {
        return Objects.requireNonNull(opened, "an upgrade comes before everything else");
    }
}
