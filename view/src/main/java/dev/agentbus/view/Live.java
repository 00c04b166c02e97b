package dev.agentbus.view;

import java.time.Clock;

/// The moving parts of a view, as its sockets, streams and routes use them.
record Live(LiveState state, LiveFeed feed, LiveClients clients, StatePush states, Clock clock) {}
