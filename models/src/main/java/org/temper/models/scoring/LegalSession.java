package org.temper.models.scoring;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.google.common.primitives.ImmutableLongArray;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.temper.api.DecodingSession;
import org.temper.api.SequenceBatch;
import org.temper.api.semantic.Continuations;

/** A session whose logits are those of the tokens that may come next. */
public final class LegalSession implements DecodingSession {
  private final DecodingSession session;
  private final Continuations continuations;
  private final NDManager manager;
  private ImmutableLongArray[] tokens;
  private @Nullable NDArray logits;

  private LegalSession(
      DecodingSession session,
      Continuations continuations,
      NDManager manager,
      ImmutableLongArray[] tokens) {
    this.session = session;
    this.continuations = continuations;
    this.manager = manager;
    this.tokens = tokens;
  }

  /**
   * A session.
   *
   * @param session what decodes; closed with this one
   * @param prompts what it was opened with
   */
  public static LegalSession of(
      DecodingSession session,
      Continuations continuations,
      NDManager parent,
      SequenceBatch prompts) {
    return new LegalSession(
        session,
        continuations,
        parent.newSubManager(),
        IntStream.range(0, prompts.rows())
            .mapToObj(row -> ImmutableLongArray.copyOf(prompts.rowTokens(row)))
            .toArray(ImmutableLongArray[]::new));
  }

  @Override
  public NDArray logits() {
    NDArray all = session.logits();
    if (logits == null) {
      int[] live = session.liveRows();
      int size = (int) all.getShape().get(1);
      float[] added = LegalLogits.none(live.length, size);
      for (int i = 0; i < live.length; i++) {
        LegalLogits.allow(added, i * size, continuations.after(tokens[live[i]]));
      }
      try (NDManager scope = manager.newSubManager()) {
        NDArray legal = all.add(scope.create(added, new Shape(live.length, size)));
        legal.attach(manager);
        logits = legal;
      }
    }
    return logits;
  }

  private void changed() {
    if (logits != null) {
      logits.close();
      logits = null;
    }
  }

  @Override
  public void advance(long... next) {
    int[] live = session.liveRows();
    session.advance(next);
    for (int i = 0; i < live.length; i++) {
      grow(live[i], next[i]);
    }
    changed();
  }

  @Override
  public void append(int row, long... more) {
    session.append(row, more);
    grow(row, more);
    changed();
  }

  private void grow(int row, long... more) {
    tokens[row] = ImmutableLongArray.builder().addAll(tokens[row]).addAll(more).build();
  }

  @Override
  public void finish(int row) {
    session.finish(row);
    changed();
  }

  @Override
  public void begin(int row, long... prompt) {
    session.begin(row, prompt);
    tokens[row] = ImmutableLongArray.copyOf(prompt);
    changed();
  }

  @Override
  public void select(int... parents) {
    session.select(parents);
    tokens = Arrays.stream(parents).mapToObj(row -> tokens[row]).toArray(ImmutableLongArray[]::new);
    changed();
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
  public void close() {
    session.close();
    manager.close();
  }
}
