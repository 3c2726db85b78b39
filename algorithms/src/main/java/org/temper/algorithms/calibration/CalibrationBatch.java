package org.temper.algorithms.calibration;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableLongArray;
import java.util.Arrays;
import java.util.List;
import org.temper.algorithms.calibration.ReferenceScores.Choices;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenCount;
import org.temper.api.TokenSequence;
import org.temper.api.items.Candidates;

/**
 * Answers whose correctness is asked together. Each is one sequence, question, answer, asking and
 * an option, so that one pass scores both what the model answered and what it says of that.
 *
 * @param examples the answers, at least one
 * @param options what may be said of them
 */
public record CalibrationBatch(List<CalibrationExample> examples, AnswerOptions options)
    implements TokenCount {

  /**
   * Checks and copies.
   *
   * @throws IllegalArgumentException if there is no example
   */
  public CalibrationBatch {
    checkArgument(!examples.isEmpty(), "examples: expected at least one, got none");
    examples = ImmutableList.copyOf(examples);
  }

  @Override
  public long tokenCount() {
    return examples.stream().mapToLong(CalibrationExample::length).sum();
  }

  /** Scored at the answers and at the last token, in whose position the options stand. */
  SequenceBatch sequences() {
    return SequenceBatch.of(examples.stream().map(this::sequence).toList());
  }

  private TokenSequence sequence(CalibrationExample example) {
    long[] tokens =
        ImmutableLongArray.builder(example.length())
            .addAll(example.question())
            .addAll(example.answer())
            .addAll(example.asking())
            .add(options.tokens().get(0))
            .build()
            .toArray();
    boolean[] scored = new boolean[tokens.length];
    int start = example.question().length();
    Arrays.fill(scored, start, start + example.answer().length(), true);
    scored[tokens.length - 1] = true;
    return TokenSequence.of(tokens, scored);
  }

  /**
   * The options at the last token of each row, the reference's choices wherever a token of the
   * answer stands, and the token itself everywhere else.
   */
  Candidates candidates(SequenceBatch sequences) {
    int columns = sequences.columns();
    int count = Math.max(options.count(), choices());
    long[] tokens = new long[sequences.rows() * columns * count];
    for (int row = 0; row < sequences.rows(); row++) {
      CalibrationExample example = examples.get(row);
      for (int column = 0; column < columns; column++) {
        int from = (row * columns + column) * count;
        Arrays.fill(tokens, from, from + count, sequences.token(row, column));
        put(scored(example, column), tokens, from);
      }
    }
    return new Candidates(tokens, sequences.rows(), columns, count);
  }

  /** The most choices that the reference scored at one position, 0 where it scored none. */
  int choices() {
    return examples.stream()
        .flatMap(example -> example.reference().stream())
        .mapToInt(scores -> scores instanceof Choices choices ? choices.tokens().length() : 0)
        .max()
        .orElse(0);
  }

  private ImmutableLongArray scored(CalibrationExample example, int column) {
    if (column == example.length() - 1) {
      return options.tokens();
    }
    int start = example.question().length();
    boolean answered = column >= start && column < start + example.answer().length();
    return answered && example.reference().orElse(null) instanceof Choices choices
        ? choices.tokens()
        : ImmutableLongArray.of();
  }

  private static void put(ImmutableLongArray tokens, long[] into, int from) {
    for (int i = 0; i < tokens.length(); i++) {
      into[from + i] = tokens.get(i);
    }
  }
}
