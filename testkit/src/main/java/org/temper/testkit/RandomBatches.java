package org.temper.testkit;

import ai.djl.ndarray.NDArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenSequence;

/** Sequences and batches for laws, drawn from a generator. */
final class RandomBatches {
  static final int MAX_LENGTH = 8;

  /** Which side of a row is padded. */
  enum Side {
    LEFT,
    RIGHT
  }

  private RandomBatches() {}

  static long[] tokens(int length, long vocabularySize, Random random) {
    long[] tokens = new long[length];
    for (int i = 0; i < length; i++) {
      tokens[i] = token(vocabularySize, random);
    }
    return tokens;
  }

  static long token(long vocabularySize, Random random) {
    return random.nextInt((int) Math.min(vocabularySize, Integer.MAX_VALUE));
  }

  /** Ragged texts of 2 to 8 tokens, of which the first is as long as any. */
  static List<TokenSequence> texts(int rows, long vocabularySize, Random random) {
    List<TokenSequence> texts = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      int length = row == 0 ? MAX_LENGTH : 2 + random.nextInt(MAX_LENGTH - 1);
      texts.add(TokenSequence.ofText(tokens(length, vocabularySize, random)));
    }
    return texts;
  }

  static List<long[]> prompts(int rows, long vocabularySize, Random random) {
    List<long[]> prompts = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      prompts.add(tokens(1 + random.nextInt(4), vocabularySize, random));
    }
    return prompts;
  }

  /** A batch padded on a side, with random valid ids under the padding. */
  static SequenceBatch padded(
      List<TokenSequence> sequences, Side side, int columns, long vocabularySize, Random random) {
    int rows = sequences.size();
    long[] tokens = tokens(rows * columns, vocabularySize, random);
    boolean[] attention = new boolean[rows * columns];
    boolean[] completion = new boolean[rows * columns];
    for (int row = 0; row < rows; row++) {
      TokenSequence sequence = sequences.get(row);
      int length = sequence.length();
      int start = row * columns + (side == Side.LEFT ? columns - length : 0);
      System.arraycopy(sequence.tokens(), 0, tokens, start, length);
      System.arraycopy(sequence.completion(), 0, completion, start, length);
      Arrays.fill(attention, start, start + length, true);
    }
    return SequenceBatch.of(rows, columns, tokens, attention, completion);
  }

  /** The values of a [B, T] array at each row's real tokens. */
  static double[][] ofRealTokens(NDArray array, SequenceBatch batch) {
    double[] flat = HostArrays.doubles(array);
    double[][] rows = new double[batch.rows()][];
    for (int row = 0; row < batch.rows(); row++) {
      int start = row * batch.columns() + batch.start(row);
      rows[row] = Arrays.copyOfRange(flat, start, start + batch.length(row));
    }
    return rows;
  }
}
