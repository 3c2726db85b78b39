package org.temper.models.decoder;

import ai.djl.Device;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.temper.models.decoder.DecoderOptions.Precision;
import org.temper.models.kernel.ProductTrial;
import org.temper.models.kernel.ProductTrial.Way;
import org.temper.models.kernel.Products;

/** The formats in which products turned out to be fastest, by device. */
final class PrecisionTrial {
  private static final Map<Device, Precision> FASTEST = new ConcurrentHashMap<>();

  // As many operations as a layer of a model of 100 million parameters has for a thousand tokens.
  private static final int SIZE = 1024;

  /** Less than that is lost again to what has to be converted. */
  private static final double WORTH = 1.25;

  private PrecisionTrial() {}

  static Precision fastest(Device device) {
    return FASTEST.computeIfAbsent(device, PrecisionTrial::tried);
  }

  private static Precision tried(Device device) {
    Way plain = new Way(Products.on(device).product(), "w");
    Way half = new Way("torch.linear(x, w)", "torch.to(w, 15)");
    List<Double> seconds = ProductTrial.seconds(device, SIZE, List.of(plain, half));
    return seconds.get(0) > WORTH * seconds.get(1) ? Precision.BFLOAT16 : Precision.FLOAT32;
  }
}
