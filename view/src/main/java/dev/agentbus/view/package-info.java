/// Looking at events: state folded from the log in memory, served by REST, WebSocket and SSE.
///
/// Enters: every record of every agent topic. Leaves: JSON. Start at `LiveState`.
@NullMarked
package dev.agentbus.view;

import org.jspecify.annotations.NullMarked;
