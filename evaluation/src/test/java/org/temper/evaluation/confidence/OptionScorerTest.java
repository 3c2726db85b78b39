package org.temper.evaluation.confidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableLongArray;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.temper.testkit.LetterCodec;
import org.temper.testkit.tables.TablePolicy;

/** Of a policy whose next token depends on the last one alone. */
class OptionScorerTest {
  private static final int VOCABULARY = 5;

  private static float[][] logits() {
    Random random = new Random(4);
    float[][] logits = new float[VOCABULARY][VOCABULARY];
    for (float[] row : logits) {
      for (int i = 0; i < row.length; i++) {
        row[i] = random.nextFloat() * 4;
      }
    }
    return logits;
  }

  private static double logProb(float[][] logits, long last, long next) {
    double sum = 0;
    for (float logit : logits[(int) last]) {
      sum += Math.exp(logit);
    }
    return logits[(int) last][(int) next] - Math.log(sum);
  }

  private static OptionPrompt prompt(long[] prompt, long[]... options) {
    List<ImmutableLongArray> copied = new ArrayList<>();
    for (long[] option : options) {
      copied.add(ImmutableLongArray.copyOf(option));
    }
    return new OptionPrompt(ImmutableLongArray.copyOf(prompt), copied);
  }

  @Test
  void eachTokenOfEachOptionIsScoredAfterItsPrompt() {
    List<OptionPrompt> prompts =
        List.of(
            prompt(new long[] {1}, new long[] {2}, new long[] {3}),
            prompt(new long[] {0, 4, 2, 2, 3}, new long[] {1}, new long[] {0}, new long[] {4}),
            prompt(new long[] {3, 1}, new long[] {4, 4, 1}, new long[] {0}),
            prompt(new long[] {2, 0, 1}, new long[] {3}, new long[] {2}));
    float[][] logits = logits();
    try (TablePolicy policy = TablePolicy.of(logits)) {
      for (int batchTokens : new int[] {1, 7, 1000}) {
        List<OptionLogProbs> scores = new OptionScorer(policy, batchTokens).score(prompts);
        assertThat(scores).hasSize(prompts.size());
        for (int q = 0; q < scores.size(); q++) {
          OptionPrompt asked = prompts.get(q);
          for (int k = 0; k < asked.options().size(); k++) {
            long last = asked.prompt().get(asked.prompt().length() - 1);
            ImmutableDoubleArray found = scores.get(q).options().get(k);
            ImmutableLongArray option = asked.options().get(k);
            assertThat(found.length()).isEqualTo(option.length());
            for (int t = 0; t < option.length(); t++) {
              assertThat(found.get(t))
                  .isCloseTo(logProb(logits, last, option.get(t)), within(1e-5));
              last = option.get(t);
            }
          }
        }
      }
    }
  }

  @Test
  void promptsAreTokensOfText() {
    OptionPrompt prompt = OptionPrompt.of(new LetterCodec(), "ab", List.of("c", "de"));
    assertThat(prompt.options().stream().map(ImmutableLongArray::length)).containsExactly(1, 2);
    assertThat(prompt.prompt().length()).isEqualTo(new LetterCodec().encodePrompt("ab").length);
  }

  @Test
  void whatCannotBeScoredIsRefused() {
    long[] one = {1};
    assertThatThrownBy(() -> prompt(new long[0], one, one))
        .hasMessage("prompt: expected at least one token, got none");
    assertThatThrownBy(() -> prompt(one, one)).hasMessage("options: expected at least two, got 1");
    assertThatThrownBy(() -> prompt(one, one, new long[0]))
        .hasMessage("options[1]: expected at least one token, got none");
    try (TablePolicy policy = TablePolicy.of(logits())) {
      assertThatThrownBy(() -> new OptionScorer(policy, 0)).hasMessageContaining("batchTokens");
      assertThat(new OptionScorer(policy, 1).score(List.of())).isEmpty();
    }
  }
}
