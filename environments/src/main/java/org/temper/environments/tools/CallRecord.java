package org.temper.environments.tools;

import java.time.Duration;
import java.util.Optional;
import org.temper.data.chat.ToolCall;

/**
 * A call of a tool as it was made or refused.
 *
 * @param call the call; empty where it could not be read as one
 * @param written what could not be read; empty where it could
 * @param result what the model was told
 * @param time how long the tool took; zero where it was not called
 */
public record CallRecord(
    Optional<ToolCall> call, String written, ToolResult result, Duration time) {}
