/// What a call costs an agent: a skill, curl, a Python program.
///
/// Start at [SkillBench][dev.agentbus.bench.skill.SkillBench].
@NullMarked
package dev.agentbus.bench.skill;

import org.jspecify.annotations.NullMarked;
