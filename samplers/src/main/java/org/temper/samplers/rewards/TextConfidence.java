package org.temper.samplers.rewards;

import com.google.common.primitives.ImmutableLongArray;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.Function;
import org.temper.api.rollouts.Segment;
import org.temper.api.rollouts.Trajectory;
import org.temper.api.text.TextCodec;

/** A confidence in the text of an episode's last action. */
record TextConfidence<T>(TextCodec codec, Function<String, Optional<Statement>> reader)
    implements StatedConfidence<T> {

  @Override
  public OptionalDouble confidence(T task, Trajectory trajectory) {
    Optional<Statement> found = reader.apply(trajectory.lastActionText(codec));
    return found.isPresent() ? OptionalDouble.of(found.get().confidence()) : OptionalDouble.empty();
  }

  @Override
  public OptionalInt statingTokens(T task, Trajectory trajectory) {
    Optional<Statement> found = reader.apply(trajectory.lastActionText(codec));
    List<Segment> segments = trajectory.segments();
    if (found.isEmpty() || !(segments.get(segments.size() - 1) instanceof Segment.Action action)) {
      return OptionalInt.empty();
    }
    ImmutableLongArray all = trajectory.tokens();
    ImmutableLongArray tokens = action.tokens();
    long[] before = all.subArray(0, all.length() - tokens.length()).toArray();
    // From the end, near which it is: to decode every beginning of a long answer takes long.
    int answer = tokens.length() - 1;
    while (answer > 0
        && codec.decodeAfter(before, tokens.subArray(0, answer).toArray()).length()
            > found.get().start()) {
      answer--;
    }
    return OptionalInt.of(tokens.length() - Math.max(0, answer));
  }
}
