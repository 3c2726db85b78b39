package org.temper.models.scoring;

import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import org.temper.api.DecodingSession;
import org.temper.api.ParameterSet;
import org.temper.api.Policy;
import org.temper.api.ScoredBatch;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenOutput;
import org.temper.api.TokenScores;

/**
 * A view of a policy that drops a share of its activations where it is trained ({@link #score}),
 * and nowhere else: {@link #evaluate} and {@link #decode} are the policy's own, and parameters are
 * the same. For likelihood training; a method that compares two scores of one batch would compare
 * two samples of what was dropped.
 *
 * <p>What is dropped follows from the seed and the batch's ids: the same batch meets the same
 * numbers again, so that a resumed run repeats an uninterrupted one.
 */
public final class DropoutPolicy implements Policy {
  private final Policy policy;
  private final BiFunction<SequenceBatch, Set<TokenOutput>, ScoredBatch> dropped;
  private final List<Draws.Source> sources;

  /**
   * A view.
   *
   * @param policy what is seen
   * @param dropped scores it with what the sources draw
   * @param sources closed with the view
   */
  public DropoutPolicy(
      Policy policy,
      BiFunction<SequenceBatch, Set<TokenOutput>, ScoredBatch> dropped,
      List<Draws.Source> sources) {
    this.policy = policy;
    this.dropped = dropped;
    this.sources = List.copyOf(sources);
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
  public int maxLength() {
    return policy.maxLength();
  }

  @Override
  public ScoredBatch score(SequenceBatch batch, Set<TokenOutput> outputs) {
    return dropped.apply(batch, outputs);
  }

  @Override
  public TokenScores evaluate(SequenceBatch batch, Set<TokenOutput> outputs) {
    return policy.evaluate(batch, outputs);
  }

  @Override
  public DecodingSession decode(SequenceBatch prompts) {
    return policy.decode(prompts);
  }

  @Override
  public Policy frozenCopy() {
    return policy.frozenCopy();
  }

  /** Frees what the view added; the policy stays open. */
  @Override
  public void close() {
    sources.forEach(Draws.Source::close);
  }
}
