package org.temper.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.temper.api.PreferenceBatch;
import org.temper.api.TokenSequence;
import org.temper.data.Tokenization.Overflow;
import org.temper.testkit.LetterCodec;

class TokenizationTest {
  private static final long B = LetterCodec.BEGIN;
  private static final long E = LetterCodec.END;

  private final LetterCodec codec = new LetterCodec();
  // With begin and end tokens: 5, 8 and 6 tokens.
  private final List<PromptCompletion> records =
      List.of(
          new PromptCompletion("ab", "c"),
          new PromptCompletion("abc", "def"),
          new PromptCompletion("", "abcd"));

  @Test
  void theCompletionAndItsEndTokenAreFlagged() {
    Tokenized<TokenSequence> tokenized =
        Tokenization.of(codec, 8, Overflow.ERROR).sequences(records);
    assertThat(tokenized.examples())
        .containsExactly(
            TokenSequence.of(new long[] {B, 0, 1}, new long[] {2, E}),
            TokenSequence.of(new long[] {B, 0, 1, 2}, new long[] {3, 4, 5, E}),
            TokenSequence.of(new long[] {B}, new long[] {0, 1, 2, 3, E}));
    assertThat(tokenized.dropped()).isZero();
    assertThat(tokenized.truncated()).isZero();
  }

  @Test
  void withoutAnEndTokenNothingFollowsTheCompletion() {
    Tokenization tokenization = new Tokenization(codec, OptionalLong.empty(), 8, Overflow.ERROR);
    assertThat(tokenization.sequences(records).examples().get(0))
        .isEqualTo(TokenSequence.of(new long[] {B, 0, 1}, new long[] {2}));
  }

  @Test
  void tooLongRecordsAreDroppedAndCounted() {
    Tokenized<TokenSequence> tokenized =
        Tokenization.of(codec, 6, Overflow.DROP).sequences(records);
    assertThat(tokenized.examples()).hasSize(2);
    assertThat(tokenized.dropped()).isEqualTo(1);
    assertThat(tokenized.truncated()).isZero();
  }

  @Test
  void tooLongRecordsAreTruncatedAndCounted() {
    Tokenized<TokenSequence> tokenized =
        Tokenization.of(codec, 5, Overflow.TRUNCATE).sequences(records);
    assertThat(tokenized.examples().get(1))
        .isEqualTo(TokenSequence.of(new long[] {B, 0, 1, 2}, new long[] {3}));
    assertThat(tokenized.dropped()).isZero();
    assertThat(tokenized.truncated()).isEqualTo(2);
  }

  @Test
  void tooLongRecordsAreAnErrorWhereAskedFor() {
    assertThatThrownBy(() -> Tokenization.of(codec, 7, Overflow.ERROR).sequences(records))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("records[1].completion: expected at most 7 tokens with its prompt, got 8");
  }

  @Test
  void aRecordWhoseCompletionWouldBeWhollyCutOffIsLeftOutAndCounted() {
    Tokenized<TokenSequence> tokenized =
        Tokenization.of(codec, 4, Overflow.TRUNCATE).sequences(records);
    assertThat(tokenized.dropped()).isEqualTo(1);
    assertThat(tokenized.examples()).hasSize(2);
  }

  @Test
  void pairsThatAreTheSameAreLeftOutAndCounted() {
    List<Preference> pairs =
        List.of(
            new Preference("a", "bc", "cb"),
            new Preference("a", "bc", "bc"),
            // The same after the cut.
            new Preference("a", "bbbbc", "bbbbb"));
    Tokenized<PreferenceBatch.Pair> tokenized =
        Tokenization.of(codec, 5, Overflow.TRUNCATE).pairs(pairs);
    assertThat(tokenized.examples()).hasSize(1);
    assertThat(tokenized.identical()).isEqualTo(2);
    assertThat(tokenized.dropped()).isZero();
  }

  @Test
  void recordsThatAreAllDroppedAreAnError() {
    assertThatThrownBy(() -> Tokenization.of(codec, 2, Overflow.DROP).sequences(records))
        .hasMessage(
            "records: expected at least one with something to learn within 2 tokens (--max-length), got"
                + " none among 3, of which 0 compare what is the same");
    assertThatThrownBy(() -> Tokenization.of(codec, 2, Overflow.DROP).pairs(List.of()))
        .hasMessage("records: expected at least one, got none");
  }

  @Test
  void aRecordWithNothingToScoreIsAnError() {
    Tokenization tokenization = new Tokenization(codec, OptionalLong.empty(), 8, Overflow.DROP);
    assertThatThrownBy(() -> tokenization.sequences(List.of(new PromptCompletion("a", ""))))
        .hasMessage("records[0].completion: expected at least one token to score, got none");
  }

  @Test
  void aPairIsTooLongIfEitherSequenceIs() {
    List<Preference> preferences =
        List.of(new Preference("a", "b", "cd"), new Preference("a", "b", "cdefg"));
    Tokenized<PreferenceBatch.Pair> dropped =
        Tokenization.of(codec, 5, Overflow.DROP).pairs(preferences);
    assertThat(dropped.dropped()).isEqualTo(1);
    assertThat(dropped.examples())
        .containsExactly(
            new PreferenceBatch.Pair(
                TokenSequence.of(new long[] {B, 0}, new long[] {1, E}),
                TokenSequence.of(new long[] {B, 0}, new long[] {2, 3, E})));
    Tokenized<PreferenceBatch.Pair> truncated =
        Tokenization.of(codec, 5, Overflow.TRUNCATE).pairs(preferences);
    assertThat(truncated.examples()).hasSize(2);
    assertThat(truncated.truncated()).isEqualTo(1);
  }

  @Test
  void documentsAreJoinedAndCutIntoBlocks() {
    // B a b E B c d e E: nine tokens.
    assertThat(Tokenization.of(codec, 4, Overflow.ERROR).blocks(List.of("ab", "cde")))
        .containsExactly(
            TokenSequence.ofText(new long[] {B, 0, 1, E}),
            TokenSequence.ofText(new long[] {B, 2, 3, 4}));
    assertThat(Tokenization.of(codec, 7, Overflow.ERROR).blocks(List.of("ab", "cde")))
        .containsExactly(
            TokenSequence.ofText(new long[] {B, 0, 1, E, B, 2, 3}),
            TokenSequence.ofText(new long[] {4, E}));
  }

  @Test
  void tooLittleTextIsAnError() {
    assertThatThrownBy(() -> Tokenization.of(codec, 4, Overflow.ERROR).blocks(List.of()))
        .hasMessage("documents: expected at least two tokens of text, got fewer");
  }

  @Test
  void wrongSettingsAreNamed() {
    assertThatThrownBy(() -> Tokenization.of(codec, 1, Overflow.DROP))
        .hasMessage("maxLength: expected at least 2, got 1");
    assertThatThrownBy(() -> new Tokenization(codec, OptionalLong.of(29), 5, Overflow.DROP))
        .hasMessage("endToken: expected an id below 29, got 29");
  }
}
