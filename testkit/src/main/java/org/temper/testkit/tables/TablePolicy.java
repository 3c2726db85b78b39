package org.temper.testkit.tables;

import static com.google.common.base.Preconditions.checkArgument;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.temper.api.ComposedScores;
import org.temper.api.DecodingSession;
import org.temper.api.NamedParameter;
import org.temper.api.ParameterSet;
import org.temper.api.ScoredBatch;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenOutput;
import org.temper.api.TokenScores;
import org.temper.api.UncachedDecodingSession;
import org.temper.api.items.CandidateScores;
import org.temper.api.items.Candidates;
import org.temper.api.items.ItemPolicy;
import org.temper.api.items.ScoredCandidates;
import org.temper.testkit.Recording;

/**
 * The smallest policy that can learn: a table of bigram logits [V, V], row i for what follows token
 * i. Exact, fast and easy to compute by hand. Its tokens may be words or items.
 */
public final class TablePolicy implements ItemPolicy {
  private static final String LOGITS = "logits";
  private final NDManager manager;
  private final NDArray logits;
  private final ParameterSet parameters;

  private TablePolicy(NDManager manager, NDArray logits, ParameterSet parameters) {
    this.manager = manager;
    this.logits = logits;
    this.parameters = parameters;
  }

  /**
   * A policy with given logits.
   *
   * @param logits [V, V]: {@code logits[i][j]} is that of token j after token i
   * @return a trainable policy, to be closed by the caller
   * @throws IllegalArgumentException if the table is empty or not square
   */
  public static TablePolicy of(float[][] logits) {
    checkArgument(logits.length > 0, "logits: expected at least one row, got none");
    float[] flat = new float[logits.length * logits.length];
    for (int row = 0; row < logits.length; row++) {
      checkArgument(
          logits[row].length == logits.length,
          "logits[%s]: expected %s values, got %s",
          row,
          logits.length,
          logits[row].length);
      System.arraycopy(logits[row], 0, flat, row * logits.length, logits.length);
    }
    return trainable(flat, logits.length);
  }

  /**
   * A policy with logits from a standard normal distribution.
   *
   * @param vocabularySize V, at least 1
   * @param seed decides the logits
   * @return a trainable policy, to be closed by the caller
   * @throws IllegalArgumentException if {@code vocabularySize} is below 1
   */
  public static TablePolicy random(int vocabularySize, long seed) {
    checkArgument(
        vocabularySize >= 1, "vocabularySize: expected at least 1, got %s", vocabularySize);
    Random random = new Random(seed);
    float[] flat = new float[vocabularySize * vocabularySize];
    for (int i = 0; i < flat.length; i++) {
      flat[i] = (float) random.nextGaussian();
    }
    return trainable(flat, vocabularySize);
  }

  /**
   * A policy that gives every token the same probability.
   *
   * @param vocabularySize V, at least 1
   * @return a trainable policy, to be closed by the caller
   * @throws IllegalArgumentException if {@code vocabularySize} is below 1
   */
  public static TablePolicy uniform(int vocabularySize) {
    checkArgument(
        vocabularySize >= 1, "vocabularySize: expected at least 1, got %s", vocabularySize);
    return trainable(new float[vocabularySize * vocabularySize], vocabularySize);
  }

  private static TablePolicy trainable(float[] flat, int size) {
    NDManager manager = NDManager.newBaseManager();
    NDArray logits = manager.create(flat, new Shape(size, size));
    logits.setRequiresGradient(true);
    NamedParameter parameter = new NamedParameter(LOGITS, logits, NamedParameter.Decay.DECAYED);
    return new TablePolicy(manager, logits, ParameterSet.of(List.of(parameter)));
  }

  @Override
  public ParameterSet parameters() {
    return parameters;
  }

  @Override
  public long vocabularySize() {
    return logits.getShape().get(0);
  }

  @Override
  public ScoredBatch score(SequenceBatch batch, Set<TokenOutput> outputs) {
    checkNoValues(outputs);
    TokenLookup lookup = TokenLookup.of(batch, vocabularySize());
    Recording recording = Recording.start();
    NDManager scope = manager.newSubManager();
    // Attached to the scope, so that what is computed from the table does not outlive it.
    NDArray table = logits.reshape(logits.getShape());
    table.attach(scope);
    return ComposedScores.of(tableScores(scope, table, batch, lookup, outputs), recording::backward)
        .releasing(recording::close);
  }

  @Override
  public TokenScores evaluate(SequenceBatch batch, Set<TokenOutput> outputs) {
    checkNoValues(outputs);
    TokenLookup lookup = TokenLookup.of(batch, vocabularySize());
    NDManager scope = manager.newSubManager();
    NDArray table = logits.stopGradient();
    table.attach(scope);
    return tableScores(scope, table, batch, lookup, outputs);
  }

  private static void checkNoValues(Set<TokenOutput> outputs) {
    checkArgument(
        !outputs.contains(TokenOutput.VALUE),
        "outputs: expected no VALUE of a policy without a value head, got %s",
        outputs);
  }

  private static TableScores tableScores(
      NDManager scope,
      NDArray table,
      SequenceBatch batch,
      TokenLookup lookup,
      Set<TokenOutput> outputs) {
    long vocabularySize = table.getShape().get(0);
    long[] pairs = new long[lookup.current().length];
    for (int i = 0; i < pairs.length; i++) {
      pairs[i] = lookup.previous()[i] * vocabularySize + lookup.current()[i];
    }
    NDArray mask = batch.completionMask(scope);
    NDArray logProbs = table.logSoftmax(1);
    NDArray scores = TokenLookup.pick(logProbs.flatten(), pairs, mask);
    NDArray entropies = null;
    if (outputs.contains(TokenOutput.ENTROPY)) {
      NDArray ofEachToken = logProbs.exp().mul(logProbs).sum(new int[] {1}).neg();
      entropies = TokenLookup.pick(ofEachToken, lookup.previous(), mask);
    }
    return new TableScores(scope, scores, entropies, mask);
  }

  @Override
  public ScoredCandidates scoreCandidates(SequenceBatch batch, Candidates candidates) {
    long[] cells = TokenLookup.cells(batch, candidates, vocabularySize());
    Recording recording = Recording.start();
    NDManager scope = manager.newSubManager();
    NDArray table = logits.reshape(logits.getShape());
    table.attach(scope);
    return RecordedCandidates.of(TableCandidates.of(scope, table, batch, cells), recording);
  }

  @Override
  public CandidateScores evaluateCandidates(SequenceBatch batch, Candidates candidates) {
    long[] cells = TokenLookup.cells(batch, candidates, vocabularySize());
    NDManager scope = manager.newSubManager();
    NDArray table = logits.stopGradient();
    table.attach(scope);
    return TableCandidates.of(scope, table, batch, cells);
  }

  @Override
  public float[][] nextItems(SequenceBatch histories) {
    long[] last = lastTokens(histories);
    float[][] next = new float[histories.rows()][];
    try (NDManager scope = manager.newSubManager()) {
      NDArray table = logits.stopGradient();
      table.attach(scope);
      NDArray logProbs = table.logSoftmax(1);
      for (int row = 0; row < next.length; row++) {
        next[row] = logProbs.get(last[row]).toFloatArray();
      }
    }
    return next;
  }

  @Override
  public DecodingSession decode(SequenceBatch prompts) {
    return UncachedDecodingSession.of(
        prompts, vocabularySize(), Integer.MAX_VALUE, this::nextTokenLogits);
  }

  private NDArray nextTokenLogits(SequenceBatch rows, int[] prompts) {
    long[] last = lastTokens(rows);
    try (NDManager scope = manager.newSubManager()) {
      NDArray table = logits.stopGradient();
      table.attach(scope);
      NDArray next = table.get(scope.create(last));
      next.attach(manager);
      return next;
    }
  }

  private static long[] lastTokens(SequenceBatch batch) {
    return IntStream.range(0, batch.rows())
        .mapToLong(row -> batch.token(row, batch.start(row) + batch.length(row) - 1))
        .toArray();
  }

  @Override
  public TablePolicy frozenCopy() {
    NDManager copies = NDManager.newBaseManager();
    NDArray copy = copies.create(logits.toFloatArray(), logits.getShape());
    return new TablePolicy(copies, copy, ParameterSet.empty());
  }

  @Override
  public void close() {
    manager.close();
  }
}
