package org.temper.models.onerec;

import java.util.List;

/** Configurations of OneRec's networks, small. */
public final class TinyNetworks {
  /** The begin token of all of them. */
  public static final int BEGIN = 1;

  private TinyNetworks() {}

  /** An encoder and a decoder with four experts. */
  public static OneRecConfig encoderDecoder() {
    return new EncoderDecoderConfig(11, BEGIN, 8, 12, 2, 2, 2, 4, 2, 16, 16);
  }

  /**
   * A lazy decoder whose three layers look at two keys of items of two tokens, with values of their
   * own.
   */
  public static OneRecConfig lazyDecoder() {
    return new LazyDecoderConfig(11, BEGIN, 2, 8, 12, 4, 3, 2, 2, 2, 16, 16);
  }

  /** A lazy decoder whose values are its keys, one for all layers. */
  public static OneRecConfig laziestDecoder() {
    return new LazyDecoderConfig(11, BEGIN, 1, 8, 12, 2, 2, 1, 1, 1, 16, 16);
  }

  /** All of them. */
  public static List<OneRecConfig> all() {
    return List.of(encoderDecoder(), lazyDecoder(), laziestDecoder());
  }
}
