package org.temper.algorithms.distillation;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.google.common.collect.ImmutableList;
import java.util.List;
import org.temper.api.Policy;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenScores;
import org.temper.api.items.CandidatePolicy;
import org.temper.losses.DistillationLosses;
import org.temper.losses.WeightedExpert;

/** A distribution that the student of a domain comes to: one teacher's, or a sum of rewards. */
interface Target {

  /** Who has to be asked. */
  List<Policy> policies();

  /** Log-probabilities of the tokens themselves, [B, T], owned by {@code owner}. */
  NDArray ofTokens(NDManager owner, SequenceBatch batch);

  /** Log-probabilities of the whole vocabulary, [B, T, V], owned by {@code owner}. */
  NDArray ofAll(NDManager owner, SequenceBatch batch);

  /** One teacher. */
  record Teacher(Policy policy) implements Target {

    @Override
    public List<Policy> policies() {
      return List.of(policy);
    }

    @Override
    public NDArray ofTokens(NDManager owner, SequenceBatch batch) {
      try (TokenScores scores = policy.evaluate(batch)) {
        NDArray copy = scores.tokenLogProbs().duplicate();
        copy.attach(owner);
        return copy;
      }
    }

    @Override
    public NDArray ofAll(NDManager owner, SequenceBatch batch) {
      return Vocabulary.logProbs(owner, (CandidatePolicy) policy, batch);
    }
  }

  /** The start, moved by the rewards of all experts. */
  record SummedRewards(CandidatePolicy start, List<Expert> experts) implements Target {

    @Override
    public List<Policy> policies() {
      return ImmutableList.<Policy>builder()
          .add(start)
          .addAll(experts.stream().map(Expert::policy).toList())
          .build();
    }

    @Override
    public NDArray ofTokens(NDManager owner, SequenceBatch batch) {
      try (NDManager own = owner.newSubManager()) {
        NDArray tokens = Vocabulary.ofTokens(ofAll(own, batch), batch);
        tokens.attach(owner);
        return tokens;
      }
    }

    @Override
    public NDArray ofAll(NDManager owner, SequenceBatch batch) {
      try (NDManager own = owner.newSubManager()) {
        List<WeightedExpert> weighted =
            experts.stream()
                .map(
                    expert ->
                        new WeightedExpert(
                            Vocabulary.logProbs(own, expert.policy(), batch), expert.weight()))
                .toList();
        NDArray target =
            DistillationLosses.summedRewards(Vocabulary.logProbs(own, start, batch), weighted);
        target.attach(owner);
        return target;
      }
    }
  }
}
