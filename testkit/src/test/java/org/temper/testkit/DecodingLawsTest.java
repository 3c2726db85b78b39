package org.temper.testkit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDArray;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.temper.api.DecodingSession;
import org.temper.api.Policy;
import org.temper.testkit.tables.TablePolicy;

/** Each law holds for a right policy and catches the wrong one that it is there for. */
class DecodingLawsTest {
  private static final double TOLERANCE = 1e-4;
  private final TablePolicy policy = TablePolicy.random(5, 7);

  @AfterEach
  void closePolicy() {
    policy.close();
  }

  @Test
  void holdForTheTablePolicy() {
    for (long seed = 0; seed < 10; seed++) {
      DecodingLaws.all(policy, TOLERANCE, seed);
    }
  }

  @Test
  void cacheCatchesASessionThatKeepsStaleLogits() {
    Policy stale = AlteredPolicy.decoding(policy, StaleSession::new);
    assertThatThrownBy(() -> DecodingLaws.cacheEqualsNoCache(stale, TOLERANCE, 1))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("next-token log-probs of row ");
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
    Policy careless = AlteredPolicy.decoding(policy, CarelessSession::new);
    assertThatThrownBy(() -> DecodingLaws.wrongTokensAreRefused(careless, 1))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("advancing outside the vocabulary: expected");
  }

  /** Remembers the first logits for ever. */
  private static final class StaleSession implements DecodingSession {
    private final DecodingSession session;
    private final NDArray first;

    StaleSession(DecodingSession session) {
      this.session = session;
      this.first = session.logits().duplicate();
    }

    @Override
    public int rows() {
      return session.rows();
    }

    @Override
    public int[] liveRows() {
      return session.liveRows();
    }

    @Override
    public int length(int row) {
      return session.length(row);
    }

    @Override
    public int maxLength() {
      return session.maxLength();
    }

    @Override
    public NDArray logits() {
      return first;
    }

    @Override
    public void advance(long... tokens) {
      session.advance(tokens);
    }

    @Override
    public void append(int row, long... tokens) {
      session.append(row, tokens);
    }

    @Override
    public void finish(int row) {
      session.finish(row);
    }

    @Override
    public void close() {
      first.close();
      session.close();
    }
  }

  /** Takes tokens without looking at them. */
  private record CarelessSession(DecodingSession session) implements DecodingSession {
    @Override
    public int rows() {
      return session.rows();
    }

    @Override
    public int[] liveRows() {
      return session.liveRows();
    }

    @Override
    public int length(int row) {
      return session.length(row);
    }

    @Override
    public int maxLength() {
      return session.maxLength();
    }

    @Override
    public NDArray logits() {
      return session.logits();
    }

    @Override
    public void advance(long... tokens) {}

    @Override
    public void append(int row, long... tokens) {}

    @Override
    public void finish(int row) {
      session.finish(row);
    }

    @Override
    public void close() {
      session.close();
    }
  }
}
