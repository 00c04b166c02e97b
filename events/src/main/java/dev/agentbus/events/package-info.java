/// What travels: ids, headers and the failures that every stage speaks of.
///
/// Enters: bytes and names from a door. Leaves: an [Event][dev.agentbus.events.Event] ready for the
/// log, and on the other side a [DecodedEvent][dev.agentbus.events.codec.DecodedEvent]. Start
/// reading at [Event][dev.agentbus.events.Event], then `contract` (what a topic promises) and
/// `codec` (bytes to fields).
@NullMarked
package dev.agentbus.events;

import org.jspecify.annotations.NullMarked;
