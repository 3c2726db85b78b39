package org.temper.models.merge;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.LongPredicate;
import java.util.stream.IntStream;
import org.temper.models.merge.methods.Average;
import org.temper.models.merge.methods.Dare;
import org.temper.models.merge.methods.MergeMethod;
import org.temper.models.merge.methods.SignConsensus;
import org.temper.models.merge.methods.Slerp;
import org.temper.models.merge.methods.TaskArithmetic;
import org.temper.models.merge.methods.Ties;
import org.temper.models.merge.methods.Trim;

/** The computation of each method. */
final class Joins {

  private Joins() {}

  /** How often a method goes through all numbers, the last time to join them. */
  static int passes(MergeMethod method) {
    int before = 0;
    if (method instanceof Ties ties && ties.trim().density() < 1) {
      before = Trimmed.PASSES;
    } else if (method instanceof Slerp
        || (method instanceof Dare dare && dare.rescale() == Dare.Rescale.L1_NORM)) {
      before = 1;
    }
    return before + 1;
  }

  /**
   * What is done with each tensor.
   *
   * @param model all numbers, for what is a matter of the whole model
   * @param experts how many there are
   */
  static Join.OfTensor of(MergeMethod method, Pieces model, int experts) throws IOException {
    method.checkExperts(experts);
    if (method instanceof Average average) {
      Join join = LinearJoin.ofWeights(shares(average.weights().of(experts)));
      return (tensor, pieces) -> join;
    }
    if (method instanceof TaskArithmetic sum) {
      double[] weights = sum.weights().of(experts);
      Join join = LinearJoin.ofTaskVectors(scaled(weights, sum.lambda()));
      return (tensor, pieces) -> join;
    }
    if (method instanceof Ties ties) {
      return ofTies(ties, model, experts);
    }
    if (method instanceof Dare dare) {
      return ofDare(dare, DropMask.random(dare.drop(), dare.seed()), experts);
    }
    Slerp slerp = (Slerp) method;
    return (tensor, pieces) -> SphericalAngle.join(slerp, pieces);
  }

  private static Join.OfTensor ofTies(Ties method, Pieces model, int experts) throws IOException {
    double[] weights = method.weights().of(experts);
    Optional<SignConsensus> consensus = Optional.of(method.consensus());
    Trimmed.Histograms histograms = new Trimmed.Histograms(experts);
    if (method.trim().scope() == Trim.Scope.MODEL) {
      Sparsity trimmed = Trimmed.of(method.trim(), model, histograms);
      Join join = new SparseJoin(trimmed, consensus, method.lambda(), weights);
      return (tensor, pieces) -> join;
    }
    return (tensor, pieces) ->
        new SparseJoin(
            Trimmed.of(method.trim(), pieces, histograms), consensus, method.lambda(), weights);
  }

  /** The computation of DARE under a mask. */
  static Join.OfTensor ofDare(Dare method, DropMask mask, int experts) {
    double[] weights = method.weights().of(experts);
    return (tensor, pieces) -> {
      List<LongPredicate> kept =
          IntStream.range(0, experts).mapToObj(expert -> mask.of(expert, tensor)).toList();
      return new SparseJoin(
          Dropped.of(method, kept, pieces), method.consensus(), method.lambda(), weights);
    };
  }

  private static double[] shares(double[] weights) {
    double sum = Arrays.stream(weights).sum();
    return Arrays.stream(weights).map(weight -> weight / sum).toArray();
  }

  private static double[] scaled(double[] weights, double lambda) {
    return Arrays.stream(weights).map(weight -> lambda * weight).toArray();
  }
}
