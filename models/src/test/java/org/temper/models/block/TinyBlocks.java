package org.temper.models.block;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.initializer.NormalInitializer;

/** Small DJL blocks that map ids to logits. */
public final class TinyBlocks {
  public static final int VOCABULARY = 11;

  private TinyBlocks() {}

  /** One-hot, then two layers on each token: the simplest model that is causal. */
  public static Block perToken(NDManager manager) {
    SequentialBlock block = new SequentialBlock();
    block
        .addSingleton(ids -> ids.toType(DataType.INT64, false).oneHot(VOCABULARY, DataType.FLOAT32))
        .add(Linear.builder().setUnits(16).build())
        .add(Activation.tanhBlock())
        .add(Linear.builder().setUnits(VOCABULARY).build());
    block.setInitializer(new NormalInitializer(0.5f), parameter -> true);
    manager.getEngine().setRandomSeed(5);
    block.initialize(manager, DataType.FLOAT32, new Shape(1, 4));
    return block;
  }
}
