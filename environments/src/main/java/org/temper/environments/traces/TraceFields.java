package org.temper.environments.traces;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.base.Ascii;
import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableLongArray;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.temper.api.Excerpt;
import org.temper.api.rollouts.Ending;
import org.temper.api.rollouts.Segment;
import org.temper.api.rollouts.Trajectory;
import org.temper.api.rollouts.Verdict;
import org.temper.data.JsonRecord;
import org.temper.data.MalformedDataException;
import org.temper.data.chat.Conversation;
import org.temper.data.chat.Conversations;
import org.temper.data.chat.ToolCall;
import org.temper.environments.tools.CallProblem;
import org.temper.environments.tools.CallRecord;
import org.temper.environments.tools.EpisodeRewards;
import org.temper.environments.tools.ToolResult;
import org.temper.environments.tools.Transcript;
import org.temper.environments.tools.Turn;

/** Traces of JSON, with errors by file, line and field. */
final class TraceFields {
  private final Path file;
  private final long line;

  private TraceFields(Path file, long line) {
    this.file = file;
    this.line = line;
  }

  static Trace trace(Path file, long line, ObjectNode json) {
    try {
      return new TraceFields(file, line).trace(json);
    } catch (MalformedDataException told) {
      throw told;
    } catch (IllegalArgumentException e) {
      throw new MalformedDataException(file, line, String.valueOf(e.getMessage()));
    }
  }

  static Trace.Key key(Path file, long line, ObjectNode json) {
    return new TraceFields(file, line).key(json);
  }

  private Trace.Key key(ObjectNode json) {
    return new Trace.Key(text(json, "task"), integer(json, "stream"));
  }

  private Trace trace(ObjectNode json) {
    Conversation conversation =
        Conversations.of(JsonRecord.of(file, line, json, JsonRecord.Values.TYPED));
    ImmutableList.Builder<Turn> turns = ImmutableList.builder();
    list(json, "turns").forEach(turn -> turns.add(turn(turn)));
    Ending ending = ending(json.path("ending"));
    ImmutableList.Builder<Segment> segments = ImmutableList.builder();
    list(json, "segments").forEach(segment -> segments.add(segment(segment)));
    JsonNode verdict = json.path("verdict");
    return new Trace(
        key(json),
        Optional.ofNullable(json.get("data")),
        new Transcript(
            conversation, Math.toIntExact(integer(json, "prompt_messages")), turns.build(), ending),
        new Trajectory(segments.build(), ending),
        new EpisodeRewards(rewards(json.path("rewards")), optional(json, "reward")),
        verdict.isMissingNode() ? Optional.empty() : Optional.of(verdict(verdict)),
        instant(json),
        nanos(json));
  }

  private Turn turn(JsonNode json) {
    ImmutableList.Builder<CallRecord> calls = ImmutableList.builder();
    for (JsonNode call : list(json, "calls")) {
      boolean read = call.has("name");
      calls.add(
          new CallRecord(
              read ? Optional.of(call(call)) : Optional.empty(),
              read ? "" : text(call, "written"),
              new ToolResult(
                  text(call, "result"),
                  call.has("problem")
                      ? Optional.of(constant(CallProblem.class, call, "problem"))
                      : Optional.empty()),
              nanos(call)));
    }
    return new Turn(text(json, "text"), text(json, "said"), calls.build(), nanos(json));
  }

  private ToolCall call(JsonNode json) {
    if (!(json.path("arguments") instanceof ObjectNode arguments)) {
      throw expected("arguments", "an object", json.path("arguments"));
    }
    return new ToolCall(
        json.has("id") ? Optional.of(text(json, "id")) : Optional.empty(),
        text(json, "name"),
        arguments);
  }

  private Segment segment(JsonNode json) {
    ImmutableLongArray.Builder tokens = ImmutableLongArray.builder();
    for (JsonNode token : list(json, "tokens")) {
      if (!token.canConvertToLong()) {
        throw expected("tokens", "ids", token);
      }
      tokens.add(token.longValue());
    }
    return switch (text(json, "by")) {
      case "prompt" -> new Segment.Prompt(tokens.build());
      case "environment" -> new Segment.Observation(tokens.build());
      case "policy" ->
          new Segment.Action(
              tokens.build(),
              doubles(json, "log_probs"),
              doubles(json, "behavior_log_probs"),
              optional(json, "reward"));
      default -> throw expected("by", "prompt, policy or environment", json.path("by"));
    };
  }

  private Ending ending(JsonNode json) {
    return new Ending(constant(Ending.Kind.class, json, "kind"), text(json, "reason"));
  }

  private Verdict verdict(JsonNode json) {
    return switch (text(json, "kind")) {
      case "passed" -> new Verdict.Passed();
      case "failed" -> new Verdict.Failed(text(json, "reason"));
      case "unverified" -> new Verdict.Unverified(text(json, "reason"));
      default -> throw expected("verdict.kind", "passed, failed or unverified", json.path("kind"));
    };
  }

  private Map<String, Double> rewards(JsonNode json) {
    Map<String, Double> rewards = new LinkedHashMap<>();
    json.properties()
        .forEach(entry -> rewards.put(entry.getKey(), number(entry.getKey(), entry.getValue())));
    return rewards;
  }

  private Instant instant(JsonNode json) {
    try {
      return Instant.parse(text(json, "at"));
    } catch (DateTimeException e) {
      throw expected("at", "a time such as 2026-01-31T12:00:00Z", json.path("at"));
    }
  }

  private Duration nanos(JsonNode json) {
    return Duration.ofNanos(integer(json, "nanos"));
  }

  private <E extends Enum<E>> E constant(Class<E> type, JsonNode json, String field) {
    String name = text(json, field);
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> Ascii.toLowerCase(constant.name()).equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                expected(
                    field,
                    "one of "
                        + List.of(type.getEnumConstants()).stream()
                            .map(constant -> Ascii.toLowerCase(constant.name()))
                            .toList(),
                    json.path(field)));
  }

  private JsonNode list(JsonNode json, String field) {
    JsonNode value = json.path(field);
    if (!value.isArray()) {
      throw expected(field, "a list", value);
    }
    return value;
  }

  private String text(JsonNode json, String field) {
    JsonNode value = json.path(field);
    if (!value.isTextual()) {
      throw expected(field, "a string", value);
    }
    return value.textValue();
  }

  private long integer(JsonNode json, String field) {
    JsonNode value = json.path(field);
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw expected(field, "an integer", value);
    }
    return value.longValue();
  }

  private ImmutableDoubleArray doubles(JsonNode json, String field) {
    ImmutableDoubleArray.Builder values = ImmutableDoubleArray.builder();
    list(json, field).forEach(value -> values.add(number(field, value)));
    return values.build();
  }

  private OptionalDouble optional(JsonNode json, String field) {
    return json.has(field)
        ? OptionalDouble.of(number(field, json.path(field)))
        : OptionalDouble.empty();
  }

  /** A number; those that JSON has not are strings. */
  private double number(String field, JsonNode value) {
    if (value.isNumber()) {
      return value.doubleValue();
    }
    return switch (value.asText()) {
      case "NaN" -> Double.NaN;
      case "Infinity" -> Double.POSITIVE_INFINITY;
      case "-Infinity" -> Double.NEGATIVE_INFINITY;
      default -> throw expected(field, "a number", value);
    };
  }

  private MalformedDataException expected(String field, String what, JsonNode got) {
    return new MalformedDataException(
        file,
        line,
        field
            + ": expected "
            + what
            + ", got "
            + (got.isMissingNode() ? "nothing" : Excerpt.of(got)));
  }
}
