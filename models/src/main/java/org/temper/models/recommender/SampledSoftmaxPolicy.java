package org.temper.models.recommender;

import static com.google.common.base.Preconditions.checkArgument;
import static org.temper.models.kernel.Kernel.Argument.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.temper.api.DecodingSession;
import org.temper.api.ParameterSet;
import org.temper.api.Policy;
import org.temper.api.ScoredBatch;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenOutput;
import org.temper.api.TokenScores;
import org.temper.models.kernel.Kernel;
import org.temper.models.scoring.ChunkedScores;
import org.temper.models.scoring.Encoding;
import org.temper.models.scoring.SampledHead;
import org.temper.models.scoring.ScoreRequest;
import org.temper.models.scoring.TokenLayout;

/**
 * A recommender whose training scores are a sampled softmax's: for each scored item, log p = s −
 * log(exp s + Σ exp s′) over the logits s′ of items drawn uniformly, those that are the item itself
 * left out. The sample follows from the options' seed and the batch. A prior is not part of it.
 *
 * <p>Costs grow with the sample, not with the catalog. {@link #evaluate} and {@link #decode} are
 * those of the recommender, over all items.
 */
public final class SampledSoftmaxPolicy implements Policy {
  // Rows of the table that are held at once, in numbers.
  private static final long CHUNK_ELEMENTS = 1L << 21;

  private final RecommenderPolicy policy;
  private final ItemNetwork network;
  private final NDManager manager;
  private final Kernel kernel;
  private final int negatives;

  private SampledSoftmaxPolicy(
      RecommenderPolicy policy,
      ItemNetwork network,
      NDManager manager,
      Kernel kernel,
      int negatives) {
    this.policy = policy;
    this.network = network;
    this.manager = manager;
    this.kernel = kernel;
    this.negatives = negatives;
  }

  static SampledSoftmaxPolicy of(
      RecommenderPolicy policy, ItemNetwork network, NDManager manager, int negatives) {
    checkArgument(negatives >= 1, "negatives: expected at least 1, got %s", negatives);
    Kernel kernel =
        Kernel.compile(
            manager,
            SampledSoftmaxPolicy.class,
            List.of("sampled.py"),
            Map.of("chunkElements", CHUNK_ELEMENTS));
    return new SampledSoftmaxPolicy(policy, network, manager, kernel, negatives);
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

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException also if entropies are asked for, which a sample does not give
   */
  @Override
  public ScoredBatch score(SequenceBatch batch, Set<TokenOutput> outputs) {
    checkArgument(
        outputs.isEmpty(), "outputs: expected none of a sampled softmax, got %s", outputs);
    TokenLayout layout = network.layout(batch);
    return recorded(
        ScoreRequest.tokens(batch, layout, outputs),
        (scope, states) -> draw(scope, layout, states));
  }

  private NDArray draw(NDManager scope, TokenLayout layout, Encoding.States states) {
    return kernel
        .call(
            scope,
            "draw",
            tensor(layout.targets(scope)),
            tensor(scope.zeros(new Shape(negatives))),
            tensor(states.headWeight()))
        .head();
  }

  /** Scores of the first of some items among them. */
  ScoredBatch recorded(ScoreRequest request, Sample sample) {
    policy.checkTrainable();
    return ChunkedScores.recorded(
        network.head(),
        manager,
        request,
        (scope, states) -> SampledHead.of(kernel, scope, states, sample.items(scope, states)),
        scope -> network.recorded(scope, request.batch(), request.layout(), ItemReader.plain()));
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
  public RecommenderPolicy frozenCopy() {
    return policy.frozenCopy();
  }

  /** Frees what the view added; the recommender stays open. */
  @Override
  public void close() {
    kernel.close();
  }

  /** Gives the items [M, 1 + n] that states choose from, the target first. */
  interface Sample {
    NDArray items(NDManager scope, Encoding.States states);
  }
}
