package org.temper.testkit;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.temper.api.DecodingSession;
import org.temper.api.Policy;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenSequence;

/**
 * Laws of how a policy decodes. Each takes the policy, the most that two log-probabilities may
 * differ by (1e-4 suits float32), and a seed that decides prompts and choices.
 */
public final class DecodingLaws {
  private static final int ROWS = 3;
  private static final int STEPS = 4;

  private DecodingLaws() {}

  /**
   * All laws of this class.
   *
   * @param policy the policy
   * @param tolerance the most that two log-probabilities may differ by
   * @param seed decides prompts and choices
   * @throws AssertionError if the policy breaks a law
   */
  public static void all(Policy policy, double tolerance, long seed) {
    cacheEqualsNoCache(policy, tolerance, seed);
    paddingDoesNotMatter(policy, tolerance, seed);
    selectedRowsAreCopies(policy, tolerance, seed);
    begunRowsAreFresh(policy, tolerance, seed);
    sampledLogProbsEqualScored(policy, tolerance, seed);
    wrongTokensAreRefused(policy, seed);
    closedSessionsRefuseCalls(policy, seed);
  }

  /**
   * Whatever happened to a session's rows (tokens chosen, foreign tokens appended, other rows
   * finished), its logits are those of a fresh session on the same tokens, up to a constant a row.
   *
   * @param policy the policy
   * @param tolerance the most that two log-probabilities may differ by
   * @param seed decides prompts and choices
   * @throws AssertionError if the policy breaks the law
   */
  public static void cacheEqualsNoCache(Policy policy, double tolerance, long seed) {
    Random random = new Random(seed);
    long vocabularySize = policy.vocabularySize();
    List<long[]> rows = new ArrayList<>(RandomBatches.prompts(ROWS, vocabularySize, random));
    try (DecodingSession session = policy.decode(rows)) {
      for (int step = 0; step < STEPS; step++) {
        compareWithFresh(policy, session, rows, "at step " + step, tolerance);
        advance(session, rows, vocabularySize, random);
        int[] live = session.liveRows();
        compareWithFresh(policy, session, rows, "after advancing at step " + step, tolerance);

        int row = live[random.nextInt(live.length)];
        long[] foreign = RandomBatches.tokens(random.nextInt(4), vocabularySize, random);
        session.append(row, foreign);
        rows.set(row, concat(rows.get(row), foreign));
        compareWithFresh(policy, session, rows, "after appending to row " + row, tolerance);

        if (live.length > 1 && step % 2 == 1) {
          session.finish(live[random.nextInt(live.length)]);
        }
      }
    }
  }

  /**
   * Prompts decode alike whichever side they are padded on, and whatever ids lie under the padding.
   *
   * @param policy the policy
   * @param tolerance the most that two log-probabilities may differ by
   * @param seed decides prompts and choices
   * @throws AssertionError if the policy breaks the law
   */
  public static void paddingDoesNotMatter(Policy policy, double tolerance, long seed) {
    Random random = new Random(seed);
    long vocabularySize = policy.vocabularySize();
    List<TokenSequence> texts = RandomBatches.texts(ROWS, vocabularySize, random);
    int columns = RandomBatches.MAX_LENGTH + 2;
    for (RandomBatches.Side side : RandomBatches.Side.values()) {
      List<long[]> rows = new ArrayList<>(texts.stream().map(TokenSequence::tokens).toList());
      SequenceBatch padded = RandomBatches.padded(texts, side, columns, vocabularySize, random);
      try (DecodingSession session = policy.decode(padded)) {
        String when = "of prompts padded on the " + side;
        compareWithFresh(policy, session, rows, when, tolerance);
        advance(session, rows, vocabularySize, random);
        compareWithFresh(policy, session, rows, when + ", continued", tolerance);
      }
    }
  }

  /**
   * After {@link DecodingSession#select} rows are copies of their parents that go their own ways:
   * forked, dropped and reordered, with appended tokens that still wait and beside finished rows,
   * their logits and those of what they are continued with are those of fresh sessions.
   *
   * @param policy the policy
   * @param tolerance the most that two log-probabilities may differ by
   * @param seed decides prompts and choices
   * @throws AssertionError if the policy breaks the law
   */
  public static void selectedRowsAreCopies(Policy policy, double tolerance, long seed) {
    Random random = new Random(seed);
    long vocabularySize = policy.vocabularySize();
    // One row that becomes many, and many of which some are dropped, before any pass and after.
    for (int count : new int[] {1, ROWS}) {
      List<long[]> rows = new ArrayList<>(RandomBatches.prompts(count, vocabularySize, random));
      try (DecodingSession session = policy.decode(rows)) {
        if (random.nextBoolean()) {
          session.logits();
        }
        select(session, rows, count - 1, 0, 0);
        compareWithFresh(policy, session, rows, "after the first selection", tolerance);
        for (int step = 0; step < STEPS; step++) {
          advance(session, rows, vocabularySize, random);
          int waiting = random.nextInt(rows.size());
          long[] foreign = RandomBatches.tokens(1 + random.nextInt(3), vocabularySize, random);
          session.append(waiting, foreign);
          rows.set(waiting, concat(rows.get(waiting), foreign));
          if (step % 2 == 1) {
            session.finish((waiting + 1) % rows.size());
          }
          int[] live = session.liveRows();
          int last = live[live.length - 1];
          select(session, rows, last, waiting, waiting, live[random.nextInt(live.length)]);
          if (step != 2) { // the next selection then finds all of it waiting
            compareWithFresh(policy, session, rows, "after selecting at step " + step, tolerance);
          }
        }
        select(session, rows, random.nextInt(rows.size()));
        advance(session, rows, vocabularySize, random);
        compareWithFresh(policy, session, rows, "after dropping all but one", tolerance);
      }
    }
  }

  /**
   * A finished row that {@link DecodingSession#begin begins} anew is as one of a fresh session,
   * whatever was in it, among rows that go on and beside others that begin with the same prompt.
   *
   * @param policy the policy
   * @param tolerance the most that two log-probabilities may differ by
   * @param seed decides prompts and choices
   * @throws AssertionError if the policy breaks the law
   */
  public static void begunRowsAreFresh(Policy policy, double tolerance, long seed) {
    Random random = new Random(seed);
    long vocabularySize = policy.vocabularySize();
    List<long[]> rows = new ArrayList<>(RandomBatches.prompts(ROWS, vocabularySize, random));
    try (DecodingSession session = policy.decode(rows)) {
      for (int step = 0; step < STEPS; step++) {
        if (step > 0) { // rows may begin anew before anything was computed
          session.logits();
          advance(session, rows, vocabularySize, random);
        }
        long[] prompt = RandomBatches.tokens(1 + random.nextInt(5), vocabularySize, random);
        int first = random.nextInt(ROWS);
        int[] ended = step % 2 == 0 ? new int[] {first} : new int[] {first, (first + 1) % ROWS};
        for (int row : ended) {
          session.finish(row);
        }
        for (int row : ended) {
          session.begin(row, prompt);
          rows.set(row, prompt);
        }
        compareWithFresh(policy, session, rows, "after beginning at step " + step, tolerance);
        advance(session, rows, vocabularySize, random);
        compareWithFresh(policy, session, rows, "after that, at step " + step, tolerance);
      }
    }
  }

  private static void select(DecodingSession session, List<long[]> rows, int... parents) {
    session.select(parents);
    List<long[]> selected = Arrays.stream(parents).mapToObj(rows::get).toList();
    rows.clear();
    rows.addAll(selected);
    Closeness.assertClose("rows after selecting", parents.length, session.rows(), 0);
    int[] live = session.liveRows();
    if (live.length != parents.length) {
      throw new AssertionError(
          "live rows after selecting: expected all of "
              + parents.length
              + ", got "
              + Arrays.toString(live));
    }
  }

  private static void advance(
      DecodingSession session, List<long[]> rows, long vocabularySize, Random random) {
    int[] live = session.liveRows();
    long[] chosen = RandomBatches.tokens(live.length, vocabularySize, random);
    session.advance(chosen);
    for (int i = 0; i < live.length; i++) {
      rows.set(live[i], concat(rows.get(live[i]), chosen[i]));
    }
  }

  private static void compareWithFresh(
      Policy policy, DecodingSession session, List<long[]> rows, String when, double tolerance) {
    int[] live = session.liveRows();
    double[][] cached = logProbs(session);
    if (cached.length != live.length) {
      throw new AssertionError(
          "logits " + when + ": expected " + live.length + " rows, got " + cached.length);
    }
    for (int i = 0; i < live.length; i++) {
      long[] tokens = rows.get(live[i]);
      Closeness.assertClose(
          "length of row " + live[i] + " " + when, tokens.length, session.length(live[i]), 0);
      try (DecodingSession fresh = policy.decode(List.of(tokens))) {
        Closeness.assertClose(
            "next-token log-probs of row " + live[i] + " " + when,
            logProbs(fresh)[0],
            cached[i],
            tolerance);
      }
    }
  }

  /**
   * The log-probabilities of tokens sampled in a session are those that the policy scores the same
   * tokens with afterwards.
   *
   * @param policy the policy
   * @param tolerance the most that two log-probabilities may differ by
   * @param seed decides prompts and choices
   * @throws AssertionError if the policy breaks the law
   */
  public static void sampledLogProbsEqualScored(Policy policy, double tolerance, long seed) {
    Random random = new Random(seed);
    List<long[]> prompts = RandomBatches.prompts(ROWS, policy.vocabularySize(), random);
    long[][] sampled = new long[ROWS][STEPS];
    double[][] logProbs = new double[ROWS][STEPS];
    try (DecodingSession session = policy.decode(prompts)) {
      for (int step = 0; step < STEPS; step++) {
        double[][] next = logProbs(session);
        long[] chosen = new long[ROWS];
        for (int row = 0; row < ROWS; row++) {
          int token = draw(next[row], random);
          chosen[row] = token;
          sampled[row][step] = token;
          logProbs[row][step] = next[row][token];
        }
        session.advance(chosen);
      }
    }
    List<TokenSequence> sequences = new ArrayList<>();
    for (int row = 0; row < ROWS; row++) {
      sequences.add(TokenSequence.of(prompts.get(row), sampled[row]));
    }
    double[][] scored = PolicyLaws.logProbs(policy, SequenceBatch.of(sequences));
    for (int row = 0; row < ROWS; row++) {
      int start = prompts.get(row).length;
      Closeness.assertClose(
          "scores of what was sampled in row " + row,
          logProbs[row],
          Arrays.copyOfRange(scored[row], start, start + STEPS),
          tolerance);
    }
  }

  /**
   * Ids outside the vocabulary, the wrong number of tokens, finished and unknown rows and empty
   * prompts are refused with {@link IllegalArgumentException}, and leave the session as it was.
   *
   * @param policy the policy
   * @param seed decides the prompts
   * @throws AssertionError if the policy breaks the law
   */
  public static void wrongTokensAreRefused(Policy policy, long seed) {
    Class<IllegalArgumentException> error = IllegalArgumentException.class;
    long outside = policy.vocabularySize();
    Closeness.assertRefused("no prompts", error, () -> policy.decode(List.of()).close());
    Closeness.assertRefused(
        "an empty prompt", error, () -> policy.decode(List.of(new long[0])).close());
    Closeness.assertRefused(
        "a prompt outside the vocabulary",
        error,
        () -> policy.decode(List.of(new long[] {outside})).close());
    List<long[]> prompts = RandomBatches.prompts(2, outside, new Random(seed));
    try (DecodingSession session = policy.decode(prompts)) {
      Closeness.assertRefused(
          "advancing outside the vocabulary", error, () -> session.advance(0, outside));
      Closeness.assertRefused("advancing by too few", error, () -> session.advance(0));
      Closeness.assertRefused(
          "appending outside the vocabulary", error, () -> session.append(0, 0, -1));
      for (int row : new int[] {-1, 2}) {
        String unknown = " row " + row + " of 2";
        Closeness.assertRefused("the length of" + unknown, error, () -> session.length(row));
        Closeness.assertRefused("appending to" + unknown, error, () -> session.append(row, 0));
        Closeness.assertRefused("finishing" + unknown, error, () -> session.finish(row));
        Closeness.assertRefused("selecting" + unknown, error, () -> session.select(0, row));
      }
      Closeness.assertRefused("selecting no row", error, session::select);
      for (int row = 0; row < 2; row++) {
        Closeness.assertClose(
            "length after refusals of row " + row, prompts.get(row).length, session.length(row), 0);
      }
      Closeness.assertRefused("beginning a live row", error, () -> session.begin(0, 0));
      session.finish(0);
      Closeness.assertRefused("beginning with nothing", error, () -> session.begin(0));
      Closeness.assertRefused(
          "beginning outside the vocabulary", error, () -> session.begin(0, outside));
      Closeness.assertRefused("finishing twice", error, () -> session.finish(0));
      Closeness.assertRefused("appending to a finished row", error, () -> session.append(0, 0));
      Closeness.assertRefused("selecting a finished row", error, () -> session.select(1, 0));
      session.finish(1);
      Closeness.assertRefused(
          "logits without a live row", IllegalStateException.class, session::logits);
    }
  }

  /**
   * A closed session refuses every call with {@link IllegalStateException}, but for closing it
   * again.
   *
   * @param policy the policy
   * @param seed decides the prompts
   * @throws AssertionError if the policy breaks the law
   */
  public static void closedSessionsRefuseCalls(Policy policy, long seed) {
    DecodingSession session =
        policy.decode(RandomBatches.prompts(2, policy.vocabularySize(), new Random(seed)));
    session.logits();
    session.close();
    session.close();
    Class<IllegalStateException> error = IllegalStateException.class;
    Closeness.assertRefused("rows when closed", error, session::rows);
    Closeness.assertRefused("live rows when closed", error, session::liveRows);
    Closeness.assertRefused("length when closed", error, () -> session.length(0));
    Closeness.assertRefused("longest length when closed", error, session::maxLength);
    Closeness.assertRefused("logits when closed", error, session::logits);
    Closeness.assertRefused("advancing when closed", error, () -> session.advance(0, 0));
    Closeness.assertRefused("appending when closed", error, () -> session.append(0, 0));
    Closeness.assertRefused("finishing when closed", error, () -> session.finish(0));
    Closeness.assertRefused("selecting when closed", error, () -> session.select(0));
    Closeness.assertRefused("beginning when closed", error, () -> session.begin(0, 0));
  }

  private static double[][] logProbs(DecodingSession session) {
    NDArray logits = session.logits();
    int rows = Math.toIntExact(logits.getShape().get(0));
    int width = Math.toIntExact(logits.getShape().get(1));
    double[] flat = HostArrays.doubles(logits);
    double[][] result = new double[rows][];
    for (int row = 0; row < rows; row++) {
      double[] values = Arrays.copyOfRange(flat, row * width, (row + 1) * width);
      double max = Arrays.stream(values).max().orElseThrow();
      double norm = max + Math.log(Arrays.stream(values).map(v -> Math.exp(v - max)).sum());
      result[row] = Arrays.stream(values).map(v -> v - norm).toArray();
    }
    return result;
  }

  private static int draw(double[] logProbs, Random random) {
    double left = random.nextDouble();
    for (int token = 0; token < logProbs.length; token++) {
      left -= Math.exp(logProbs[token]);
      if (left < 0) {
        return token;
      }
    }
    return logProbs.length - 1;
  }

  private static long[] concat(long[] before, long... more) {
    long[] joined = Arrays.copyOf(before, before.length + more.length);
    System.arraycopy(more, 0, joined, before.length, more.length);
    return joined;
  }
}
