package org.temper.evaluation.confidence;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableLongArray;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.temper.api.Policy;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenScores;
import org.temper.api.TokenSequence;
import org.temper.api.items.CandidatePolicy;
import org.temper.api.items.CandidateScores;
import org.temper.api.items.Candidates;

/**
 * A scorer of options: the log-probability that a policy gives each token of each option, as the
 * answer after its prompt. Questions of about one length are scored together, the longest first, so
 * that what does not fit into memory fails at once. Where all options of a question are one token,
 * such as letters, and the policy can tell them apart at one position, the prompt is read once;
 * else once for each option.
 *
 * @param policy scores; no gradients are recorded
 * @param batchTokens the most tokens of a batch, padding included, at least 1; a question that has
 *     more is a batch of its own
 */
public record OptionScorer(Policy policy, int batchTokens) {

  /**
   * Checks.
   *
   * @throws IllegalArgumentException if there is no room for a token
   */
  public OptionScorer {
    checkArgument(batchTokens >= 1, "batchTokens: expected at least 1, got %s", batchTokens);
  }

  /** A sequence to score, and where its scores go. */
  private record Row(
      int question, int option, TokenSequence sequence, ImmutableLongArray candidates) {}

  /**
   * Scores questions.
   *
   * @param questions the questions
   * @return the log-probabilities of each, in the order of the questions
   * @throws IllegalArgumentException if a question is longer than the policy can take
   */
  public List<OptionLogProbs> score(List<OptionPrompt> questions) {
    checkLengths(questions);
    List<ImmutableDoubleArray[]> scores = new ArrayList<>();
    List<Row> single = new ArrayList<>();
    List<Row> several = new ArrayList<>();
    for (int q = 0; q < questions.size(); q++) {
      OptionPrompt question = questions.get(q);
      scores.add(new ImmutableDoubleArray[question.options().size()]);
      if (policy instanceof CandidatePolicy && question.longest() == 1) {
        single.add(candidates(q, question));
      } else {
        for (int k = 0; k < question.options().size(); k++) {
          several.add(
              new Row(
                  q,
                  k,
                  TokenSequence.of(
                      question.prompt().toArray(), question.options().get(k).toArray()),
                  ImmutableLongArray.of()));
        }
      }
    }
    Map<Integer, List<Row>> byCount = new TreeMap<>();
    single.forEach(
        row -> byCount.computeIfAbsent(row.candidates().length(), n -> new ArrayList<>()).add(row));
    byCount.values().forEach(rows -> batches(rows, batch -> scoreCandidates(batch, scores)));
    batches(several, batch -> scoreSequences(batch, scores));
    return scores.stream().map(options -> new OptionLogProbs(List.of(options))).toList();
  }

  private void checkLengths(List<OptionPrompt> questions) {
    for (int q = 0; q < questions.size(); q++) {
      int length = questions.get(q).length();
      checkArgument(
          length <= policy.maxLength(),
          "questions[%s]: expected at most %s tokens, as many as the model can take, got %s",
          q,
          policy.maxLength(),
          length);
    }
  }

  private static Row candidates(int index, OptionPrompt question) {
    long[] options = question.options().stream().mapToLong(option -> option.get(0)).toArray();
    return new Row(
        index,
        0,
        TokenSequence.of(question.prompt().toArray(), new long[] {options[0]}),
        ImmutableLongArray.copyOf(options));
  }

  private void batches(List<Row> rows, Consumer<List<Row>> scoring) {
    List<Row> sorted = new ArrayList<>(rows);
    sorted.sort(Comparator.comparingInt((Row row) -> row.sequence().length()).reversed());
    for (int from = 0; from < sorted.size(); ) {
      int length = sorted.get(from).sequence().length();
      int to = Math.min(sorted.size(), from + Math.max(1, batchTokens / length));
      scoring.accept(sorted.subList(from, to));
      from = to;
    }
  }

  private static SequenceBatch sequences(List<Row> batch) {
    return SequenceBatch.of(batch.stream().map(Row::sequence).toList());
  }

  private void scoreSequences(List<Row> batch, List<ImmutableDoubleArray[]> scores) {
    SequenceBatch sequences = sequences(batch);
    try (TokenScores scored = policy.evaluate(sequences)) {
      float[] logProbs = scored.tokenLogProbs().toFloatArray();
      for (int r = 0; r < batch.size(); r++) {
        int row = r;
        double[] option =
            IntStream.range(0, sequences.columns())
                .filter(column -> sequences.isScored(row, column))
                .mapToDouble(column -> logProbs[row * sequences.columns() + column])
                .toArray();
        scores.get(batch.get(r).question())[batch.get(r).option()] =
            ImmutableDoubleArray.copyOf(option);
      }
    }
  }

  private void scoreCandidates(List<Row> batch, List<ImmutableDoubleArray[]> scores) {
    SequenceBatch sequences = sequences(batch);
    int count = batch.get(0).candidates().length();
    long[] items = new long[sequences.rows() * sequences.columns() * count];
    for (int r = 0; r < batch.size(); r++) {
      ImmutableLongArray options = batch.get(r).candidates();
      for (int k = 0; k < count; k++) {
        items[position(sequences, r) * count + k] = options.get(k);
      }
    }
    Candidates candidates = new Candidates(items, sequences.rows(), sequences.columns(), count);
    try (CandidateScores scored =
        ((CandidatePolicy) policy).evaluateCandidates(sequences, candidates)) {
      float[] logProbs = scored.logProbs().toFloatArray();
      for (int r = 0; r < batch.size(); r++) {
        ImmutableDoubleArray[] options = scores.get(batch.get(r).question());
        for (int k = 0; k < count; k++) {
          options[k] = ImmutableDoubleArray.of(logProbs[position(sequences, r) * count + k]);
        }
      }
    }
  }

  /** Where the last token of a row stands in the batch: the option's, the only one scored. */
  private static int position(SequenceBatch sequences, int row) {
    return row * sequences.columns() + sequences.start(row) + sequences.length(row) - 1;
  }
}
