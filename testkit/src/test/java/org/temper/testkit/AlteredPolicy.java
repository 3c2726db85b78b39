package org.temper.testkit;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.temper.api.DecodingSession;
import org.temper.api.ParameterSet;
import org.temper.api.Policy;
import org.temper.api.ScoredBatch;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenOutput;
import org.temper.api.TokenScores;
import org.temper.testkit.tables.TableScores;

/** A policy with something wrong planted in it, for laws to find. */
record AlteredPolicy(
    Policy policy,
    BiFunction<SequenceBatch, TokenScores, NDArray> logProbs,
    Function<ScoredBatch, ScoredBatch> recorded,
    UnaryOperator<SequenceBatch> prompting,
    UnaryOperator<DecodingSession> decoding,
    UnaryOperator<Policy> freezing)
    implements Policy {

  /** With other log-probs from evaluate. */
  static AlteredPolicy evaluating(
      Policy policy, BiFunction<SequenceBatch, TokenScores, NDArray> logProbs) {
    return new AlteredPolicy(policy, logProbs, s -> s, p -> p, s -> s, Policy::frozenCopy);
  }

  static AlteredPolicy recording(Policy policy, Function<ScoredBatch, ScoredBatch> recorded) {
    return new AlteredPolicy(
        policy,
        (batch, scores) -> scores.tokenLogProbs(),
        recorded,
        p -> p,
        s -> s,
        Policy::frozenCopy);
  }

  static AlteredPolicy decoding(Policy policy, UnaryOperator<DecodingSession> decoding) {
    return new AlteredPolicy(
        policy,
        (batch, scores) -> scores.tokenLogProbs(),
        s -> s,
        p -> p,
        decoding,
        Policy::frozenCopy);
  }

  static AlteredPolicy prompting(Policy policy, UnaryOperator<SequenceBatch> prompting) {
    return new AlteredPolicy(
        policy,
        (batch, scores) -> scores.tokenLogProbs(),
        s -> s,
        prompting,
        s -> s,
        Policy::frozenCopy);
  }

  static AlteredPolicy freezing(Policy policy, UnaryOperator<Policy> freezing) {
    return new AlteredPolicy(
        policy, (batch, scores) -> scores.tokenLogProbs(), s -> s, p -> p, s -> s, freezing);
  }

  @Override
  public ParameterSet parameters() {
    return policy.parameters();
  }

  @Override
  public long vocabularySize() {
    return policy.vocabularySize();
  }

  @Override
  public ScoredBatch score(SequenceBatch batch, Set<TokenOutput> outputs) {
    return recorded.apply(policy.score(batch, outputs));
  }

  @Override
  public TokenScores evaluate(SequenceBatch batch, Set<TokenOutput> outputs) {
    TokenScores scores = policy.evaluate(batch, outputs);
    NDArray entropies = outputs.isEmpty() ? null : scores.entropies();
    NDManager scope = scores.manager();
    return new TableScores(
        scope, logProbs.apply(batch, scores), entropies, scores.completionMask());
  }

  @Override
  public DecodingSession decode(SequenceBatch prompts) {
    return decoding.apply(policy.decode(prompting.apply(prompts)));
  }

  @Override
  public Policy frozenCopy() {
    return freezing.apply(policy);
  }

  @Override
  public void close() {
    policy.close();
  }
}
