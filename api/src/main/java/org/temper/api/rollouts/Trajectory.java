package org.temper.api.rollouts;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableLongArray;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import org.temper.api.TokenSequence;
import org.temper.api.text.TextCodec;

/**
 * The record of one episode: who wrote which tokens, with what log-probabilities, what was
 * rewarded, and how it ended.
 *
 * @param segments the segments in order, a prompt first
 * @param ending how it ended
 */
public record Trajectory(List<Segment> segments, Ending ending) {

  /** Checks and copies the segments. */
  public Trajectory {
    checkArgument(
        !segments.isEmpty() && segments.get(0) instanceof Segment.Prompt,
        "segments: expected a prompt first, got %s",
        segments.isEmpty() ? "none" : segments.get(0).getClass().getSimpleName());
    segments = ImmutableList.copyOf(segments);
  }

  /**
   * The tokens of all segments in order.
   *
   * @return the ids
   */
  public ImmutableLongArray tokens() {
    return join(segments.stream().map(Segment::tokens).toList());
  }

  /**
   * The tokens that the policy produced, all actions in order.
   *
   * @return the ids
   */
  public ImmutableLongArray completion() {
    return join(actions().stream().map(Segment.Action::tokens).toList());
  }

  /**
   * The text of what the policy produced, each action as it stands after all that was before it.
   *
   * @param codec turns tokens to text
   * @return the text of all actions in order, special tokens left out
   */
  public String completionText(TextCodec codec) {
    StringBuilder text = new StringBuilder();
    ImmutableLongArray before = ImmutableLongArray.of();
    for (Segment segment : segments) {
      if (segment instanceof Segment.Action) {
        text.append(codec.decodeAfter(before.toArray(), segment.tokens().toArray()));
      }
      before = join(List.of(before, segment.tokens()));
    }
    return text.toString();
  }

  /**
   * The text of the last thing that the policy produced, as it stands after all that was before it:
   * in an environment of several turns, the turn that ended the episode.
   *
   * @param codec turns tokens to text
   * @return the text of the last action, special tokens left out; empty where there was no action
   */
  public String lastActionText(TextCodec codec) {
    for (int i = segments.size() - 1; i >= 0; i--) {
      if (segments.get(i) instanceof Segment.Action action) {
        long[] before =
            join(segments.subList(0, i).stream().map(Segment::tokens).toList()).toArray();
        return codec.decodeAfter(before, action.tokens().toArray());
      }
    }
    return "";
  }

  /**
   * What the policy did.
   *
   * @return the actions in order
   */
  public List<Segment.Action> actions() {
    return segments.stream()
        .filter(Segment.Action.class::isInstance)
        .map(Segment.Action.class::cast)
        .toList();
  }

  /**
   * The sum of the rewards that were given.
   *
   * @return the sum, or nothing where no action was rewarded
   */
  public OptionalDouble totalReward() {
    double[] rewards =
        actions().stream()
            .map(Segment.Action::reward)
            .filter(OptionalDouble::isPresent)
            .mapToDouble(OptionalDouble::getAsDouble)
            .toArray();
    return rewards.length == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(Arrays.stream(rewards).sum());
  }

  /**
   * This trajectory as a sequence to train on: the policy's own tokens are the completion.
   *
   * @return the sequence
   */
  public TokenSequence toSequence() {
    long[] tokens = tokens().toArray();
    boolean[] completion = new boolean[tokens.length];
    int position = 0;
    for (Segment segment : segments) {
      int end = position + segment.tokens().length();
      Arrays.fill(completion, position, end, segment instanceof Segment.Action);
      position = end;
    }
    return TokenSequence.of(tokens, completion);
  }

  private static ImmutableLongArray join(List<ImmutableLongArray> parts) {
    return ImmutableLongArray.copyOf(parts.stream().flatMapToLong(ImmutableLongArray::stream));
  }
}
