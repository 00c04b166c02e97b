@NullMarked
package dev.agentbus.view;

import org.jspecify.annotations.NullMarked;
