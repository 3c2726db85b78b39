package org.temper.models.merge;

/**
 * Numbers that follow one another in a tensor, of the base and of every expert. It is filled anew
 * for the next piece.
 */
final class Piece {
  private final String tensor;
  private final float[] base;
  private final float[][] experts;
  private long start;
  private int count;

  /**
   * A piece to be filled.
   *
   * @param tensor the tensor's name
   * @param base the base's numbers; of length 0 where there is no base
   * @param experts the numbers of each expert
   */
  Piece(String tensor, float[] base, float[][] experts) {
    this.tensor = tensor;
    this.base = base;
    this.experts = experts;
  }

  void moveTo(long first, int numbers) {
    start = first;
    count = numbers;
  }

  String tensor() {
    return tensor;
  }

  /** The index in the tensor of the piece's first number. */
  long start() {
    return start;
  }

  int count() {
    return count;
  }

  int experts() {
    return experts.length;
  }

  double base(int i) {
    return base[i];
  }

  double expert(int expert, int i) {
    return experts[expert][i];
  }

  /** A number of an expert's task vector. */
  double difference(int expert, int i) {
    return (double) experts[expert][i] - base[i];
  }

  /** How large that is in float32, which is what magnitudes are compared in. */
  float magnitude(int expert, int i) {
    return Math.abs(experts[expert][i] - base[i]);
  }
}
