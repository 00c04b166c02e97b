/// The page in a real browser, against a bus of its own. Enters: what `acceptance/page/scenarios.mjs` does; leaves: one
/// test per
/// scenario. Start at [PageIT].
@NullMarked
package dev.agentbus.acceptance.page;

import org.jspecify.annotations.NullMarked;
