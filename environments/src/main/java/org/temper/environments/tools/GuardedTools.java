package org.temper.environments.tools;

import com.google.common.base.Utf8;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.temper.api.Excerpt;
import org.temper.data.chat.ToolCall;
import org.temper.samplers.calls.GuardedCalls;
import org.temper.samplers.calls.Outcome;

/**
 * An episode's tools and rewards, called one at a time, each call within a time. What they throw,
 * return too much of or never return is a value. While an abandoned call still runs, none other is
 * made, as what is called need not know of threads.
 */
final class GuardedTools implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(GuardedTools.class);
  private static final int GRACE_MILLIS = 100;

  private final Toolbox toolbox;
  private final ToolLimits limits;
  private final GuardedCalls<Object> calls;

  GuardedTools(Toolbox toolbox, ToolLimits limits) {
    this.toolbox = toolbox;
    this.limits = limits;
    this.calls = GuardedCalls.of("tools", limits.callTime());
  }

  Toolbox toolbox() {
    return toolbox;
  }

  /** Calls a tool, if the call is good. */
  ToolResult call(ToolCall call) {
    return Arguments.check(call, toolbox.definitions()).orElseGet(() -> checked(call));
  }

  private ToolResult checked(ToolCall call) {
    String name = call.name() + ": ";
    Outcome<Object> outcome = run(() -> toolbox.call(call));
    if (outcome instanceof Outcome.Returned<Object> returned) {
      return returned.value() instanceof ToolResult result
          ? new ToolResult(cut(result.text()), result.problem())
          : ToolResult.refused(CallProblem.FAILED, name + "gave no result");
    }
    if (outcome instanceof Outcome.Threw<Object> threw) {
      String message = threw.message();
      String kind = threw.cause().getClass().getSimpleName();
      return ToolResult.refused(
          CallProblem.FAILED, name + (message == null ? kind : kind + ": " + Excerpt.of(message)));
    }
    return ToolResult.refused(
        CallProblem.TIMED_OUT, name + "gave no answer within " + seconds(limits.callTime()));
  }

  /** Asks for a reward, if there is one; NaN where it is not known. */
  OptionalDouble reward(String name, Callable<OptionalDouble> reward) {
    Outcome<Object> outcome = run(reward::call);
    if (outcome instanceof Outcome.Returned<Object> returned
        && returned.value() instanceof OptionalDouble value) {
      return value;
    }
    if (outcome instanceof Outcome.Threw<Object> threw) {
      threw.warn(LOG, "The reward " + name + " is not known");
    } else {
      LOG.warn("The reward {} is not known: no answer within {}", name, limits.callTime());
    }
    return OptionalDouble.of(Double.NaN);
  }

  private Outcome<Object> run(Callable<Object> program) {
    if (!settled()) {
      return new Outcome.TimedOut<>();
    }
    calls.start(0, program);
    return calls.next().outcome();
  }

  /** Whether no abandoned call runs any more; most end soon after they are interrupted. */
  private boolean settled() {
    long end = System.nanoTime() + Duration.ofMillis(GRACE_MILLIS).toNanos();
    while (calls.abandoned() > 0 && System.nanoTime() < end) {
      try {
        Thread.sleep(1);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("tools: interrupted while waiting for them", e);
      }
    }
    return calls.abandoned() == 0;
  }

  /** The beginning of an output that is too long, and how much there was. */
  private String cut(String output) {
    // What is no well-formed Unicode could not be tokenized.
    String text = new String(output.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    int most = limits.outputBytes();
    if (text.length() <= most / 3 || Utf8.encodedLength(text) <= most) {
      return text;
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int end = most;
    while (end > 0 && (bytes[end] & 0xC0) == 0x80) {
      end--;
    }
    return new String(bytes, 0, end, StandardCharsets.UTF_8)
        + "\n[cut: "
        + end
        + " of "
        + bytes.length
        + " bytes]";
  }

  private static String seconds(Duration time) {
    return time.toMillis() / 1000.0 + " s";
  }

  @Override
  public void close() {
    calls.close();
    try {
      toolbox.close();
    } catch (Exception e) {
      LOG.warn("Tools failed to close", e);
    }
  }
}
