package org.temper.cli.options;

import ai.djl.Device;
import org.temper.models.decoder.DecoderOptions.Precision;

/** A choice of number format, or that the device shall choose. */
enum PrecisionChoice {
  FLOAT32,
  BFLOAT16,
  AUTO;

  /** The format itself. */
  PrecisionChoice on(Device device) {
    if (this != AUTO) {
      return this;
    }
    return Precision.fastest(device) == Precision.BFLOAT16 ? BFLOAT16 : FLOAT32;
  }

  /** The same, as a decoder takes it. */
  Precision precision() {
    return this == BFLOAT16 ? Precision.BFLOAT16 : Precision.FLOAT32;
  }
}
