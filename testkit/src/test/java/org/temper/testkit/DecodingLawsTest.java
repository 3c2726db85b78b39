package org.temper.testkit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import com.google.common.primitives.Ints;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.temper.api.DecodingSession;
import org.temper.api.Policy;
import org.temper.api.SequenceBatch;
import org.temper.testkit.tables.TablePolicy;

/** Each law holds for a right policy and catches the wrong one that it is there for. */
class DecodingLawsTest {
  private static final double TOLERANCE = 1e-4;
  @AutoClose private final TablePolicy policy = TablePolicy.random(5, 7);

  @Test
  void holdForTheTablePolicy() {
    for (long seed = 0; seed < 10; seed++) {
      DecodingLaws.all(policy, TOLERANCE, seed);
    }
  }

  @Test
  void cacheCatchesASessionThatKeepsStaleLogits() {
    Policy stale =
        AlteredPolicy.decoding(
            policy,
            session -> {
              NDArray first = session.logits().duplicate();
              return AlteredSession.of(session).withLogits(s -> first);
            });
    assertThatThrownBy(() -> DecodingLaws.cacheEqualsNoCache(stale, TOLERANCE, 1))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("next-token log-probs of row ");
  }

  @Test
  void paddingCatchesAPolicyThatTakesEachRowFromItsFirstColumn() {
    Policy careless = AlteredPolicy.prompting(policy, DecodingLawsTest::fromTheFirstColumn);
    assertThatThrownBy(() -> DecodingLaws.paddingDoesNotMatter(careless, TOLERANCE, 1))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("of prompts padded on the LEFT");
  }

  private static SequenceBatch fromTheFirstColumn(SequenceBatch batch) {
    List<long[]> rows = new ArrayList<>();
    for (int row = 0; row < batch.rows(); row++) {
      int number = row;
      rows.add(
          IntStream.range(0, batch.length(row))
              .mapToLong(column -> batch.token(number, column))
              .toArray());
    }
    return SequenceBatch.prompts(rows);
  }

  static List<Named<BiConsumer<DecodingSession, int[]>>> wrongSelections() {
    return List.of(
        Named.of("nothing happens", (session, parents) -> {}),
        Named.of(
            "in ascending order",
            (session, parents) -> session.select(Arrays.stream(parents).sorted().toArray())),
        Named.of(
            "repeats are one",
            (session, parents) -> session.select(Arrays.stream(parents).distinct().toArray())),
        Named.of(
            "all are the first",
            (session, parents) ->
                session.select(Arrays.stream(parents).map(p -> parents[0]).toArray())),
        Named.of(
            "what waits is doubled",
            (session, parents) -> {
              session.select(parents);
              session.append(0, 0);
            }));
  }

  @ParameterizedTest
  @MethodSource("wrongSelections")
  void selectCatchesRowsThatAreNotTheirParents(BiConsumer<DecodingSession, int[]> selection) {
    Policy wrong =
        AlteredPolicy.decoding(policy, session -> AlteredSession.of(session).withSelect(selection));
    for (long seed = 0; seed < 5; seed++) {
      long drawn = seed;
      assertThatThrownBy(() -> DecodingLaws.selectedRowsAreCopies(wrong, TOLERANCE, drawn))
          .isInstanceOf(AssertionError.class);
    }
  }

  @Test
  void beginCatchesARowThatHasAnotherPrompt() {
    Policy wrong =
        AlteredPolicy.decoding(
            policy,
            session ->
                AlteredSession.of(session)
                    .withBegin(
                        (s, row, prompt) -> {
                          long[] longer = Arrays.copyOf(prompt, prompt.length + 1);
                          s.begin(row, longer);
                        }));
    assertThatThrownBy(() -> DecodingLaws.begunRowsAreFresh(wrong, TOLERANCE, 1))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void selectCatchesForksThatMoveTogether() {
    Policy bound =
        AlteredPolicy.decoding(
            policy,
            session -> {
              int[][] last = {{}};
              return AlteredSession.of(session)
                  .withSelect(
                      (s, parents) -> {
                        s.select(parents);
                        last[0] = parents;
                      })
                  .withAdvance((s, tokens) -> s.advance(sharedByForks(last[0], tokens)));
            });
    assertThatThrownBy(() -> DecodingLaws.selectedRowsAreCopies(bound, TOLERANCE, 1))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("after selecting at step 0");
  }

  /** Each fork gets the token of the first of its parent's. */
  private static long[] sharedByForks(int[] parents, long[] tokens) {
    long[] shared = tokens.clone();
    for (int row = 0; row < shared.length; row++) {
      shared[row] = tokens[Ints.indexOf(parents, parents[row])];
    }
    return shared;
  }

  @Test
  void sampledEqualsScoredCatchesAPolicyThatScoresOtherwise() {
    Policy twofold =
        AlteredPolicy.evaluating(policy, (batch, scores) -> scores.tokenLogProbs().mul(1.1f));
    assertThatThrownBy(() -> DecodingLaws.sampledLogProbsEqualScored(twofold, TOLERANCE, 1))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("scores of what was sampled in row 0");
  }

  @Test
  void refusalsCatchASessionThatTakesAnything() {
    Policy careless =
        AlteredPolicy.decoding(
            policy, session -> AlteredSession.of(session).withAdvance((s, tokens) -> {}));
    assertThatThrownBy(() -> DecodingLaws.wrongTokensAreRefused(careless, 1))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("advancing outside the vocabulary: expected");
  }

  @Test
  void refusalsCatchASessionThatSelectsNoRow() {
    Policy careless =
        AlteredPolicy.decoding(
            policy,
            session ->
                AlteredSession.of(session)
                    .withSelect(
                        (s, parents) -> {
                          if (parents.length > 0) {
                            s.select(parents);
                          }
                        }));
    assertThatThrownBy(() -> DecodingLaws.wrongTokensAreRefused(careless, 1))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("selecting no row: expected");
  }

  @Test
  void closingCatchesASessionThatStaysOpen() {
    List<DecodingSession> left = new ArrayList<>();
    Policy open =
        AlteredPolicy.decoding(
            policy,
            session -> {
              left.add(session);
              return AlteredSession.of(session).withClose(s -> {});
            });
    assertThatThrownBy(() -> DecodingLaws.closedSessionsRefuseCalls(open, 1))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("rows when closed: expected");
    left.forEach(DecodingSession::close);
  }
}
