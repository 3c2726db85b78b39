package org.temper.samplers.constraints;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.primitives.ImmutableIntArray;
import com.google.common.primitives.ImmutableLongArray;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.temper.api.rollouts.Trajectory;
import org.temper.samplers.TinyPolicy;

class TokenTrieTest {
  private static final List<long[]> SEQUENCES =
      List.of(new long[] {3, 1}, new long[] {0, 2}, new long[] {3, 0});

  @Test
  void readsWholeSequencesOneAfterAnother() {
    TokenTrie trie = TokenTrie.of(SEQUENCES);
    assertThat(trie.sequences(ImmutableLongArray.of(0, 2, 3, 1, 3, 0)))
        .isEqualTo(ImmutableIntArray.of(1, 0, 2));
    assertThat(trie.sequence(2)).isEqualTo(ImmutableLongArray.of(3, 0));
    assertThat(trie.longest()).isEqualTo(2);
    assertThat(trie.largestToken()).isEqualTo(3);
  }

  @Test
  void refusesWhatIsNotLegal() {
    TokenTrie trie = TokenTrie.of(SEQUENCES);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> trie.sequences(ImmutableLongArray.of(3, 2)))
        .withMessage("tokens[1]: expected a legal token, got 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> trie.sequences(ImmutableLongArray.of(3)))
        .withMessage("tokens: expected whole sequences, got one cut short");
  }

  @Test
  void refusesSequencesThatBeginOthers() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TokenTrie.of(List.of(new long[] {1, 2}, new long[] {1})))
        .withMessageStartingWith(
            "sequences[1]: expected none that is or begins another, got [1], which begins"
                + " sequences[0]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TokenTrie.of(List.of(new long[] {1, 2}, new long[] {1, 2})))
        .withMessageContaining("which begins");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TokenTrie.of(List.of()))
        .withMessageContaining("at least one");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TokenTrie.of(List.of(new long[0])))
        .withMessageContaining("at least one token");
  }

  @Test
  void drawsEveryLegalSequenceAsOftenAsItsShare() {
    TokenTrie trie = TokenTrie.of(SEQUENCES);
    try (TinyPolicy policy = new TinyPolicy(5, 16, 3)) {
      long[] prompt = {4};
      List<Trajectory> drawn =
          ConstrainedSampler.of(policy, new LegalTokens(trie, 1))
              .sample(List.of(prompt), 4000, 7)
              .get(0);
      double[] counts = new double[3];
      drawn.forEach(t -> counts[trie.sequences(t.completion()).get(0)] += 1.0 / 4000);
      // The first token is 0 or 3, by their share of the two; after 3 it is 0 or 1.
      double[] first = TinyPolicy.logSoftmax(policy.logitsAfter(prompt, 1));
      double three = Math.exp(first[3]) / (Math.exp(first[0]) + Math.exp(first[3]));
      double[] second = TinyPolicy.logSoftmax(policy.logitsAfter(new long[] {4, 3}, 2));
      double one = Math.exp(second[1]) / (Math.exp(second[0]) + Math.exp(second[1]));
      // Five standard deviations of 4,000 draws are below 0.04.
      assertThat(counts[0]).isBetween(three * one - 0.04, three * one + 0.04);
      assertThat(counts[1]).isBetween(1 - three - 0.04, 1 - three + 0.04);
    }
  }

  @Test
  void saysWhatDoesNotFit() {
    TokenTrie trie = TokenTrie.of(SEQUENCES);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new LegalTokens(trie, 4))
        .withMessage("sequences: expected from 1 to the trie's 3, got 4");
    try (TinyPolicy policy = new TinyPolicy(5, 4, 3)) {
      ConstrainedBeamSearch search = ConstrainedBeamSearch.of(policy, new LegalTokens(trie, 1), 2);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> search.search(List.of(new long[] {1, 1, 1})))
          .withMessage("prompts[0]: expected at most 2 tokens, which leaves space for 2, got 3");
      assertThatIllegalArgumentException()
          .isThrownBy(
              () -> search.search(List.of(new long[] {1}), List.of(ImmutableIntArray.of(0, 1, 2))))
          .withMessageContaining("expected at least 1 of 3 sequences to stay, got 3 excluded");
    }
    try (TinyPolicy small = new TinyPolicy(3, 8, 3)) {
      assertThatIllegalArgumentException()
          .isThrownBy(
              () ->
                  ConstrainedBeamSearch.of(small, new LegalTokens(trie, 1), 2)
                      .search(List.of(new long[] {1})))
          .withMessage("trie: expected token ids below the vocabulary's 3, got 3");
    }
  }
}
