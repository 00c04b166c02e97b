@NullMarked
package dev.agentbus.ingest.demo;

import org.jspecify.annotations.NullMarked;
