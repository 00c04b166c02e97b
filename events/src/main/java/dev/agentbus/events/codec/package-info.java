/// Bytes to fields, once, by a streaming parser.
///
/// Enters: the value of a log record and the contract of its topic. Leaves: a
/// [DecodedEvent][dev.agentbus.events.codec.DecodedEvent], or
/// [Undecodable][dev.agentbus.events.codec.Undecodable] with the reason. Start at
/// [EventDecoder][dev.agentbus.events.codec.EventDecoder].
@NullMarked
package dev.agentbus.events.codec;

import org.jspecify.annotations.NullMarked;
