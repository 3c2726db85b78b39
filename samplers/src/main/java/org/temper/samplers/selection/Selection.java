package org.temper.samplers.selection;

import com.google.common.collect.ImmutableSortedMap;
import java.util.Map;
import java.util.function.Function;

/**
 * A choice of which candidates are learned from: a pure function of the candidates and a seed. The
 * candidates' rewards are all known; what is not known was left out and counted, never scored 0.
 *
 * <p>Selections are chained with {@link #then}: {@code
 * Selection.atLeast(1).then(Selection.diverse(2))}. The ones made here are known by what {@link
 * #identity} says; one of the user's own is best a record.
 */
public interface Selection {

  /** What a selection has to see at once. */
  enum Scope {
    /** All candidates of one task: what is kept of a task does not depend on the others. */
    TASK,
    /** All candidates of all tasks. */
    POOL
  }

  /**
   * Selects.
   *
   * @param pool the candidates
   * @param seed decides whatever is drawn
   * @return some of the candidates
   */
  CandidatePool select(CandidatePool pool, long seed);

  /**
   * What it has to see at once.
   *
   * @return {@link Scope#TASK} where tasks can be selected from one after the other
   */
  Scope scope();

  /**
   * What decides the result beside candidates and seed, the same in every run of a program.
   *
   * @return the selection and its settings; what it prints, where nothing else is said
   */
  default String identity() {
    return toString();
  }

  /**
   * This selection, and another one of what it keeps.
   *
   * @param next selects from what this one keeps
   * @return the two as one
   */
  default Selection then(Selection next) {
    return new ChainedSelection(this, next);
  }

  /**
   * Everything that has a reward: no filter, such as to compare with.
   *
   * @return the selection
   */
  static Selection all() {
    return new EveryCandidate();
  }

  /**
   * What is worth enough; with a threshold of 1 what a verifier passed.
   *
   * <p>Source: Zelikman et al. 2022, "STaR", algorithm 1; Singh et al. 2024, "Beyond human data"
   * (ReST-EM), algorithm 1.
   *
   * @param threshold the least reward, finite
   * @return the selection
   * @throws IllegalArgumentException if the threshold is not finite
   */
  static Selection atLeast(double threshold) {
    return new RewardThreshold(threshold);
  }

  /**
   * The best of each task, of equals those of the smallest streams.
   *
   * <p>Source: Dong et al. 2023, "RAFT", algorithm 1.
   *
   * @param count how many of a task, at least 1
   * @return the selection
   * @throws IllegalArgumentException if {@code count} is below 1
   */
  static Selection topK(int count) {
    return new TopOfTask(count);
  }

  /**
   * The best one of each task: {@link #topK} of 1.
   *
   * <p>Source: Touvron et al. 2023, "Llama 2", section 3.2.3.
   *
   * @return the selection
   */
  static Selection bestOfN() {
    return topK(1);
  }

  /**
   * The first success of each task, by stream.
   *
   * @param threshold the least reward of a success, finite
   * @return the selection
   * @throws IllegalArgumentException if the threshold is not finite
   */
  static Selection firstSuccess(double threshold) {
    return new FirstSuccess(threshold);
  }

  /**
   * The best of each task whose normalized texts differ.
   *
   * @param count how many of a task, at least 1
   * @return the selection
   * @throws IllegalArgumentException if {@code count} is below 1
   */
  static Selection diverse(int count) {
    return diverse(count, "text", Candidate::normalizedText);
  }

  /**
   * The best of each task whose keys differ, such as the calls that were made or the equations that
   * were used. Of equals the best one is kept, and of these that of the smallest stream.
   *
   * <p>Source: Yuan et al. 2023, "Scaling relationship on learning mathematical reasoning with
   * large language models", section 3.3, where the key is the list of equations.
   *
   * @param count how many of a task, at least 1
   * @param keyName what the key is called, by which a resumed run knows it again
   * @param key tells candidates of a task apart
   * @return the selection
   * @throws IllegalArgumentException if {@code count} is below 1
   */
  static Selection diverse(int count, String keyName, Function<Candidate, String> key) {
    return new DiverseOfTask(count, keyName, key);
  }

  /**
   * Successes, fewer of the tasks that are easy: tasks that always or never succeed are skipped,
   * and of one with success rate p at most ⌈count · (1 − p)⌉ successes are kept, the best first.
   * The success rate is over the candidates that this selection is given, so it comes first in a
   * chain.
   *
   * <p>Source: the idea of Tong et al. 2024, "DART-Math", section 3, that the share of a task grows
   * with how hard it is; skipping as in Yu et al. 2025, "DAPO", section 3.2.
   *
   * @param threshold the least reward of a success, finite
   * @param count how many of a task whose success rate is near 0, at least 1
   * @return the selection
   * @throws IllegalArgumentException if the threshold is not finite or {@code count} is below 1
   */
  static Selection byDifficulty(double threshold, int count) {
    return new DifficultyBalance(threshold, count);
  }

  /**
   * At most so many candidates of each bucket, spread over its tasks: the best of each task in a
   * drawn order of tasks, then their second-best, and so on. Buckets without a quota keep all.
   *
   * @param most how many candidates of a bucket, each at least 0
   * @return the selection
   * @throws IllegalArgumentException if a quota is negative
   */
  static Selection quotas(Map<String, Integer> most) {
    return new BucketQuotas(ImmutableSortedMap.copyOf(most));
  }

  /**
   * Statistical rejection sampling: each candidate of a task is accepted with probability {@code
   * exp((r − max r) / beta)}, where the maximum is over the task's candidates. What is accepted of
   * many candidates drawn from π is distributed as {@code π(y) exp(r / beta)}, normalized: the
   * policy that maximizes the reward less {@code beta} times the divergence from π.
   *
   * <p>Source: Liu et al. 2024, "Statistical rejection sampling improves preference optimization"
   * (RSO), section 3.2.
   *
   * @param beta how far the reward tilts, above 0 and finite; small ones keep the best alone
   * @return the selection
   * @throws IllegalArgumentException if {@code beta} is not above 0 and finite
   */
  static Selection statistical(double beta) {
    return new StatisticalRejection(beta, 0);
  }

  /**
   * Statistical rejection sampling until so many of a task are accepted: the passes of {@link
   * #statistical(double)} are repeated over what remains, with the maximum of what remains. A task
   * with no more candidates than that keeps all.
   *
   * <p>Source: Liu et al. 2024, RSO, algorithm 1; candidates of one text are not joined here, which
   * {@link #diverse} before it does.
   *
   * @param beta how far the reward tilts, above 0 and finite
   * @param count how many of a task, at least 1
   * @return the selection
   * @throws IllegalArgumentException if {@code beta} is not above 0 and finite or {@code count} is
   *     below 1
   */
  static Selection statistical(double beta, int count) {
    RewardOrder.checkCount(count);
    return new StatisticalRejection(beta, count);
  }
}
