package org.temper.models.merge.methods;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableSortedMap;
import java.util.Map;
import java.util.Optional;

/**
 * DARE: numbers of each task vector are dropped at random, what is left is scaled up, and the
 * results are summed as by {@link TaskArithmetic}, or joined under a sign as by {@link Ties}.
 *
 * <p>Which numbers are dropped is decided by the seed, the expert's position, the tensor's name and
 * the number's index in it: neither by other tensors nor by how a model is cut into files.
 *
 * <p>Source: Yu et al. 2024, <a href="https://arxiv.org/abs/2311.03099">Language Models are Super
 * Mario</a>, section 3.2.
 *
 * @param drop the probability p with which a number is dropped, from 0 and below 1
 * @param seed decides which
 * @param rescale how what is left is scaled up
 * @param consensus the election of signs; empty for a plain sum
 * @param lambda how far the joined task vector is followed, λ
 * @param weights of the task vectors
 */
public record Dare(
    double drop,
    long seed,
    Rescale rescale,
    Optional<SignConsensus> consensus,
    double lambda,
    ExpertWeights weights)
    implements TaskVectorMethod {

  /** What the numbers that are left are multiplied by. */
  public enum Rescale {
    /** 1/(1 − p), as in the paper: each number keeps its expectation. */
    EXPECTATION,
    /** What gives each tensor of a task vector the ℓ₁ norm that it had, as in mergekit. */
    L1_NORM
  }

  /** How task vectors are joined once numbers are dropped. */
  public enum Sum {
    /** Their weighted sum. */
    LINEAR,
    /** What has the elected sign. */
    TIES
  }

  /** Checks the probability and λ. */
  public Dare {
    checkArgument(drop >= 0 && drop < 1, "drop: expected from 0 and below 1, got %s", drop);
    TaskArithmetic.checkLambda(lambda);
  }

  /**
   * The method of the paper; with {@link Sum#TIES}, it takes the position of the trimming in TIES.
   *
   * @param drop the probability with which a number is dropped
   * @param seed decides which
   * @param sum how task vectors are joined then
   * @param lambda how far the joined task vector is followed
   * @return the method
   */
  public static Dare paper(double drop, long seed, Sum sum, double lambda) {
    return new Dare(
        drop,
        seed,
        Rescale.EXPECTATION,
        sum == Sum.TIES ? Optional.of(SignConsensus.paper()) : Optional.empty(),
        lambda,
        ExpertWeights.equal());
  }

  /**
   * What mergekit 0.1.5 calls {@code dare_linear} and {@code dare_ties}, with its defaults; its
   * density is 1 − p, and its random numbers are others.
   *
   * @param drop the probability with which a number is dropped
   * @param seed decides which
   * @param sum how task vectors are joined then
   * @param lambda how far the joined task vector is followed
   * @return the method
   */
  public static Dare mergekit(double drop, long seed, Sum sum, double lambda) {
    SignConsensus consensus =
        new SignConsensus(SignConsensus.Agreeing.SUM, SignConsensus.Undecided.POSITIVE);
    return new Dare(
        drop,
        seed,
        Rescale.L1_NORM,
        sum == Sum.TIES ? Optional.of(consensus) : Optional.empty(),
        lambda,
        ExpertWeights.equal());
  }

  /**
   * The same with other weights.
   *
   * @param others one for each expert
   * @return the method
   */
  public Dare withWeights(ExpertWeights others) {
    return new Dare(drop, seed, rescale, consensus, lambda, others);
  }

  @Override
  public String name() {
    return "dare";
  }

  @Override
  public Map<String, String> settings() {
    ImmutableSortedMap.Builder<String, String> settings =
        ImmutableSortedMap.<String, String>naturalOrder()
            .put("lambda", Double.toString(lambda))
            .put("weights", weights.toString())
            .put("drop", Double.toString(drop))
            .put("seed", Long.toString(seed))
            .put("rescale", rescale.toString());
    consensus.ifPresent(
        signs ->
            settings
                .put("consensus.agreeing", signs.agreeing().toString())
                .put("consensus.undecided", signs.undecided().toString()));
    return settings.buildOrThrow();
  }
}
