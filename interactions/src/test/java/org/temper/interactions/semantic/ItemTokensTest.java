package org.temper.interactions.semantic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.primitives.ImmutableIntArray;
import com.google.common.primitives.ImmutableLongArray;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenSequence;
import org.temper.api.semantic.Continuations;
import org.temper.api.semantic.SemanticIds;
import org.temper.api.updates.UpdateSource;
import org.temper.data.BatchConfig;
import org.temper.interactions.InteractionLog;
import org.temper.interactions.InteractionLogBuilder;
import org.temper.interactions.semantic.ItemTokens.StartPlace;
import org.temper.interactions.sequences.SequenceConfig;
import org.temper.interactions.sequences.UserSequences;

class ItemTokensTest {
  /** Items 0, 1 and 2 have the codes (0, 1), (2, 0) and (0, 0) of three and two. */
  private static final ItemTokens WRITING =
      new ItemTokens(
          SemanticIds.of(
              ImmutableIntArray.of(3, 2),
              List.of(
                  ImmutableIntArray.of(0, 1),
                  ImmutableIntArray.of(2, 0),
                  ImmutableIntArray.of(0, 0))));

  @Test
  void aHistoryIsAStartAndTheCodesOfItsItems() {
    // Level 0 has the tokens 1 to 3, level 1 those from 4 on.
    assertThat(WRITING.prompt(ImmutableIntArray.of(1, 0))).containsExactly(0, 3, 4, 1, 5);
    assertThat(WRITING.prompt(ImmutableIntArray.of())).containsExactly(0);
    assertThat(WRITING.vocabularySize()).isEqualTo(6);
    assertThat(WRITING.length(2)).isEqualTo(5);
  }

  @Test
  void whatMayComeNextLeadsToAnItem() {
    Continuations continuations = WRITING.continuations();
    // Level 0 has the tokens 1 to 3, of which no item has the second; level 1 has 4 and 5.
    ImmutableLongArray first = ImmutableLongArray.of(1, 3);
    assertThat(continuations.after(ImmutableLongArray.of(0))).isEqualTo(first);
    assertThat(continuations.after(ImmutableLongArray.of(0, 1)))
        .isEqualTo(ImmutableLongArray.of(4, 5));
    assertThat(continuations.after(ImmutableLongArray.of(0, 1, 5))).isEqualTo(first);
    assertThat(continuations.after(ImmutableLongArray.of(0, 1, 5, 3)))
        .isEqualTo(ImmutableLongArray.of(4));
    // A history as models read it that take it as a whole.
    assertThat(continuations.after(ImmutableLongArray.of(3, 4, 0))).isEqualTo(first);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> continuations.after(ImmutableLongArray.of(0, 2)))
        .withMessage("tokens: expected the first codes of an item, got [1]");
  }

  @Test
  void theCodesOfAScoredItemAreScored() {
    SequenceBatch items =
        SequenceBatch.of(
            List.of(
                TokenSequence.of(new long[] {1}, new long[] {0, 2}),
                TokenSequence.of(new long[] {2, 0}, new long[] {1})));
    SequenceBatch written = WRITING.write(items);
    assertThat(written.rowTokens(0)).containsExactly(0, 3, 4, 1, 5, 1, 4);
    assertThat(written.scoredTokens()).isEqualTo(6);
    assertThat(written.isScored(0, 2)).isFalse();
    assertThat(written.isScored(0, 3)).isTrue();
    assertThat(written.isScored(1, 4)).isFalse();
    assertThat(written.isScored(1, 5)).isTrue();
    assertThat(written.isScored(1, 6)).isTrue();
  }

  @Test
  void theStartMayStandBetweenHistoryAndWhatIsGenerated() {
    ItemTokens after = new ItemTokens(WRITING.ids(), StartPlace.AFTER_HISTORY);
    assertThat(after.prompt(ImmutableIntArray.of(1, 0))).containsExactly(3, 4, 1, 5, 0);
    assertThat(after.prompt(ImmutableIntArray.of())).containsExactly(0);
    SequenceBatch items =
        SequenceBatch.of(
            List.of(
                TokenSequence.of(new long[] {1}, new long[] {0, 2}),
                TokenSequence.of(new long[] {2, 0}, new long[] {1})));
    SequenceBatch written = after.write(items);
    assertThat(written.rowTokens(0)).containsExactly(3, 4, 0, 1, 5, 1, 4);
    assertThat(written.rowTokens(1)).containsExactly(1, 4, 1, 5, 0, 3, 4);
    assertThat(written.scoredTokens()).isEqualTo(6);
    assertThat(written.isScored(0, 2)).isFalse();
    assertThat(written.isScored(0, 3)).isTrue();
    assertThat(written.isScored(1, 4)).isFalse();
    assertThat(written.isScored(1, 5)).isTrue();
    // What is not scored at all is a history, as a prompt is.
    assertThat(after.write(SequenceBatch.prompts(List.of(new long[] {1, 0}))).rowTokens(0))
        .containsExactly(after.prompt(ImmutableIntArray.of(1, 0)));
  }

  @Test
  void refusesAnItemThatHasNoCodes() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> WRITING.write(SequenceBatch.prompts(List.of(new long[] {3}))))
        .withMessage("items: expected numbers below the table's 3, got 3 in row 0");
  }

  @Test
  void aSourceIsWrittenUpdateByUpdate() {
    InteractionLogBuilder builder = InteractionLog.builder();
    for (int i = 0; i < 3; i++) {
      builder.add("a", "i" + i, i);
      builder.add("b", "i" + (2 - i), i);
    }
    UserSequences items =
        UserSequences.of(builder.build(1), SequenceConfig.of(8), BatchConfig.of(1));
    UpdateSource<SequenceBatch> written = WRITING.write(items);
    assertThat(written.updatesPerEpoch()).isEqualTo(items.updatesPerEpoch());
    SequenceBatch from = items.update(5, 1).microBatches().get(0);
    SequenceBatch to = written.update(5, 1).microBatches().get(0);
    assertThat(to.rowTokens(0)).isEqualTo(WRITING.write(from).rowTokens(0));
    // The first of three items is a history alone.
    assertThat(to.scoredTokens()).isEqualTo(4);
    assertThat(written.update(5, 1).exampleIds()).isEqualTo(items.update(5, 1).exampleIds());
    assertThat(written.identity()).containsAllEntriesOf(items.identity());
    assertThat(written.identity())
        .isNotEqualTo(
            new ItemTokens(
                    SemanticIds.of(
                        ImmutableIntArray.of(3, 2),
                        List.of(
                            ImmutableIntArray.of(0, 0),
                            ImmutableIntArray.of(2, 0),
                            ImmutableIntArray.of(0, 1))))
                .write(items)
                .identity());
  }
}
