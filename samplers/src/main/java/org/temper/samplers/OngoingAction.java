package org.temper.samplers;

import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableLongArray;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import org.temper.api.rollouts.Ending;
import org.temper.api.rollouts.Segment;
import org.temper.api.text.TextCodec;

/** The tokens that a policy has produced so far in one completion or turn. */
final class OngoingAction {
  private final SamplingConfig config;
  private final @Nullable StopStrings stopStrings;
  private final ImmutableDoubleArray.Builder logProbs = ImmutableDoubleArray.builder();
  private final ImmutableDoubleArray.Builder behaviorLogProbs = ImmutableDoubleArray.builder();
  private long[] tokens = new long[16];
  private int size;

  /** An action that follows the given tokens. */
  OngoingAction(SamplingConfig config, @Nullable TextCodec codec, long[] before) {
    this.config = config;
    this.stopStrings =
        codec == null || config.stopStrings().isEmpty()
            ? null
            : new StopStrings(config.stopStrings(), codec, before);
  }

  int size() {
    return size;
  }

  /** Adds the token that a choice holds for a row, and tells whether and why it is the last. */
  Optional<Ending> add(Choice choice, int row) {
    if (size == tokens.length) {
      tokens = Arrays.copyOf(tokens, 2 * size);
    }
    long token = choice.tokens()[row];
    tokens[size++] = token;
    logProbs.add(choice.logProbs()[row]);
    behaviorLogProbs.add(choice.behaviorLogProbs()[row]);
    if (config.stopTokens().filter(stops -> stops.contains(token)).isPresent()) {
      return Optional.of(Ending.terminated(Ending.END_TOKEN));
    }
    if (stopStrings != null && stopStrings.isIn(Arrays.copyOf(tokens, size))) {
      return Optional.of(Ending.terminated(Ending.STOP_STRING));
    }
    return size >= config.maxNewTokens()
        ? Optional.of(Ending.truncated(Ending.LENGTH))
        : Optional.empty();
  }

  ImmutableLongArray tokens() {
    return ImmutableLongArray.copyOf(Arrays.copyOf(tokens, size));
  }

  Segment.Action finish(OptionalDouble reward) {
    return new Segment.Action(tokens(), logProbs.build(), behaviorLogProbs.build(), reward);
  }
}
