package dev.agentbus.app;

import io.helidon.common.buffers.BufferData;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.websocket.WsListener;
import io.helidon.websocket.WsSession;
import io.helidon.websocket.WsUpgradeException;
import java.util.Optional;

/// A WebSocket behind [Access]: an upgrade passes no HTTP filter, so it is decided here.
final class GuardedSocket implements WsListener {
    private final Access access;
    private final WsListener socket;

    GuardedSocket(Access access, WsListener socket) {
        this.access = access;
        this.socket = socket;
    }

    @Override
    public Optional<Headers> onHttpUpgrade(HttpPrologue prologue, Headers headers) throws WsUpgradeException {
        switch (access.decide(AccessFilter.callerOf(prologue, headers))) {
            case Access.Decision.Granted() -> {
                return socket.onHttpUpgrade(prologue, headers);
            }
            case Access.Decision.Denied(int _, String _, String message) -> throw new WsUpgradeException(message);
        }
    }

    @Override
    public void onOpen(WsSession session) {
        socket.onOpen(session);
    }

    @Override
    public void onMessage(WsSession session, String text, boolean last) {
        socket.onMessage(session, text, last);
    }

    @Override
    public void onMessage(WsSession session, BufferData buffer, boolean last) {
        socket.onMessage(session, buffer, last);
    }

    @Override
    public void onPing(WsSession session, BufferData buffer) {
        socket.onPing(session, buffer);
    }

    @Override
    public void onPong(WsSession session, BufferData buffer) {
        socket.onPong(session, buffer);
    }

    @Override
    public void onClose(WsSession session, int status, String reason) {
        socket.onClose(session, status, reason);
    }

    @Override
    public void onError(WsSession session, Throwable cause) {
        socket.onError(session, cause);
    }
}
