package org.temper.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.temper.api.ComparisonBatch.Comparison;
import org.temper.api.ComparisonBatch.Group;
import org.temper.api.LabeledBatch.Labeled;
import org.temper.api.PreferenceBatch.Pair;
import org.temper.api.PreferenceBatch.ReferenceLogProbs;
import org.temper.api.TokenSequence;

/** What sources say of their contents: equal for equal examples, another for any other. */
class SourceIdentityTest {
  private static final BatchConfig CONFIG = BatchConfig.of(2);
  private static final TokenSequence A = sequence(1, 2, 3);
  private static final TokenSequence B = sequence(1, 2, 4);
  private static final TokenSequence C = sequence(1, 2);

  private static TokenSequence sequence(long... tokens) {
    return TokenSequence.of(new long[] {9}, tokens);
  }

  private static String sequences(TokenSequence... examples) {
    return contents(SequenceBatches.of(List.of(examples), CONFIG).identity());
  }

  private static String contents(Map<String, String> identity) {
    assertThat(identity).containsOnlyKeys("data.examples", "data.contents", "data.batches");
    return identity.get("data.contents");
  }

  @Test
  void sequencesAreKnownByTokensFlagsAndOrder() {
    String hash = sequences(A, B);
    assertThat(hash).matches("[0-9a-f]{16}").isEqualTo(sequences(sequence(1, 2, 3), B));
    TokenSequence whole = TokenSequence.ofText(new long[] {9, 1, 2, 3});
    assertThat(List.of(sequences(B, A), sequences(A, C), sequences(A, B, B), sequences(whole, B)))
        .doesNotContain(hash);
    // the same tokens, cut elsewhere
    assertThat(sequences(sequence(1, 2), sequence(3)))
        .isNotEqualTo(sequences(sequence(1), sequence(2, 3)));
  }

  @Test
  void howExamplesBecomeBatchesIsStated() {
    Map<String, String> identity = SequenceBatches.of(List.of(A, B), CONFIG).identity();
    assertThat(identity)
        .containsEntry("data.examples", "2")
        .isNotEqualTo(SequenceBatches.of(List.of(A, B), CONFIG.withMicroBatchSize(1)).identity());
  }

  @Test
  void pairsAreKnownByWhichIsPreferredAndByTheirReference() {
    PreferenceBatches batches = PreferenceBatches.of(List.of(new Pair(A, B)), CONFIG);
    String hash = contents(batches.identity());
    assertThat(contents(PreferenceBatches.of(List.of(new Pair(B, A)), CONFIG).identity()))
        .isNotEqualTo(hash);
    String referred =
        contents(batches.withReference(List.of(new ReferenceLogProbs(-1, -2))).identity());
    assertThat(referred)
        .isNotEqualTo(hash)
        .isNotEqualTo(
            contents(batches.withReference(List.of(new ReferenceLogProbs(-1, -3))).identity()));
  }

  @Test
  void comparisonsAndLabelsAreKnownByTheirNumbers() {
    assertThat(compared(0)).isEqualTo(compared(0)).isNotEqualTo(compared(0.5));
    assertThat(labeled(1)).isEqualTo(labeled(1)).isNotEqualTo(labeled(0.5));
  }

  private static String compared(double margin) {
    Group group = new Group(List.of(A, B), List.of(new Comparison(0, 1, margin)));
    return contents(ComparisonBatches.of(List.of(group), CONFIG).identity());
  }

  private static String labeled(double label) {
    return contents(LabeledBatches.of(List.of(new Labeled(A, label)), CONFIG).identity());
  }

  @Test
  void textsAreKnownByPromptAndCompletion() {
    String hash = DataHash.ofTexts(List.of(new PromptCompletion("ab", "c")));
    assertThat(DataHash.ofTexts(List.of(new PromptCompletion("a", "bc")))).isNotEqualTo(hash);
  }
}
