package org.temper.environments.tools;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.temper.api.rollouts.Ending;
import org.temper.data.chat.Conversation;
import org.temper.environments.calls.WrittenTurn;

/**
 * Record of an episode at the level of messages: what rewards and traces see.
 *
 * @param conversation all messages, tools included
 * @param prompt how many of the messages the policy was given at first
 * @param turns the policy's turns, in order
 * @param ending how the episode ended
 */
public record Transcript(Conversation conversation, int prompt, List<Turn> turns, Ending ending) {
  private static final ImmutableSet<CallProblem> MISWRITTEN =
      Sets.immutableEnumSet(
          CallProblem.MALFORMED,
          CallProblem.UNKNOWN_TOOL,
          CallProblem.MISSING_ARGUMENT,
          CallProblem.UNKNOWN_ARGUMENT,
          CallProblem.WRONG_TYPE);

  /**
   * Copies and checks.
   *
   * @throws IllegalArgumentException if the prompt has more messages than there are
   */
  public Transcript {
    checkArgument(
        prompt >= 0 && prompt <= conversation.messages().size(),
        "prompt: expected at most %s messages, got %s",
        conversation.messages().size(),
        prompt);
    turns = ImmutableList.copyOf(turns);
  }

  /**
   * The same with another ending, such as the trajectory's.
   *
   * @param other how the episode ended
   * @return the transcript
   */
  public Transcript withEnding(Ending other) {
    return new Transcript(conversation, prompt, turns, other);
  }

  /**
   * The policy's last turn as text, calls and reasoning left out.
   *
   * @return the text, empty where there was no turn
   */
  public String answer() {
    return turns.isEmpty()
        ? ""
        : new WrittenTurn(turns.get(turns.size() - 1).said(), List.of()).answer();
  }

  /**
   * All calls.
   *
   * @return those of all turns, in order
   */
  public List<CallRecord> calls() {
    return turns.stream().flatMap(turn -> turn.calls().stream()).toList();
  }

  /**
   * The calls that came to nothing.
   *
   * @return how many of each kind; kinds that there were none of are left out
   */
  public Map<CallProblem, Long> problems() {
    Map<CallProblem, Long> counts = new EnumMap<>(CallProblem.class);
    calls().stream()
        .flatMap(call -> Stream.ofNullable(call.result().problem().orElse(null)))
        .forEach(problem -> counts.merge(problem, 1L, Long::sum));
    return Collections.unmodifiableMap(counts);
  }

  /**
   * The calls that could not be parsed or did not fit their tool.
   *
   * @return how many
   */
  public long malformedCalls() {
    return calls().stream()
        .filter(call -> call.result().problem().filter(MISWRITTEN::contains).isPresent())
        .count();
  }
}
