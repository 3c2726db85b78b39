package org.temper.algorithms.calibration;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.Lists;
import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableLongArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.temper.api.Policy;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenScores;
import org.temper.api.TokenSequence;
import org.temper.api.items.CandidatePolicy;
import org.temper.api.items.CandidateScores;
import org.temper.api.items.Candidates;

/**
 * Scores that a reference, the model as it is before tuning, gave at each token of an answer. What
 * the {@link ReferenceTerm} is made of: of the token alone, an estimate without bias; of several
 * choices, the divergence itself between them and all others taken together.
 */
public sealed interface ReferenceScores {

  /**
   * The tokens of the answer that they are of.
   *
   * @return how many there are
   */
  int length();

  /**
   * The scores.
   *
   * @return log-probabilities in nats, as many at each token of the answer
   */
  ImmutableDoubleArray logProbs();

  /**
   * Scores of the tokens of the answer.
   *
   * @param logProbs log-probability of each token, in nats
   */
  record Drawn(ImmutableDoubleArray logProbs) implements ReferenceScores {
    @Override
    public int length() {
      return logProbs.length();
    }
  }

  /**
   * Scores of several tokens wherever a token of the answer stands.
   *
   * @param tokens C token ids, each once: all of a small vocabulary, the options of a question
   * @param logProbs log-probabilities in nats, row-major [tokens of the answer, C]
   */
  record Choices(ImmutableLongArray tokens, ImmutableDoubleArray logProbs)
      implements ReferenceScores {

    /**
     * Checks.
     *
     * @throws IllegalArgumentException if there is no token, one is there twice, or there are not
     *     as many log-probabilities at each position
     */
    public Choices {
      checkArgument(!tokens.isEmpty(), "tokens: expected at least one, got none");
      checkArgument(
          tokens.stream().distinct().count() == tokens.length(),
          "tokens: expected each once, got %s",
          tokens);
      checkArgument(
          logProbs.length() % tokens.length() == 0,
          "logProbs: expected %s for each token of the answer, got %s of all",
          tokens.length(),
          logProbs.length());
    }

    @Override
    public int length() {
      return logProbs.length() / tokens.length();
    }
  }

  /**
   * Scores the tokens of answers with the reference, once: to be done where it did not draw them.
   *
   * @param reference the model as it is before tuning; nothing of it is changed
   * @param examples the answers
   * @param batchSize how many are scored at once, at least 1
   * @return the same answers, each with the log-probabilities of its tokens
   */
  static List<CalibrationExample> ofDrawn(
      Policy reference, List<CalibrationExample> examples, int batchSize) {
    List<CalibrationExample> scored = new ArrayList<>();
    for (List<CalibrationExample> part : parts(examples, batchSize)) {
      SequenceBatch answers = answers(part);
      try (TokenScores scores = reference.evaluate(answers)) {
        add(scored, part, answers, scores.tokenLogProbs().toFloatArray(), 1, Drawn::new);
      }
    }
    return List.copyOf(scored);
  }

  /**
   * Scores choices with the reference at each token of answers, once.
   *
   * @param reference the model as it is before tuning; nothing of it is changed
   * @param examples the answers, whoever gave them
   * @param tokens the choices, each once
   * @param batchSize how many answers are scored at once, at least 1
   * @return the same answers, each with the log-probabilities of the choices
   */
  static List<CalibrationExample> ofChoices(
      CandidatePolicy reference,
      List<CalibrationExample> examples,
      ImmutableLongArray tokens,
      int batchSize) {
    List<CalibrationExample> scored = new ArrayList<>();
    for (List<CalibrationExample> part : parts(examples, batchSize)) {
      SequenceBatch answers = answers(part);
      int count = tokens.length();
      long[] candidates = new long[answers.rows() * answers.columns() * count];
      Arrays.setAll(candidates, i -> tokens.get(i % count));
      try (CandidateScores scores =
          reference.evaluateCandidates(
              answers, new Candidates(candidates, answers.rows(), answers.columns(), count))) {
        add(
            scored,
            part,
            answers,
            scores.logProbs().toFloatArray(),
            count,
            logProbs -> new Choices(tokens, logProbs));
      }
    }
    return List.copyOf(scored);
  }

  private static List<List<CalibrationExample>> parts(
      List<CalibrationExample> examples, int batchSize) {
    checkArgument(batchSize >= 1, "batchSize: expected at least 1, got %s", batchSize);
    return Lists.partition(examples, batchSize);
  }

  private static SequenceBatch answers(List<CalibrationExample> examples) {
    return SequenceBatch.of(
        examples.stream()
            .map(
                example ->
                    TokenSequence.of(example.question().toArray(), example.answer().toArray()))
            .toList());
  }

  private static void add(
      List<CalibrationExample> scored,
      List<CalibrationExample> part,
      SequenceBatch answers,
      float[] logProbs,
      int count,
      Function<ImmutableDoubleArray, ReferenceScores> scores) {
    for (int row = 0; row < part.size(); row++) {
      CalibrationExample example = part.get(row);
      int start = (row * answers.columns() + example.question().length()) * count;
      ImmutableDoubleArray.Builder own = ImmutableDoubleArray.builder();
      for (int i = 0; i < example.answer().length() * count; i++) {
        own.add(logProbs[start + i]);
      }
      scored.add(example.withReference(scores.apply(own.build())));
    }
  }
}
