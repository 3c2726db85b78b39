package org.temper.testkit;

import java.util.Set;
import org.temper.api.DecodingSession;
import org.temper.api.ParameterSet;
import org.temper.api.Policy;
import org.temper.api.ScoredBatch;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenOutput;
import org.temper.api.TokenScores;

/** Calls itself a frozen copy, and shows the live policy. */
record AlteredPolicyView(Policy policy) implements Policy {
  @Override
  public ParameterSet parameters() {
    return ParameterSet.empty();
  }

  @Override
  public long vocabularySize() {
    return policy.vocabularySize();
  }

  @Override
  public ScoredBatch score(SequenceBatch batch, Set<TokenOutput> outputs) {
    return policy.score(batch, outputs);
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
    return this;
  }

  @Override
  public void close() {}
}
