package org.temper.models.block;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.training.ParameterStore;
import ai.djl.util.Pair;
import com.google.common.collect.ImmutableMap;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.temper.api.NamedParameter;
import org.temper.api.ParameterSet;
import org.temper.models.kernel.GradientMode;

/** A DJL block with its parameters, or with frozen copies of them. */
final class BlockModel {
  private final Block block;
  private final ParameterStore store;
  private final ParameterSet parameters;

  private BlockModel(Block block, ParameterStore store, ParameterSet parameters) {
    this.block = block;
    this.store = store;
    this.parameters = parameters;
  }

  /** Whether a pass keeps its graph. */
  enum Pass {
    RECORDED,
    UNRECORDED
  }

  static BlockModel trainable(Block block, NDManager manager) {
    List<NamedParameter> parameters = new ArrayList<>();
    for (Pair<String, Parameter> pair : block.getParameters()) {
      if (!pair.getValue().requiresGradient()) {
        continue;
      }
      NDArray array = pair.getValue().getArray();
      array.setRequiresGradient(true);
      parameters.add(
          new NamedParameter(
              pair.getKey(),
              array,
              array.getShape().dimension() > 1
                  ? NamedParameter.Decay.DECAYED
                  : NamedParameter.Decay.EXEMPT));
    }
    return new BlockModel(block, new ParameterStore(manager, false), ParameterSet.of(parameters));
  }

  ParameterSet parameters() {
    return parameters;
  }

  NDArray logits(NDManager scope, NDArray ids, Pass pass) {
    ids.attach(scope);
    NDArray logits = block.forward(store, new NDList(ids), pass == Pass.RECORDED).head();
    logits.attach(scope);
    return logits;
  }

  /** The same function with the parameters as they are now; the copies live with the manager. */
  BlockModel frozen(NDManager manager) {
    if (block instanceof PtSymbolBlock module) {
      return new BlockModel(copy(module, manager), store, ParameterSet.empty());
    }
    ImmutableMap.Builder<Parameter, NDArray> copies = ImmutableMap.builder();
    try (GradientMode off = GradientMode.off()) {
      for (Pair<String, Parameter> pair : block.getParameters()) {
        NDArray copy = pair.getValue().getArray().duplicate();
        copy.attach(manager);
        copies.put(pair.getValue(), copy);
      }
    }
    return new BlockModel(
        block, new FrozenStore(manager, copies.buildOrThrow()), ParameterSet.empty());
  }

  // A module holds its parameters itself, so a copy of them is a copy of the module.
  private static PtSymbolBlock copy(PtSymbolBlock module, NDManager manager) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    JniUtils.writeModule(module, bytes, false);
    try {
      return JniUtils.loadModule(
          (PtNDManager) manager, new ByteArrayInputStream(bytes.toByteArray()), false, false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Gives a block's layers the copies where they ask for their parameters. */
  private static final class FrozenStore extends ParameterStore {
    private final Map<Parameter, NDArray> copies;

    FrozenStore(NDManager manager, Map<Parameter, NDArray> copies) {
      super(manager, false);
      this.copies = copies;
    }

    @Override
    public NDArray getValue(Parameter parameter, Device device, boolean training) {
      NDArray copy = copies.get(parameter);
      return copy == null ? super.getValue(parameter, device, training) : copy;
    }
  }
}
