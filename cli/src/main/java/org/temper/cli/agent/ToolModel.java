package org.temper.cli.agent;

import org.temper.cli.text.ShippedModel;

/**
 * The base model that is shipped for tasks with tools: a small decoder, pretrained on {@link
 * ToolCorpus} by the {@code pretrain} recipe. {@code docs/results/rejection.md} has the command
 * that remakes it.
 */
public final class ToolModel {
  /** The model. */
  public static final ShippedModel SHIPPED =
      ShippedModel.of(ToolModel.class, "tools", ToolCorpus.TEMPLATE);

  private ToolModel() {}
}
