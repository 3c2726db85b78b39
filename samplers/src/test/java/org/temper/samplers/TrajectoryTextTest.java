package org.temper.samplers;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableLongArray;
import com.google.common.primitives.Longs;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.temper.api.rollouts.Ending;
import org.temper.api.rollouts.Segment;
import org.temper.api.rollouts.Trajectory;
import org.temper.api.text.TextCodec;
import org.temper.testkit.LetterCodec;

class TrajectoryTextTest {
  private static final TextCodec CODEC = new LetterCodec();
  private static final Segment PROMPT =
      new Segment.Prompt(ImmutableLongArray.copyOf(CODEC.encodePrompt("how many")));

  private static Segment said(String text) {
    long[] tokens = Longs.concat(CODEC.encode(text), new long[] {LetterCodec.END});
    ImmutableDoubleArray logProbs = ImmutableDoubleArray.copyOf(new double[tokens.length]);
    return new Segment.Action(
        ImmutableLongArray.copyOf(tokens), logProbs, logProbs, OptionalDouble.empty());
  }

  private static Segment seen(String text) {
    return new Segment.Observation(ImmutableLongArray.copyOf(CODEC.encode(text)));
  }

  private static Trajectory episode(Segment... segments) {
    return new Trajectory(List.of(segments), Ending.terminated(Ending.END_TOKEN));
  }

  @Test
  void whatThePolicySaidLastIsItsLastActionAlone() {
    Trajectory turns = episode(PROMPT, said("count"), seen("three"), said("it is three"));
    assertThat(turns.completionText(CODEC)).isEqualTo("countit is three");
    assertThat(turns.lastActionText(CODEC)).isEqualTo("it is three");
    assertThat(episode(PROMPT, said("count"), seen("three")).lastActionText(CODEC))
        .isEqualTo("count");
    assertThat(episode(PROMPT, said("")).lastActionText(CODEC)).isEmpty();
    assertThat(episode(PROMPT).lastActionText(CODEC)).isEmpty();
  }
}
