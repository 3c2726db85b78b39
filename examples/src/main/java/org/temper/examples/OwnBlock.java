package org.temper.examples;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.temper.algorithms.metrics.Metrics;
import org.temper.algorithms.run.Schedules;
import org.temper.algorithms.sft.SftTrainer;
import org.temper.api.SequenceBatch;
import org.temper.api.TokenSequence;
import org.temper.models.block.BlockPolicy;
import org.temper.models.optimizer.AdamW;
import org.temper.models.optimizer.AdamWConfig;
import org.temper.samplers.Sampler;
import org.temper.samplers.SamplingConfig;

/** A DJL block of one's own, fine-tuned and sampled from: UPDATES. It learns to count. */
public final class OwnBlock {
  private static final int VOCABULARY = 10;

  private OwnBlock() {}

  /** Any block that maps ids [B, T] to logits [B, T, V], causally; this one sees one token. */
  private static Block block(NDManager manager) {
    SequentialBlock block = new SequentialBlock();
    block
        .addSingleton(ids -> ids.toType(DataType.INT64, false).oneHot(VOCABULARY, DataType.FLOAT32))
        .add(Linear.builder().setUnits(32).build())
        .add(Activation.tanhBlock())
        .add(Linear.builder().setUnits(VOCABULARY).build());
    block.initialize(manager, DataType.FLOAT32, new Shape(1, 4));
    return block;
  }

  public static void main(String[] args) {
    int updates = Integer.parseInt(args[0]);
    try (NDManager manager = NDManager.newBaseManager()) {
      Block block = block(manager);
      // tag::block[]
      try (BlockPolicy policy = BlockPolicy.of(block, VOCABULARY, 64, Device.cpu());
          AdamW optimizer =
              AdamW.of(policy.parameters(), AdamWConfig.of(Schedules.constant(1e-2, 5)))) {
        SftTrainer trainer = new SftTrainer(policy, optimizer);
        List<SequenceBatch> counting = List.of(counting());
        for (int update = 0; update < updates; update++) {
          Metrics metrics = trainer.update(counting);
          if (update % 20 == 0) {
            System.out.printf("%d: %.4f nats per token%n", update, metrics.loss());
          }
        }
        Sampler sampler = Sampler.of(policy, SamplingConfig.greedy(6));
        System.out.println(sampler.sample(List.of(new long[] {2}), 1).get(0).completion());
      }
      // end::block[]
    }
  }

  /** 0 1 2 …, 1 2 3 … and so on, up to 9 and on from 0. */
  private static SequenceBatch counting() {
    return SequenceBatch.of(
        IntStream.range(0, VOCABULARY)
            .mapToObj(
                first -> LongStream.range(first, first + 8).map(i -> i % VOCABULARY).toArray())
            .map(
                tokens ->
                    TokenSequence.of(
                        new long[] {tokens[0]}, LongStream.of(tokens).skip(1).toArray()))
            .toList());
  }
}
