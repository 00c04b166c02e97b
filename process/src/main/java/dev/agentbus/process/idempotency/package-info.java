/// Effects that leave the bus happen once per event: a handler claims an event before it acts and
/// marks it done afterwards.
///
/// Enters: requests for claims, in batches. Leaves: who may act, who may not, and why. The store is
/// a fast filter with a bounded memory; where an effect has a database of its own, a unique key
/// there stays the truth. Start at [Claims][dev.agentbus.process.idempotency.Claims], what a handler
/// uses, then [IdempotencyStore][dev.agentbus.process.idempotency.IdempotencyStore], the port.
@NullMarked
package dev.agentbus.process.idempotency;

import org.jspecify.annotations.NullMarked;
