/// Recommendations among many patterns, beside a scan of all of them.
///
/// Enters: patterns and questions made up from a seed. Leaves: times per question. Start at
/// [RecommendBench][dev.agentbus.bench.patterns.RecommendBench].
@NullMarked
package dev.agentbus.bench.patterns;

import org.jspecify.annotations.NullMarked;
