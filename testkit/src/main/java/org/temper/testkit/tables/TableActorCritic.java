package org.temper.testkit.tables;

import static com.google.common.base.Preconditions.checkArgument;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Sets;
import java.util.Set;
import org.temper.api.ComposedScores;
import org.temper.api.DecodingSession;
import org.temper.api.NamedParameter;
import org.temper.api.ParameterSet;
import org.temper.api.Policy;
import org.temper.api.ScoredBatch;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenOutput;
import org.temper.api.TokenScores;
import org.temper.api.ValueModel.ValuedBatch;

/**
 * The smallest policy that values states: a table of bigram logits and, for each token, the value
 * of a state whose last token it is.
 */
public final class TableActorCritic implements Policy {
  private final TablePolicy policy;
  private final TableValueModel values;
  private final ParameterSet parameters;

  private TableActorCritic(TablePolicy policy, TableValueModel values, ParameterSet parameters) {
    this.policy = policy;
    this.values = values;
    this.parameters = parameters;
  }

  /**
   * A policy with its values.
   *
   * @param policy the policy, trainable; taken over
   * @param values the values of as many tokens; taken over
   * @return a policy that can be asked for {@link TokenOutput#VALUE}, to be closed by the caller
   * @throws IllegalArgumentException if the two do not know the same number of tokens
   */
  public static TableActorCritic of(TablePolicy policy, TableValueModel values) {
    long size = values.parameters().elements();
    checkArgument(
        policy.vocabularySize() == size,
        "values: expected %s, one for each token, got %s",
        policy.vocabularySize(),
        size);
    return new TableActorCritic(
        policy,
        values,
        ParameterSet.of(
            ImmutableList.<NamedParameter>builder()
                .addAll(policy.parameters())
                .addAll(values.parameters())
                .build()));
  }

  @Override
  public ParameterSet parameters() {
    return parameters;
  }

  @Override
  public long vocabularySize() {
    return policy.vocabularySize();
  }

  @Override
  public ScoredBatch score(SequenceBatch batch, Set<TokenOutput> outputs) {
    ScoredBatch scored = policy.score(batch, others(outputs));
    if (!outputs.contains(TokenOutput.VALUE)) {
      return scored;
    }
    // The two graphs meet in the loss, so that one way back goes through both.
    ValuedBatch valued = values.estimate(batch);
    return ComposedScores.of(scored, scored::backward)
        .withValues(valued.values())
        .releasing(valued::close);
  }

  @Override
  public TokenScores evaluate(SequenceBatch batch, Set<TokenOutput> outputs) {
    TokenScores scores = policy.evaluate(batch, others(outputs));
    return outputs.contains(TokenOutput.VALUE)
        ? ComposedScores.evaluated(
            scores, scores.manager().create(values.values(batch), batch.shape()))
        : scores;
  }

  private static Set<TokenOutput> others(Set<TokenOutput> outputs) {
    return Set.copyOf(Sets.difference(outputs, Set.of(TokenOutput.VALUE)));
  }

  @Override
  public DecodingSession decode(SequenceBatch prompts) {
    return policy.decode(prompts);
  }

  @Override
  public TableActorCritic frozenCopy() {
    float[] copied = values.parameters().asList().get(0).array().toFloatArray();
    return new TableActorCritic(
        policy.frozenCopy(), TableValueModel.of(copied), ParameterSet.empty());
  }

  @Override
  public void close() {
    policy.close();
    values.close();
  }
}
