package org.temper.cli.arithmetic;

import org.temper.cli.text.ShippedModel;

/**
 * The base model that is shipped with the quickstart: a small decoder, pretrained on {@link
 * ArithmeticCorpus} by the {@code pretrain} recipe. {@code docs/quickstart.md} has the command that
 * remakes it.
 */
public final class BaseModel {
  /** The model. */
  public static final ShippedModel SHIPPED = ShippedModel.of(BaseModel.class, "quickstart");

  private BaseModel() {}
}
