package org.temper.models.onerec;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.List;
import org.temper.models.kernel.Gradients;
import org.temper.models.kernel.NamedWeights;
import org.temper.models.scoring.Encoding;

/**
 * A pass of a network with its graph.
 *
 * @param hidden the states that predict, [M, D]
 * @param loads how many tokens each expert of each layer had, [layers, experts]
 * @param weights the network's
 * @param head the name of the head's
 */
record OneRecEncoding(NDArray hidden, NDArray loads, NamedWeights weights, String head)
    implements Encoding {
  /**
   * What the loads' gradient is in the length of the loss's: little beside it, so that clipping
   * does not notice it, and far above what Adam takes for 0.
   */
  private static final float BALANCE = 0.01f;

  @Override
  public States states() {
    return new States(hidden, weights.get(head));
  }

  @Override
  public NDArray headGradient() {
    return weights.get(head).getGradient();
  }

  @Override
  public void backward(NDArray hiddenGradient, NDArray headGradient) {
    JniUtils.backward((PtNDArray) hidden, (PtNDArray) hiddenGradient, false, false);
    List<String> balances =
        weights.arrays().keySet().stream()
            .filter(name -> name.endsWith(OneRecNetwork.BALANCE))
            .toList();
    if (balances.isEmpty()) {
      return;
    }
    try (NDManager scope = hidden.getManager().newSubManager()) {
      float length = hiddenGradient.norm().getFloat();
      NDArray shares = loads.toType(DataType.FLOAT32, true);
      shares.attach(scope);
      shares = shares.div(shares.sum(new int[] {1}, true));
      NDArray above = shares.sub(1f / shares.getShape().get(1)).mul(BALANCE * length);
      for (int layer = 0; layer < balances.size(); layer++) {
        Gradients.add(weights.get(balances.get(layer)), above.get(new NDIndex("{}", layer)));
      }
    }
  }
}
