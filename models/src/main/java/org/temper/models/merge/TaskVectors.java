package org.temper.models.merge;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;

/**
 * A comparison of the task vectors of experts, the differences of their weights from the base.
 *
 * @param norms the Euclidean norm of each
 * @param cosines the cosine of each two, a symmetric matrix with ones; 0 where a norm is 0
 * @param changed the share of the parameters that each expert changed
 * @param conflicts the share of the parameters, of those that at least two experts changed, that
 *     two of them changed in opposite directions; 0 where there are none
 */
public record TaskVectors(
    List<Double> norms, List<List<Double>> cosines, List<Double> changed, double conflicts) {

  /** Copies. */
  public TaskVectors {
    norms = ImmutableList.copyOf(norms);
    cosines = cosines.stream().map(ImmutableList::copyOf).collect(ImmutableList.toImmutableList());
    changed = ImmutableList.copyOf(changed);
  }

  /**
   * Goes through all numbers once.
   *
   * @param inputs base and experts
   * @param progress is told of each number that was gone through
   * @return the comparison
   * @throws IllegalArgumentException if there is no base, or a number is not finite
   * @throws IOException if numbers cannot be read
   */
  public static TaskVectors of(MergeInputs inputs, LongConsumer progress) throws IOException {
    checkArgument(inputs.base().isPresent(), "base: expected one to compare with, got none");
    Sums sums = new Sums(inputs.experts().size());
    inputs.model(progress).forEach(sums::add);
    return sums.compared(inputs.parameters());
  }

  /** What is summed over all parameters. */
  private static final class Sums {
    private final double[][] products;
    private final long[] changed;
    private final double[] differences;
    private long shared;
    private long opposite;

    Sums(int experts) {
      products = new double[experts][experts];
      changed = new long[experts];
      differences = new double[experts];
    }

    void add(Piece piece) {
      for (int i = 0; i < piece.count(); i++) {
        int positive = 0;
        int negative = 0;
        for (int e = 0; e < differences.length; e++) {
          double difference = piece.difference(e, i);
          differences[e] = difference;
          if (difference != 0) {
            changed[e]++;
            positive += difference > 0 ? 1 : 0;
            negative += difference < 0 ? 1 : 0;
            for (int other = 0; other <= e; other++) {
              products[e][other] += difference * differences[other];
            }
          }
        }
        shared += positive + negative > 1 ? 1 : 0;
        opposite += positive > 0 && negative > 0 ? 1 : 0;
      }
    }

    TaskVectors compared(long parameters) {
      int experts = differences.length;
      List<Double> norms = new ArrayList<>();
      List<Double> shares = new ArrayList<>();
      List<List<Double>> cosines = new ArrayList<>();
      for (int e = 0; e < experts; e++) {
        norms.add(Math.sqrt(products[e][e]));
        shares.add(parameters == 0 ? 0 : (double) changed[e] / parameters);
      }
      for (int e = 0; e < experts; e++) {
        List<Double> row = new ArrayList<>();
        for (int other = 0; other < experts; other++) {
          double product = products[Math.max(e, other)][Math.min(e, other)];
          double norm = norms.get(e) * norms.get(other);
          row.add(e == other ? 1 : norm == 0 ? 0 : product / norm);
        }
        cosines.add(row);
      }
      return new TaskVectors(norms, cosines, shares, shared == 0 ? 0 : (double) opposite / shared);
    }
  }
}
