package org.temper.environments.traces;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.base.Ascii;
import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableLongArray;
import java.util.Locale;
import org.temper.api.rollouts.Ending;
import org.temper.api.rollouts.Segment;
import org.temper.api.rollouts.Trajectory;
import org.temper.api.rollouts.Verdict;
import org.temper.data.chat.ConversationFormat;
import org.temper.environments.tools.CallRecord;
import org.temper.environments.tools.EpisodeRewards;
import org.temper.environments.tools.Transcript;
import org.temper.environments.tools.Turn;

/** Traces as JSON; {@link TraceFields} reads it. */
final class TraceJson {
  private TraceJson() {}

  static ObjectNode of(Trace trace) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("task", trace.key().task()).put("stream", trace.key().stream());
    trace.data().ifPresent(data -> json.set("data", data));
    Transcript transcript = trace.transcript();
    json.setAll(ConversationFormat.TRL.write(transcript.conversation()));
    json.put("prompt_messages", transcript.prompt());
    ArrayNode turns = json.putArray("turns");
    transcript.turns().forEach(turn -> turns.add(turn(turn)));
    json.set("segments", segments(trace.trajectory()));
    Ending ending = trace.trajectory().ending();
    json.putObject("ending").put("kind", lower(ending.kind())).put("reason", ending.reason());
    rewards(json, trace.rewards());
    trace.verdict().ifPresent(verdict -> json.set("verdict", verdict(verdict)));
    json.put("at", trace.at().toString()).put("nanos", trace.time().toNanos());
    json.set("counts", counts(trace));
    return json;
  }

  private static ObjectNode turn(Turn turn) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("text", turn.text()).put("said", turn.said());
    ArrayNode calls = json.putArray("calls");
    for (CallRecord record : turn.calls()) {
      ObjectNode call = calls.addObject();
      record
          .call()
          .ifPresentOrElse(
              made -> {
                made.id().ifPresent(id -> call.put("id", id));
                call.put("name", made.name()).set("arguments", made.arguments());
              },
              () -> call.put("written", record.written()));
      call.put("result", record.result().text());
      record.result().problem().ifPresent(problem -> call.put("problem", problem.label()));
      call.put("nanos", record.time().toNanos());
    }
    return json.put("nanos", turn.time().toNanos());
  }

  private static ArrayNode segments(Trajectory trajectory) {
    ArrayNode segments = JsonNodeFactory.instance.arrayNode();
    for (Segment segment : trajectory.segments()) {
      ObjectNode json = segments.addObject();
      json.put("by", by(segment)).set("tokens", longs(segment.tokens()));
      if (segment instanceof Segment.Action action) {
        json.set("log_probs", doubles(action.logProbs()));
        json.set("behavior_log_probs", doubles(action.behaviorLogProbs()));
        action.reward().ifPresent(reward -> json.put("reward", reward));
      }
    }
    return segments;
  }

  private static String by(Segment segment) {
    if (segment instanceof Segment.Action) {
      return "policy";
    }
    return segment instanceof Segment.Prompt ? "prompt" : "environment";
  }

  private static void rewards(ObjectNode json, EpisodeRewards rewards) {
    ObjectNode byName = json.putObject("rewards");
    rewards.byName().forEach(byName::put);
    rewards.total().ifPresent(total -> json.put("reward", total));
  }

  private static ObjectNode verdict(Verdict verdict) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    if (verdict instanceof Verdict.Failed failed) {
      return json.put("kind", "failed").put("reason", failed.reason());
    }
    return verdict instanceof Verdict.Unverified unverified
        ? json.put("kind", "unverified").put("reason", unverified.reason())
        : json.put("kind", "passed");
  }

  /** What a reader of files may want to sum without reading all of it. */
  private static JsonNode counts(Trace trace) {
    ObjectNode counts = JsonNodeFactory.instance.objectNode();
    counts.put("turns", trace.transcript().turns().size());
    counts.put("calls", trace.transcript().calls().size());
    counts.put("tokens", trace.trajectory().tokens().length());
    counts.put("policy_tokens", trace.trajectory().completion().length());
    trace
        .transcript()
        .problems()
        .forEach((problem, count) -> counts.put(problem.label(), count.longValue()));
    return counts;
  }

  private static ArrayNode longs(ImmutableLongArray values) {
    ArrayNode list = JsonNodeFactory.instance.arrayNode(values.length());
    values.forEach(list::add);
    return list;
  }

  private static ArrayNode doubles(ImmutableDoubleArray values) {
    ArrayNode list = JsonNodeFactory.instance.arrayNode(values.length());
    values.forEach(list::add);
    return list;
  }

  private static String lower(Enum<?> value) {
    return Ascii.toLowerCase(value.name()).toLowerCase(Locale.ROOT);
  }
}
