package org.temper.api.items;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.ImmutableDoubleArray;
import java.util.List;
import org.temper.api.TokenCount;

/**
 * Sessions of as many items each, with what came of them.
 *
 * @param sessions at least one
 * @param outcomes of each session, of each target in [0, 1]: whether it happened, or how often
 */
public record LabeledSessions(List<ShownSession> sessions, List<ImmutableDoubleArray> outcomes)
    implements TokenCount {

  /**
   * Checks and copies.
   *
   * @throws IllegalArgumentException if there is no session, they are not alike in size, or
   *     outcomes are missing, are not alike in number, or are outside [0, 1]
   */
  public LabeledSessions {
    sessions = List.copyOf(sessions);
    outcomes = List.copyOf(outcomes);
    checkArgument(!sessions.isEmpty(), "sessions: expected at least one, got none");
    int items = sessions.get(0).items().length();
    for (ShownSession session : sessions) {
      checkArgument(
          session.items().length() == items,
          "sessions: expected %s items each, got %s",
          items,
          session.items().length());
    }
    checkArgument(
        outcomes.size() == sessions.size(),
        "outcomes: expected %s, those of each session, got %s",
        sessions.size(),
        outcomes.size());
    int targets = outcomes.get(0).length();
    for (ImmutableDoubleArray outcome : outcomes) {
      checkArgument(
          outcome.length() == targets && outcome.stream().allMatch(y -> y >= 0 && y <= 1),
          "outcomes: expected %s numbers in [0, 1] of each session, got %s",
          targets,
          outcome);
    }
  }

  /** How many items all sessions have. */
  @Override
  public long tokenCount() {
    return sessions.stream().mapToLong(session -> session.items().length()).sum();
  }
}
