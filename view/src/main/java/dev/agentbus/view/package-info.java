/// Looking at events: state folded from the log in memory, served by REST, WebSocket and
/// server-sent events.
///
/// Enters: every record of every contract's topic, the last 24 hours first. Leaves: JSON. Start at
/// [LiveView][dev.agentbus.view.LiveView], which puts the parts together;
/// [LiveFeed][dev.agentbus.view.LiveFeed] reads, [LiveState][dev.agentbus.view.LiveState] folds,
/// `LiveClients` pushes, `FleetRoutes` and its neighbours answer.
@NullMarked
package dev.agentbus.view;

import org.jspecify.annotations.NullMarked;
